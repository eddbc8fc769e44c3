/** Adam with both bias corrections (Kingma & Ba 2015, algorithm 1), and AdamW. */
import { ShapeError } from "../../sim/core/index.ts";
import { add, divide, multiply, scale, sqrt, square, subtract } from "./elementwise.ts";
import { oneMinusPower } from "./one-minus-power.ts";
import type { Optimiser, OptimiserOptions } from "./optimiser.ts";
import { constant } from "./value.ts";

export function adam(
  options: Pick<OptimiserOptions, "rule" | "beta1" | "beta2" | "epsilon" | "weightDecay">,
): Optimiser {
  const { rule, beta1, beta2, epsilon } = options;
  return {
    stateNames: ["adamMean", "adamSquare"],
    update: ({ weight, gradient, state: [mean, meanSquare], step, learningRate }) => {
      if (mean === undefined || meanSquare === undefined)
        throw new ShapeError(`adam: two state arrays required, got ${mean === undefined ? "none" : "one"}`);
      const decay = weight.shape.length > 1 ? options.weightDecay : 0;
      const slope = decay > 0 && rule === "adam" ? add(gradient, scale(weight, decay)) : gradient;
      const nextMean = add(scale(mean, beta1), scale(slope, 1 - beta1));
      const nextSquare = add(scale(meanSquare, beta2), scale(square(slope), 1 - beta2));
      const rate = divide(learningRate, oneMinusPower(beta1, step));
      const deviation = sqrt(divide(nextSquare, oneMinusPower(beta2, step)));
      const change = divide(multiply(nextMean, rate), add(deviation, constant(epsilon)));
      const kept =
        decay > 0 && rule === "adamw" ? subtract(weight, multiply(weight, scale(learningRate, decay))) : weight;
      return { weight: subtract(kept, change), state: [nextMean, nextSquare] };
    },
  };
}
