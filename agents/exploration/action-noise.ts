/** Exploration beside what an agent would do: Gaussian noise on its actions. */
import type { Rng } from "../../sim/core/index.ts";
import type { ActionBox } from "../action-box.ts";

export interface ExplorationOptions {
  /** Standard deviation of Gaussian noise on each action, in half ranges of the action space; 0 unless given. */
  readonly actionNoise?: number;
}

/** Adds the noise in place, within the bounds; draws nothing when there is none. `draws` is the decision's own stream. action [A] */
export function addActionNoise(action: Float32Array, box: ActionBox, actionNoise: number, draws: Rng): void {
  if (actionNoise === 0) return;
  const noise = draws.split("action noise");
  for (let a = 0; a < action.length; a++) {
    const noisy = action[a]! + actionNoise * box.halfRange[a]! * noise.normal();
    action[a] = Math.min(box.middle[a]! + box.halfRange[a]!, Math.max(box.middle[a]! - box.halfRange[a]!, noisy));
  }
}
