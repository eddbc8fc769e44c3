/** An episode of a dream, control step by control step. */
import { type Rng, StateError } from "../../sim/core/index.ts";
import type { WorldModelConfig } from "../models/world-model.ts";
import type { DreamedDecision, DreamModel } from "./dream-model.ts";
import type { DreamState } from "./dream-state.ts";

/** A state, and what follows from it. */
export interface DreamMoment {
  readonly state: DreamState;
  /** The decision that is under way, under the mean of its actions so far; absent between two. */
  readonly decided: { readonly action: Float32Array; readonly leadsTo: DreamedDecision } | undefined;
  /** [Z] */
  readonly z: Float32Array;
}

export interface DreamStep {
  readonly moment: DreamMoment;
  readonly reward: number;
}

/** M says that the task ends where it gives this more than half (Ha & Schmidhuber 2018, section 4.2). */
const ENDS_ABOVE = 0.5;

/** An episode that begins as a training episode did: z is drawn from the posterior of its first observation. starts [E,2Z]: mu, then std. */
export function beginDream(config: WorldModelConfig, starts: Float32Array, episode: Rng): DreamMoment {
  const { latents, hidden } = config.rnn;
  const draws = episode.split("start");
  const from = draws.integer(starts.length / (2 * latents)) * 2 * latents;
  const z = Float32Array.from(
    { length: latents },
    (_, i) => starts[from + i]! + starts[from + latents + i]! * draws.normal(),
  );
  const [h, c] = [new Float32Array(hidden), new Float32Array(hidden)];
  const state: DreamState = {
    z,
    h,
    c,
    actions: new Float32Array(0),
    steps: 0,
    phase: "running",
    noise: episode.split("noise"),
  };
  return { state, decided: undefined, z };
}

/** One control step under an action [A] within its space. A StateError where M leaves the range of finite numbers. */
export function stepDream(
  config: WorldModelConfig,
  model: DreamModel,
  before: DreamMoment,
  action: Float32Array,
): DreamStep {
  const { actionRepeat, maxSteps } = config;
  const steps = before.state.steps + 1;
  const actions = Float32Array.from([...before.state.actions, ...action]);
  const decided = decide(config, model, { ...before, state: { ...before.state, actions } });
  const { leadsTo } = decided;
  const taken = actions.length / action.length;
  const over = taken === actionRepeat;
  const terminated = over && leadsTo.terminationProbability > ENDS_ABOVE;
  const phase = terminated ? "terminated" : steps >= maxSteps ? "truncated" : "running";
  const state: DreamState = over
    ? { ...before.state, z: leadsTo.z, h: leadsTo.h, c: leadsTo.c, actions: new Float32Array(0), steps, phase }
    : { ...before.state, actions, steps, phase };
  const moment = over ? { state, decided: undefined, z: leadsTo.z } : onTheWay(config, state, decided);
  return { moment, reward: leadsTo.reward / actionRepeat };
}

/** The moment of a state alone, as after a restore. */
export function resumeDream(config: WorldModelConfig, model: DreamModel, state: DreamState): DreamMoment {
  if (state.actions.length === 0) return { state, decided: undefined, z: state.z };
  return onTheWay(config, state, decide(config, model, { state, decided: undefined, z: state.z }));
}

/** M is asked again only where the mean of the actions has changed. The noise is the decision's own, so that both answers are of one dream. */
function decide(
  { actionRepeat, rnn, scenario }: WorldModelConfig,
  model: DreamModel,
  { state, decided }: DreamMoment,
): NonNullable<DreamMoment["decided"]> {
  const action = meanAction(state.actions, rnn.actions);
  if (decided?.action.every((value, i) => value === action[i])) return decided;
  const decision = Math.floor(state.steps / actionRepeat);
  const leadsTo = model.decide(state, action, state.noise.split(decision));
  if (!Number.isFinite(leadsTo.reward) || !leadsTo.z.every(Number.isFinite))
    throw new StateError(
      `${scenario}: the dream left the range of finite numbers in decision ${decision + 1}; reset it`,
    );
  return { action, leadsTo };
}

/** Within a decision z moves evenly. */
function onTheWay(
  { actionRepeat, rnn }: WorldModelConfig,
  state: DreamState,
  decided: NonNullable<DreamMoment["decided"]>,
): DreamMoment {
  const part = state.actions.length / rnn.actions / actionRepeat;
  const z = state.z.map((value, i) => value + part * (decided.leadsTo.z[i]! - value));
  return { state, decided, z };
}

function meanAction(actions: Float32Array, width: number): Float32Array {
  const count = actions.length / width;
  return Float32Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let step = 0; step < count; step++) sum += actions[step * width + i]!;
    return sum / count;
  });
}
