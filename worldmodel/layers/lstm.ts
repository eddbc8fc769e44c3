/** Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate of Gers et al. 2000). */
import { add, multiply, sigmoid, tanh } from "../autodiff/elementwise.ts";
import { split } from "../autodiff/layout.ts";
import { matMul } from "../autodiff/matmul.ts";
import { parameter, type Value } from "../autodiff/value.ts";
import { inLayer } from "./in-layer.ts";

/** h and c, each [B,H]. */
export interface LstmState {
  readonly h: Value;
  readonly c: Value;
}

export interface Lstm {
  /** One step. x [B,I]; h and c may have one row, shared by the whole batch. */
  step(x: Value, state: LstmState): LstmState;
  /** All steps, inputs projected in one product. x [T·B,I], step by step → h of every step, each [B,H]. */
  sequence(x: Value, state: LstmState, steps: number): readonly Value[];
}

/**
 * Parameters `<name>.inputWeight` [I,4H], `<name>.hiddenWeight` [H,4H], `<name>.bias` [4H], gates in the order input, forget, output, cell.
 * Weights are uniform in ±1/√H; the forget gate's bias starts at 1 (Jozefowicz et al. 2015).
 */
export function lstm(name: string, inputs: number, hidden: number): Lstm {
  const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(hidden) } as const;
  const inputWeight = parameter(`${name}.inputWeight`, [inputs, 4 * hidden], initialisation);
  const hiddenWeight = parameter(`${name}.hiddenWeight`, [hidden, 4 * hidden], initialisation);
  const biasStart = new Float32Array(4 * hidden).fill(1, hidden, 2 * hidden);
  const bias = parameter(`${name}.bias`, [4 * hidden], { kind: "constant", data: biasStart });

  const advance = (projected: Value, { h, c }: LstmState): LstmState => {
    const gates =
      h.shape[0] === projected.shape[0] ? matMul(h, hiddenWeight, projected) : add(projected, matMul(h, hiddenWeight));
    const [openings, candidate] = pair(split(gates, 1, [3 * hidden, hidden]));
    const [inputGate, forgetGate, outputGate] = split(sigmoid(openings), 1, [hidden, hidden, hidden]);
    if (!inputGate || !forgetGate || !outputGate) throw new Error("lstm: three gates required");
    const nextC = add(multiply(forgetGate, c), multiply(inputGate, tanh(candidate)));
    return { h: multiply(outputGate, tanh(nextC)), c: nextC };
  };

  return {
    step: (x, state) => inLayer(name, () => advance(matMul(x, inputWeight, bias), state)),
    sequence: (x, start, steps) =>
      inLayer(name, () => {
        const batch = (x.shape[0] ?? 0) / steps;
        let state = start;
        return split(matMul(x, inputWeight, bias), 0, new Array<number>(steps).fill(batch)).map((projected) => {
          state = advance(projected, state);
          return state.h;
        });
      }),
  };
}

function pair(values: readonly Value[]): readonly [Value, Value] {
  const [first, second] = values;
  if (first === undefined || second === undefined) throw new Error("lstm: two parts required");
  return [first, second];
}
