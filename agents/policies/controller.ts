/** The linear controller: action = tanh(W · features + b), scaled to the action space (Ha & Schmidhuber 2018, eq. 1). */
import { type Agent, createRng, type Dynamics, exp, type Rng, ShapeError, StateError } from "../../sim/core/index.ts";
import { actionBox, denormalizeInto } from "../action-box.ts";
import { addActionNoise, type ExplorationOptions } from "../exploration/action-noise.ts";

/** Number of parameters F·A + A: 867 for Ha & Schmidhuber's 288 features and 3 actions. */
export function controllerParameterCount(features: number, actions: number): number {
  return features * actions + actions;
}

/** Normalised action. parameters: W [A,F], then b [A]; features [F] → out [A] in (−1, 1). */
export function controllerActionInto(parameters: Float32Array, features: ArrayLike<number>, out: Float32Array): void {
  const actions = out.length;
  const expected = controllerParameterCount(features.length, actions);
  if (parameters.length !== expected) {
    throw new ShapeError(
      `controllerActionInto: parameters must be [F·A+A]=[${expected}] for ${features.length} features and ${actions} actions, got [${parameters.length}]`,
    );
  }
  for (let a = 0; a < actions; a++) {
    let sum = parameters[features.length * actions + a]!;
    for (let f = 0; f < features.length; f++) sum += parameters[a * features.length + f]! * features[f]!;
    out[a] = tanh(sum);
  }
}

export interface ControllerAgentInput<S> {
  /** W [A,F], then b [A]. */
  readonly parameters: Float32Array;
  /** Supplies the beliefs; nothing is rolled out. */
  readonly dynamics: Pick<Dynamics<S>, "actionSpace" | "actionRepeat" | "begin" | "advance">;
  /** What the controller sees of a belief, as (z, h). [F] */
  readonly featuresOf: (belief: S) => ArrayLike<number>;
}

export function createControllerAgent<S>(
  input: ControllerAgentInput<S>,
  { actionNoise = 0 }: ExplorationOptions = {},
): Agent {
  const { dynamics, featuresOf, parameters } = input;
  const box = actionBox(dynamics.actionSpace, "createControllerAgent");
  const normalised = new Float32Array(box.size);
  let belief: { readonly now: S } | null = null;
  let lastAction: Float32Array | null = null;
  let rng: Rng | null = null;
  let decision = 0;
  return {
    name: "controller",
    actionRepeat: dynamics.actionRepeat,
    async begin(moment, seed) {
      rng = createRng(seed).split("controller agent");
      decision = 0;
      lastAction = null;
      belief = { now: await dynamics.begin(moment) };
    },
    async act(moment) {
      if (rng === null || belief === null)
        throw new StateError("controller agent: begin must come before act, it did not");
      if (lastAction !== null) belief = { now: await dynamics.advance(belief.now, lastAction, moment) };
      controllerActionInto(parameters, featuresOf(belief.now), normalised);
      lastAction = new Float32Array(box.size);
      denormalizeInto(box, normalised, lastAction);
      addActionNoise(lastAction, box, actionNoise, rng.split(decision++));
      return lastAction.slice();
    },
    dispose: () => Promise.resolve(),
  };
}

/** From the project's own exponential: the action feeds the physics, and engines differ in theirs. */
function tanh(x: number): number {
  return 1 - 2 / (exp(2 * x) + 1);
}
