/** Gated recurrent unit (Cho et al. 2014), with the reset gate on the product rather than on h, as cuDNN and PyTorch have it. */
import { ShapeError } from "../../sim/core/index.ts";
import { add, multiply, sigmoid, subtract, tanh } from "../autodiff/elementwise.ts";
import { concat, split } from "../autodiff/layout.ts";
import { matMul } from "../autodiff/matmul.ts";
import { requireShape, rowsPerStep } from "../autodiff/require-shape.ts";
import { parameter, type Value } from "../autodiff/value.ts";
import { inLayer } from "./in-layer.ts";

export interface Gru {
  /** One step. x [B,I], h [B,H] → the next h. */
  step(x: Value, h: Value): Value;
  /** All steps. x [T·B,I], step by step, h [B,H] → h of every step, each [B,H]. */
  sequence(x: Value, h: Value, steps: number): readonly Value[];
}

/**
 * Parameters `<name>.weight` [I+H,3H] of (x, h) and `<name>.bias` [3H], gates in the order reset, update, new, and `<name>.newBias` [H],
 * which the reset gate scales together with what h adds to the new state. All are uniform in ±1/√H.
 */
export function gru(name: string, inputs: number, hidden: number): Gru {
  const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(hidden) } as const;
  const weight = parameter(`${name}.weight`, [inputs + hidden, 3 * hidden], initialisation);
  const bias = parameter(`${name}.bias`, [3 * hidden], initialisation);
  const newBias = parameter(`${name}.newBias`, [hidden], initialisation);
  const [ofReset, ofUpdate, ofNew] = split(weight, 1, [hidden, hidden, hidden]);
  const [resetBias, updateBias, newInputBias] = split(bias, 0, [hidden, hidden, hidden]);
  if (!ofReset || !ofUpdate || !ofNew) throw new ShapeError(`gru ${name}: weights of three gates required`);
  const [newOfX, newOfH] = split(ofNew, 0, [inputs, hidden]);
  if (!newOfX || !newOfH) throw new ShapeError(`gru ${name}: weights must have rows for x and for h`);

  /** r = σ(Wᵣ(x, h)), u = σ(Wᵤ(x, h)), n = tanh(Wₙx + r ⊙ Uₙh), h' = (1 − u) ⊙ n + u ⊙ h = n + u ⊙ (h − n). */
  const cell = (x: Value, h: Value): Value => {
    const joined = concat([x, h], 1);
    const reset = sigmoid(matMul(joined, ofReset, resetBias));
    const update = sigmoid(matMul(joined, ofUpdate, updateBias));
    const fresh = tanh(add(matMul(x, newOfX, newInputBias), multiply(reset, matMul(h, newOfH, newBias))));
    return add(fresh, multiply(update, subtract(h, fresh)));
  };

  return {
    step: (x, h) =>
      inLayer(name, () => {
        const rows = x.shape[0] ?? 0;
        requireShape("x", x, "[B,I]", [rows, inputs]);
        requireShape("h", h, "[B,H]", [rows, hidden]);
        return cell(x, h);
      }),
    sequence: (x, start, steps) =>
      inLayer(name, () => {
        const batch = rowsPerStep("x", x, steps);
        requireShape("x", x, "[T·B,I]", [steps * batch, inputs]);
        requireShape("h", start, "[B,H]", [batch, hidden]);
        const states: Value[] = [];
        for (const xAtStep of split(x, 0, new Array<number>(steps).fill(batch))) {
          states.push(cell(xAtStep, states.at(-1) ?? start));
        }
        return states;
      }),
  };
}
