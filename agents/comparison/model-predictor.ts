/** The learned model as a predictor: it follows an episode up to each start, then dreams on its own. */
import { type Moment, StateError } from "../../sim/core/index.ts";
import type { Belief, DecisionSequence, LearnedDynamics } from "../../worldmodel/index.ts";
import type { Predictor } from "./predictor.ts";

/** Dreams in one run of the graph; the last run is filled up, so that every horizon needs one graph only. */
const BATCH = 32;

/** Open loop along the mixture's mean. The dynamics stay the caller's to dispose of. */
export function modelPredictor(name: string, dynamics: LearnedDynamics): Predictor {
  return {
    name,
    async predict(sequence, starts, horizon) {
      const { vae, rnn, modality, ensemble } = dynamics.model.config;
      const beliefs = await beliefsAt(dynamics, sequence, starts, modality);
      const quantities = vae.observations + 1;
      const all = new Float64Array(starts.length * horizon * quantities);
      const disagreement = new Float64Array(starts.length * horizon);
      for (let first = 0; first < starts.length; first += BATCH) {
        const rows = Array.from({ length: BATCH }, (_, row) => Math.min(first + row, starts.length - 1));
        const actions = new Float32Array(BATCH * horizon * rnn.actions);
        for (const [row, point] of rows.entries()) {
          const from = starts[point]! * rnn.actions;
          const coming = sequence.actions.subarray(from, from + horizon * rnn.actions);
          actions.set(coming, row * horizon * rnn.actions);
        }
        const dream = await dynamics.dreamEach(
          rows.map((point) => beliefs[point]!),
          actions,
          horizon,
        );
        const cells = Math.min(BATCH, starts.length - first) * horizon;
        for (let cell = 0; cell < cells; cell++) {
          const to = (first * horizon + cell) * quantities;
          all.set(dream.observations.subarray(cell * vae.observations, (cell + 1) * vae.observations), to);
          all[to + vae.observations] = dream.rewards[cell]!;
        }
        if (dream.disagreement) disagreement.set(dream.disagreement.subarray(0, cells), first * horizon);
      }
      return { quantities: all, ...(ensemble > 1 ? { disagreement } : {}) };
    },
  };
}

/** The belief at each of the rising starts, after everything that was observed before it. */
async function beliefsAt(
  dynamics: LearnedDynamics,
  { observations, actions, decisions }: DecisionSequence,
  starts: readonly number[],
  modality: string,
): Promise<readonly Belief[]> {
  const width = observations.length / (decisions + 1);
  const actionWidth = actions.length / Math.max(1, decisions);
  const momentAt = (decision: number): Moment => ({
    observation: { [modality]: observations.slice(decision * width, (decision + 1) * width) },
    snapshot: () => {
      throw new StateError("modelPredictor: a learned model must not ask for the physics' snapshot");
    },
  });
  const beliefs: Belief[] = [];
  let belief = await dynamics.begin(momentAt(0));
  let decision = 0;
  for (const start of starts) {
    for (; decision < start; decision++) {
      const action = actions.slice(decision * actionWidth, (decision + 1) * actionWidth);
      belief = await dynamics.advance(belief, action, momentAt(decision + 1));
    }
    beliefs.push(belief);
  }
  return beliefs;
}
