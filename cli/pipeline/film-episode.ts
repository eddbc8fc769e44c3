/** Runs an episode and films it: poses of the true bodies, and as a ghost what the model predicted for the same moments. */
import { type EpisodeOutcome, runEpisode } from "../../agents/index.ts";
import {
  type Agent,
  type Env,
  ghostPosesInto,
  hasGhost,
  type Moment,
  type Observation,
  type Scenario,
} from "../../sim/index.ts";
import type { Belief, LearnedDynamics } from "../../worldmodel/index.ts";
import type { Footage } from "./reporter.ts";

/** What dreams for the ghost. */
export type Dreamer = Pick<LearnedDynamics, "model" | "actionRepeat" | "begin" | "advance" | "dream">;

export interface FilmOptions {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly source: string;
  readonly episode: number;
  /** The model whose predictions are drawn. */
  readonly model?: Dreamer | undefined;
  readonly record?: { readonly scenarioHash: string };
  readonly signal?: AbortSignal | undefined;
  readonly onFootage: (footage: Footage) => void;
}

/** Decisions for which the ghost dreams on its own before it starts anew from the truth. */
export const GHOST_DECISIONS = 12;
const POSE = 7;

export async function filmEpisode(env: Env, agent: Agent, options: FilmOptions): Promise<EpisodeOutcome> {
  const { scenario, source, episode, model, onFootage } = options;
  const bodies = env.scene.bodies.length;
  const ghost =
    model && hasGhost(scenario) && model.actionRepeat === agent.actionRepeat ? ghostTracer(scenario, model) : undefined;
  let poses: Float32Array[] = [];
  let rewards: number[] = [];
  let firstStep = 0;
  let decisions = 0;

  const cut = async (last: boolean): Promise<void> => {
    const count = rewards.length;
    const all = new Float32Array(count * bodies * POSE);
    for (const [index, frame] of poses.entries()) all.set(frame, index * bodies * POSE);
    const prediction = await ghost?.predict(count, bodies);
    onFootage({
      source,
      episode,
      firstStep,
      poses: all,
      rewards: Float32Array.from(rewards),
      last,
      ...(prediction ? { ghost: prediction } : {}),
    });
    firstStep += count;
    poses = [];
    rewards = [];
  };

  const filmed: Agent = {
    name: agent.name,
    actionRepeat: agent.actionRepeat,
    begin: async (moment, seed) => {
      await ghost?.begin(moment);
      await agent.begin(moment, seed);
    },
    act: async (moment) => {
      if (decisions > 0 && decisions % GHOST_DECISIONS === 0) await cut(false);
      decisions += 1;
      await ghost?.arrive(moment);
      const action = await agent.act(moment);
      ghost?.act(action);
      return action;
    },
    dispose: () => agent.dispose(),
  };
  const outcome = await runEpisode(env, filmed, {
    seed: options.seed,
    ...(options.record ? { record: options.record } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
    onStep: (world, result) => {
      const frame = new Float32Array(bodies * POSE);
      world.posesInto(frame);
      poses.push(frame);
      rewards.push(result.reward);
    },
  });
  await cut(true);
  return outcome;
}

interface GhostTracer {
  begin(moment: Moment): Promise<void>;
  arrive(moment: Moment): Promise<void>;
  act(action: Float32Array): void;
  /** Poses for the `count` control steps since the last call. [count, bodies × 7] */
  predict(count: number, bodies: number): Promise<Float32Array>;
}

/** Follows an episode with the model's belief, and dreams each stretch from the belief at its start under the actions taken. */
function ghostTracer(scenario: Scenario, model: Dreamer): GhostTracer {
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
