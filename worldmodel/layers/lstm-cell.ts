/** One step of the LSTM, with everything that its gradient needs. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt } from "../autodiff/arguments.ts";
import { add, multiply, sigmoid, tanh } from "../autodiff/elementwise.ts";
import { concat, split } from "../autodiff/layout.ts";
import { matMul } from "../autodiff/matmul.ts";
import type { Value } from "../autodiff/value.ts";

/** One gate's columns. */
export interface GateWeights {
  /** Of (x, h). [I+H,H] */
  readonly weight: Value;
  /** [H] */
  readonly bias: Value;
}

export const GATES = ["input", "forget", "output", "cell"] as const;
export type Gate = (typeof GATES)[number];
export type PerGate<T> = Readonly<Record<Gate, T>>;

export function perGate<T>(make: (gate: Gate, index: number) => T): PerGate<T> {
  return { input: make("input", 0), forget: make("forget", 1), output: make("output", 2), cell: make("cell", 3) };
}

/** h and c, each [B,H]. */
export interface LstmState {
  readonly h: Value;
  readonly c: Value;
}

/** [B,H] each, but for `joined`. */
export interface LstmActivation extends LstmState {
  /** (x, h before). [B,I+H] */
  readonly joined: Value;
  /** After their activation functions. */
  readonly gates: PerGate<Value>;
  /** forget ⊙ c before */
  readonly kept: Value;
  /** input ⊙ cell */
  readonly added: Value;
  readonly tanhC: Value;
}

/**
 * One step from a state per row. A product for each gate on (x, h): one product of all gates on each of x and h needs their
 * outputs cut apart and their cotangents joined again, which cost 14 % of a training step (2,048 transitions, H 256).
 */
export function lstmCell(x: Value, h: Value, c: Value, weights: PerGate<GateWeights>): LstmActivation {
  const joined = concat([x, h], 1);
  return { joined, ...advance(c, (gate) => matMul(joined, weights[gate].weight, weights[gate].bias)) };
}

/** One step of many rows from one state, h and c [1,H], whose products are computed once: 4 % of a decision of CEM with horizon 12. */
export function lstmCellFromShared(
  x: Value,
  h: Value,
  c: Value,
  weights: PerGate<GateWeights>,
): Omit<LstmActivation, "joined"> {
  const sizes = [x.shape[1] ?? 0, h.shape[1] ?? 0];
  return advance(c, (gate) => {
    const [forX, forH] = split(weights[gate].weight, 0, sizes);
    if (!forX || !forH) throw new ShapeError("lstm: weights must have rows for x and for h");
    return matMul(x, forX, matMul(h, forH, weights[gate].bias));
  });
}

/**
 * One step in as few operators as it takes, for inference on a GPU, where launching each costs more than what it computes: one product
 * and one sigmoid for all that share them. weight [I+H,4H], bias [4H], columns in the order of `GATES`.
 */
export function lstmCellInOneProduct(parts: readonly Value[], c: Value, { weight, bias }: GateWeights): LstmState {
  const hidden = c.shape[1] ?? 0;
  const [open, cell] = split(matMul(concat(parts, 1), weight, bias), 1, [3 * hidden, hidden]);
  if (!open || !cell) throw new ShapeError("lstm: weights must have columns for each gate");
  const gates = split(sigmoid(open), 1, [hidden, hidden, hidden]);
  const [input, forget, output] = [inputAt(gates, 0), inputAt(gates, 1), inputAt(gates, 2)];
  const nextC = add(multiply(forget, c), multiply(input, tanh(cell)));
  return { h: multiply(output, tanh(nextC)), c: nextC };
}

/** c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh c'. */
function advance(c: Value, project: (gate: Gate) => Value): Omit<LstmActivation, "joined"> {
  const gates = {
    input: sigmoid(project("input")),
    forget: sigmoid(project("forget")),
    output: sigmoid(project("output")),
    cell: tanh(project("cell")),
  };
  const kept = multiply(gates.forget, c);
  const added = multiply(gates.input, gates.cell);
  const nextC = add(kept, added);
  const tanhC = tanh(nextC);
  return { h: multiply(gates.output, tanhC), c: nextC, gates, kept, added, tanhC };
}
