/** Published settings of planners. */
import { cemOptions } from "./cem-options.ts";
import { icemOptions } from "./icem-options.ts";
import { mppiOptions } from "./mppi-options.ts";
import type { Planner } from "./planner.ts";

export type PlannerPresetName = "pets" | "tdmpc2" | "planet" | "icem";

/**
 * What a system's decision consists of; a decision's actions are held as long as the run holds them, not as long as there. Candidates
 * beyond the bounds are clipped.
 */
export const PLANNER_PRESETS: Readonly<Record<PlannerPresetName, Planner>> = {
  /**
   * Chua et al. 2018 on the cart-pole (`dmbrl/config/cartpole.py` of their repository; half-cheetah: 500 candidates, 50 elites, 30
   * decisions), which starts each search with a variance of (range / 4)², and from the mean before. They draw from a normal distribution cut off
   * at two deviations, and smooth the variance where we smooth the deviation.
   */
  pets: {
    name: "cem",
    options: cemOptions({
      candidates: 400,
      horizon: 25,
      iterations: 5,
      elites: 40,
      smoothing: 0.1,
      initialStd: 0.5,
      minStd: 0,
      warmStart: true,
      choose: "mean",
    }),
  },
  /**
   * Hansen et al. 2024, `tdmpc2/config.yaml` of their repository. The discount is their heuristic's, (n/5 − 1) / (n/5), for the n = 500
   * decisions of DeepMind Control's tasks. Needs dynamics with a policy and a critic.
   */
  tdmpc2: {
    name: "mppi",
    options: mppiOptions({
      candidates: 512,
      horizon: 3,
      iterations: 6,
      elites: 64,
      policyTrajectories: 24,
      temperature: 0.5,
      minStd: 0.05,
      maxStd: 2,
      momentum: 0,
      choose: "sampled",
      discount: 0.99,
      bootstrap: "value",
    }),
  },
  /** Hafner et al. 2019; discount and floor of the deviation (√1e-6) of their repository's `control/planning.py`. */
  planet: {
    name: "cem",
    options: cemOptions({
      candidates: 1000,
      horizon: 12,
      iterations: 10,
      elites: 100,
      smoothing: 0,
      initialStd: 1,
      minStd: 1e-3,
      discount: 0.99,
      warmStart: false,
      choose: "mean",
    }),
  },
  /**
   * Pinneri et al. 2020, `i-cem-blitz.json` of their repository: the budget that they call real-time. β by task: 0.25 for the cart-pole and the
   * cheetah, 2.5 for cup, reacher and walker.
   */
  icem: {
    name: "icem",
    options: icemOptions({
      candidates: 40,
      horizon: 30,
      iterations: 3,
      elites: 10,
      decay: 1.25,
      smoothing: 0.1,
      initialStd: 0.5,
      minStd: 0,
      keepElites: 0.3,
      noiseBeta: 2.5,
    }),
  },
};
