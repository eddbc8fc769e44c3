/** The ghost of an episode: where the model's own dream puts the bodies, beside where they really went. */
import { ghostPosesInto, type Moment, type Observation, type Scenario } from "../../sim/index.ts";
import type { Belief, LearnedDynamics } from "../../worldmodel/index.ts";

/** What dreams for the ghost. */
export type Dreamer = Pick<LearnedDynamics, "model" | "actionRepeat" | "begin" | "advance" | "dream">;

/** Decisions for which the ghost dreams on its own before it starts anew from the truth. */
export const GHOST_DECISIONS = 12;
const POSE = 7;

export interface GhostTracer {
  begin(moment: Moment): Promise<void>;
  arrive(moment: Moment): Promise<void>;
  act(action: Float32Array): void;
  /** Poses for the `count` control steps since the last call. [count, bodies × 7] */
  predict(count: number, bodies: number): Promise<Float32Array>;
}

/** Follows an episode with the model's belief, and dreams each stretch from the belief at its start under the actions taken. */
export function ghostTracer(scenario: Scenario, model: Dreamer): GhostTracer {
  const {
    actionRepeat,
    model: { config },
  } = model;
  const width = config.vae.observations;
  let belief: Belief | undefined;
  let start: { readonly belief: Belief; readonly state: Float32Array } | undefined;
  let pending: Float32Array | undefined;
  let actions: Float32Array[] = [];
  return {
    begin: async (moment) => {
      belief = await model.begin(moment);
      start = { belief, state: stateOf(moment.observation, config.modality) };
      pending = undefined;
      actions = [];
    },
    arrive: async (moment) => {
      if (belief && pending) belief = await model.advance(belief, pending, moment);
      if (belief && actions.length === 0) start = { belief, state: stateOf(moment.observation, config.modality) };
    },
    act: (action) => {
      pending = action;
      actions.push(action);
    },
    predict: async (count, bodies) => {
      const out = new Float32Array(count * bodies * POSE).fill(Number.NaN);
      if (!start) return out;
      const sequence = new Float32Array(GHOST_DECISIONS * config.rnn.actions);
      for (const [index, action] of actions.entries()) sequence.set(action, index * action.length);
      actions = [];
      const dream = await model.dream(start.belief, sequence, { candidates: 1, horizon: GHOST_DECISIONS });
      const state = new Float32Array(width);
      for (let step = 0; step < count; step++) {
        const decision = Math.floor(step / actionRepeat);
        const part = ((step % actionRepeat) + 1) / actionRepeat;
        const before =
          decision === 0 ? start.state : dream.observations.subarray((decision - 1) * width, decision * width);
        const after = dream.observations.subarray(decision * width, (decision + 1) * width);
        for (let index = 0; index < width; index++)
          state[index] = before[index]! + part * (after[index]! - before[index]!);
        ghostPosesInto(scenario, state, out.subarray(step * bodies * POSE, (step + 1) * bodies * POSE));
      }
      return out;
    },
  };
}

function stateOf(observation: Observation, modality: string): Float32Array {
  return Float32Array.from(observation[modality] ?? []);
}
