/** Backpropagation through the time of an LSTM, written by hand: half the operators that the derived gradient takes. */
import { ShapeError } from "../../sim/core/index.ts";
import { add, multiply, subtract } from "../autodiff/elementwise.ts";
import { concat, split, transpose } from "../autodiff/layout.ts";
import { columnSums, matMul, transposedMatMul } from "../autodiff/matmul.ts";
import { constant, sizeOf, type Value } from "../autodiff/value.ts";
import { GATES, type GateWeights, type LstmActivation, type PerGate, perGate } from "./lstm-cell.ts";

export interface LstmGradientInputs {
  readonly activations: readonly LstmActivation[];
  readonly weights: PerGate<GateWeights>;
  /** ∂loss/∂h of every step, [B,H] each; undefined where the loss does not see it. */
  readonly cotangents: readonly (Value | undefined)[];
}

/** Cotangents by what they belong to; shapes as there. */
export interface LstmGradient {
  readonly x: Value;
  readonly weight: Value;
  readonly bias: Value;
  readonly h: Value;
  readonly c: Value;
}

/** Gers et al. 2000 without truncation; the products with the weights' transposes add up in place, as addends of each other. */
export function lstmGradient({ activations, weights, cotangents }: LstmGradientInputs): LstmGradient {
  const [first] = activations;
  if (first === undefined) throw new ShapeError("lstmGradient: at least one step required, got none");
  const hidden = first.h.shape[1] ?? 0;
  const inputs = (first.joined.shape[1] ?? 0) - hidden;
  const transposed = perGate((gate) => {
    const [forX, forH] = split(weights[gate].weight, 0, [inputs, hidden]);
    if (!forX || !forH) throw new ShapeError("lstmGradient: weights must have rows for x and for h");
    return { forX: transpose(forX, [1, 0]), forH: transpose(forH, [1, 0]) };
  });
  const throughGates = (byGate: PerGate<Value>, way: "forX" | "forH", start?: Value): Value =>
    GATES.reduce<Value | undefined>((sum, gate) => matMul(byGate[gate], transposed[gate][way], sum), start) ??
    zerosLike(first.h);

  const byStep: PerGate<Value>[] = [];
  let h = zerosLike(first.h);
  let c: Value | undefined;
  let later: PerGate<Value> | undefined;
  for (const [step, activation] of [...activations.entries()].reverse()) {
    const own = cotangents[step];
    h = later ? throughGates(later, "forH", own) : (own ?? h);
    const flowing = cellCotangents(activation, h, c);
    later = flowing.gates;
    c = flowing.previousC;
    byStep.unshift(later);
  }
  if (later === undefined || c === undefined) throw new ShapeError("lstmGradient: at least one step required");

  const joined = concat(
    activations.map((activation) => activation.joined),
    0,
  );
  const stacked = perGate((gate) =>
    concat(
      byStep.map((gates) => gates[gate]),
      0,
    ),
  );
  return {
    x: throughGates(stacked, "forX"),
    weight: concat(
      GATES.map((gate) => transposedMatMul(joined, stacked[gate])),
      1,
    ),
    bias: concat(
      GATES.map((gate) => columnSums(stacked[gate])),
      0,
    ),
    h: throughGates(later, "forH"),
    c,
  };
}

/** Cotangents of the gates before their activation functions, from those of h and c after the step. */
function cellCotangents(
  activation: LstmActivation,
  h: Value,
  laterC: Value | undefined,
): { gates: PerGate<Value>; previousC: Value } {
  const { gates, kept, added, tanhC } = activation;
  const throughH = multiply(h, subtract(gates.output, multiply(activation.h, tanhC)));
  const c = laterC ? add(laterC, throughH) : throughH;
  return {
    previousC: multiply(c, gates.forget),
    gates: {
      // With s = σ(x), ds/dx = s − s²; with g = tanh x, dg/dx = 1 − g²: each factor below is (what the gate scales) · derivative.
      input: multiply(c, subtract(added, multiply(added, gates.input))),
      forget: multiply(c, subtract(kept, multiply(kept, gates.forget))),
      output: multiply(h, subtract(activation.h, multiply(activation.h, gates.output))),
      cell: multiply(c, subtract(gates.input, multiply(added, gates.cell))),
    },
  };
}

function zerosLike(x: Value): Value {
  return constant(new Float32Array(sizeOf(x.shape)), x.shape);
}
