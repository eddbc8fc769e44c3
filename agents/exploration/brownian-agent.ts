/** Brownian motion in the action space: exploration that covers more of a world than independent actions. */
import { type Agent, type BoxSpace, createRng, type Rng, StateError } from "../../sim/core/index.ts";
import { actionBox, denormalizeInto } from "../action-box.ts";

export interface BrownianAgentOptions {
  /** Control steps for which each action is held. */
  readonly actionRepeat: number;
  /** Standard deviation of the motion over one control step, in half ranges of the action; over k steps it is √k times that. */
  readonly stepStd: number;
}

/** A variance of one half range squared per 50 control steps, one second of CarRacing. */
const DEFAULTS: BrownianAgentOptions = { actionRepeat: 1, stepStd: Math.sqrt(1 / 50) };

/**
 * An agent whose action starts uniform and walks from decision to decision, reflected at the bounds: the uniform
 * distribution stays its stationary one, where clipping would gather half of it on the bounds.
 */
export function createBrownianAgent(space: BoxSpace, options: Partial<BrownianAgentOptions> = {}): Agent {
  const { actionRepeat, stepStd } = { ...DEFAULTS, ...options };
  const box = actionBox(space, "createBrownianAgent");
  const decisionStd = stepStd * Math.sqrt(actionRepeat);
  const position = new Float64Array(box.size);
  let rng: Rng | null = null;
  return {
    name: "brownian",
    actionRepeat,
    begin(_moment, seed) {
      rng = createRng(seed).split("brownian agent");
      for (let i = 0; i < box.size; i++) position[i] = 2 * rng.uniform() - 1;
      return Promise.resolve();
    },
    act() {
      if (rng === null) return Promise.reject(new StateError("brownian agent: begin must come before act, it did not"));
      const action = new Float32Array(box.size);
      denormalizeInto(box, position, action);
      for (let i = 0; i < box.size; i++) position[i] = reflect(position[i]! + decisionStd * rng.normal());
      return Promise.resolve(action);
    },
    dispose: () => Promise.resolve(),
  };
}

/** Folds the line onto [−1, 1] as mirrors at its ends would. */
function reflect(x: number): number {
  const phase = (((x + 1) % 4) + 4) % 4;
  return phase <= 2 ? phase - 1 : 3 - phase;
}
