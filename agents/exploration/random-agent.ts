/** Uniform random actions. */
import { type Agent, type BoxSpace, createRng, type Rng, StateError } from "../../sim/core/index.ts";
import { actionBox } from "../action-box.ts";

export interface RandomAgentOptions {
  /** Control steps for which each action is held. */
  readonly actionRepeat: number;
}

const DEFAULTS: RandomAgentOptions = { actionRepeat: 1 };

/** An agent that draws each action uniformly from a bounded space. */
export function createRandomAgent(space: BoxSpace, options: Partial<RandomAgentOptions> = {}): Agent {
  const { actionRepeat } = { ...DEFAULTS, ...options };
  const box = actionBox(space, "createRandomAgent");
  let rng: Rng | null = null;
  return {
    name: "random",
    actionRepeat,
    begin(_moment, seed) {
      rng = createRng(seed).split("random agent");
      return Promise.resolve();
    },
    act() {
      const draws = rng;
      if (draws === null) return Promise.reject(new StateError("random agent: begin must come before act, it did not"));
      const draw = (middle: number, i: number): number => middle + box.halfRange[i]! * (2 * draws.uniform() - 1);
      return Promise.resolve(Float32Array.from(box.middle, draw));
    },
    dispose: () => Promise.resolve(),
  };
}
