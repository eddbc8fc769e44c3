/** A predictor of the point mass that knows its dynamics exactly, but for a known drift of the position. */

import { quantitiesAt } from "../../../agents/comparison/predictor.ts";
import { constantVelocity, lastValue, type Predictor } from "../../../agents/index.ts";
import { type Point, push } from "../planning/double-integrator.ts";

/** Position is off by `drift` metres for each decision ahead; velocity and reward are right but for float32. */
export function driftingPredictor(name: string, drift: number, actionRepeat: number): Predictor {
  return {
    name,
    predict: (sequence, starts, horizon) => {
      const rows = starts.flatMap((start) => {
        const [position = 0, velocity = 0] = quantitiesAt(sequence, start);
        let point: Point = [position, velocity];
        return Array.from({ length: horizon }, (_, ahead) => {
          let reward = 0;
          for (let held = 0; held < actionRepeat; held++) {
            point = push(point, sequence.actions[start + ahead] ?? 0);
            reward -= point[0] ** 2;
          }
          return [point[0] + drift * (ahead + 1), point[1], reward];
        }).flat();
      });
      return Promise.resolve({ quantities: Float64Array.from(rows) });
    },
  };
}

export const BASELINES: readonly Predictor[] = [lastValue, constantVelocity];
