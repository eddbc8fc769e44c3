/** Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate of Gers et al. 2000). */

import { inputAt } from "../autodiff/arguments.ts";
import { withGradient } from "../autodiff/custom-gradient.ts";
import { split } from "../autodiff/layout.ts";
import { requireShape, rowsPerStep } from "../autodiff/require-shape.ts";
import { parameter, type Value } from "../autodiff/value.ts";
import { inLayer } from "./in-layer.ts";
import {
  GATES,
  type LstmActivation,
  type LstmState,
  lstmCell,
  lstmCellFromShared,
  lstmCellInOneProduct,
  perGate,
} from "./lstm-cell.ts";
import { lstmGradient } from "./lstm-gradient.ts";

export interface Lstm {
  /** One step. x [B,I]; h and c may have one row for the whole batch. */
  step(x: Value, state: LstmState): LstmState;
  /** One step of x, which lies in parts, with the fewest operators. A part [B,…], h and c [B,H]. */
  stepInOneProduct(x: readonly Value[], state: LstmState): LstmState;
  /** All steps. x [T·B,I], step by step → h of every step, each [B,H]. */
  sequence(x: Value, state: LstmState, steps: number): readonly Value[];
}

/**
 * Parameters `<name>.weight` [I+H,4H] of (x, h) and `<name>.bias` [4H], gates in the order input, forget, output, cell.
 * Weights are uniform in ±1/√H; the forget gate's bias starts at 1 (Jozefowicz et al. 2015).
 */
export function lstm(name: string, inputs: number, hidden: number): Lstm {
  const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(hidden) } as const;
  const weight = parameter(`${name}.weight`, [inputs + hidden, 4 * hidden], initialisation);
  const biasStart = new Float32Array(4 * hidden).fill(1, hidden, 2 * hidden);
  const bias = parameter(`${name}.bias`, [4 * hidden], { kind: "constant", data: biasStart });
  const columns = GATES.map(() => hidden);
  const weightParts = split(weight, 1, columns);
  const biasParts = split(bias, 0, columns);
  const weights = perGate((_gate, index) => ({
    weight: inputAt(weightParts, index),
    bias: inputAt(biasParts, index),
  }));

  const requireState = ({ h, c }: LstmState, rows: number): void => {
    requireShape("h", h, "[B,H]", [rows, hidden]);
    requireShape("c", c, "[B,H]", [rows, hidden]);
  };

  return {
    step: (x, { h, c }) =>
      inLayer(name, () => {
        const rows = x.shape[0] ?? 0;
        requireShape("x", x, "[B,I]", [rows, inputs]);
        requireState({ h, c }, h.shape[0] === 1 ? 1 : rows);
        const shared = h.shape[0] === 1 && rows !== 1;
        return shared ? lstmCellFromShared(x, h, c, weights) : lstmCell(x, h, c, weights);
      }),
    stepInOneProduct: (x, { h, c }) =>
      inLayer(name, () => {
        const rows = x[0]?.shape[0] ?? 0;
        requireState({ h, c }, rows);
        return lstmCellInOneProduct([...x, h], c, { weight, bias });
      }),
    sequence: (x, start, steps) =>
      inLayer(name, () => {
        const batch = rowsPerStep("x", x, steps);
        requireShape("x", x, "[T·B,I]", [steps * batch, inputs]);
        requireState(start, batch);
        const activations: LstmActivation[] = [];
        for (const xAtStep of split(x, 0, new Array<number>(steps).fill(batch))) {
          const { h, c } = activations.at(-1) ?? start;
          activations.push(lstmCell(xAtStep, h, c, weights));
        }
        return withGradient(
          [x, weight, bias, start.h, start.c],
          activations.map(({ h }) => h),
          (cotangents) => {
            const gradient = lstmGradient({ activations, weights, cotangents });
            return [gradient.x, gradient.weight, gradient.bias, gradient.h, gradient.c];
          },
        );
      }),
  };
}
