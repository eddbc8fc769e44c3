/** The LSTM's gradient, written by hand, against the one that the autodiff derives and against finite differences. */
import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { reduceSum } from "../../../worldmodel/autodiff/broadcast.ts";
import { add, multiply } from "../../../worldmodel/autodiff/elementwise.ts";
import { ancestors, gradients } from "../../../worldmodel/autodiff/gradients.ts";
import { split } from "../../../worldmodel/autodiff/layout.ts";
import { constant, input, sizeOf, type Value } from "../../../worldmodel/autodiff/value.ts";
import { lstm } from "../../../worldmodel/layers/lstm.ts";
import { expectClose } from "../support/expect-close.ts";
import { type FedArray, runGraph } from "../support/run-graph.ts";

const [INPUTS, HIDDEN, BATCH, STEPS] = [2, 3, 2, 4];

function build(): { readonly targets: readonly Value[]; sequence(): readonly Value[]; unrolled(): readonly Value[] } {
  const layer = lstm("m", INPUTS, HIDDEN);
  const [x, h, c] = [input("x", [STEPS * BATCH, INPUTS]), input("h", [BATCH, HIDDEN]), input("c", [BATCH, HIDDEN])];
  const sequence = (): readonly Value[] => layer.sequence(x, { h, c }, STEPS);
  const parameters = ancestors(sequence()).filter(({ origin }) => origin.kind === "parameter");
  return {
    targets: [x, h, c, ...parameters],
    sequence,
    unrolled: () => {
      let state = { h, c };
      return split(x, 0, new Array<number>(STEPS).fill(BATCH)).map((part) => {
        state = layer.step(part, state);
        return state.h;
      });
    },
  };
}

function feedsFor(targets: readonly Value[]): Record<string, FedArray> {
  const rng = createRng(5);
  return Object.fromEntries(
    targets.map(({ origin, shape }) => {
      const name = origin.kind === "input" || origin.kind === "parameter" ? origin.name : "";
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => rng.uniform() - 0.5) }];
    }),
  );
}

/** Σₜ (t+1) Σ hₜ² over the given steps. */
function lossOf(states: readonly Value[], seen: readonly number[]): Value {
  const terms = seen.map((step) => multiply(constant(step + 1), reduceSum(multiply(states[step]!, states[step]!))));
  return terms.reduce((sum, term) => add(sum, term));
}

const named = (values: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(values.map((value, index) => [`g${index}`, value]));

describe("lstm", () => {
  it.each([{ seen: [0, 1, 2, 3] }, { seen: [3] }, { seen: [1] }])(
    "has the derived gradient where the loss sees steps $seen",
    async ({ seen }) => {
      const { targets, sequence, unrolled } = build();
      const feeds = feedsFor(targets);
      const byHand = await runGraph(named(gradients(lossOf(sequence(), seen), targets)), feeds);
      const derived = await runGraph(named(gradients(lossOf(unrolled(), seen), targets)), feeds);
      // Both sum at most 100 terms below 1 in float32, in different orders.
      for (const [name, gradient] of Object.entries(byHand)) expectClose(gradient, derived[name]!, 2e-6);
    },
  );

  it("has the gradient of the finite difference of a float64 reference", async () => {
    const { targets, sequence } = build();
    const feeds = feedsFor(targets);
    const found = await runGraph(named(gradients(lossOf(sequence(), [0, 1, 2, 3]), targets)), feeds);
    const doubles = Object.fromEntries(
      Object.entries(feeds).map(([name, { data }]) => [name, Float64Array.from(data)]),
    );
    const step = 1e-5;
    for (const [index, name] of Object.keys(feeds).entries()) {
      const data = doubles[name]!;
      const differences = data.map((value, element) => {
        data[element] = value + step;
        const above = referenceLoss(doubles);
        data[element] = value - step;
        const below = referenceLoss(doubles);
        data[element] = value;
        return (above - below) / (2 * step);
      });
      expectClose(found[`g${index}`]!, differences, 5e-6);
    }
  });

  it("remembers by default: the forget gate's bias starts at 1", () => {
    const { targets } = build();
    const bias = targets.find(({ origin }) => origin.kind === "parameter" && origin.name === "m.bias");
    const start =
      bias?.origin.kind === "parameter" && bias.origin.initialisation.kind === "constant"
        ? bias.origin.initialisation.data
        : [];
    expect([...start]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  });
});

/** The equations of Gers et al. 2000 without peepholes, in plain loops. */
function referenceLoss(arrays: Readonly<Record<string, Float64Array>>): number {
  const [x, weight, bias] = [arrays["x"]!, arrays["m.weight"]!, arrays["m.bias"]!];
  const [h, c] = [arrays["h"]!.slice(), arrays["c"]!.slice()];
  const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
  let loss = 0;
  for (let step = 0; step < STEPS; step++) {
    for (let row = 0; row < BATCH; row++) {
      const before = [
        ...x.subarray((step * BATCH + row) * INPUTS, (step * BATCH + row + 1) * INPUTS),
        ...h.subarray(row * HIDDEN, (row + 1) * HIDDEN),
      ];
      for (let unit = 0; unit < HIDDEN; unit++) {
        const gate = (which: number): number => {
          const column = which * HIDDEN + unit;
          return before.reduce((sum, value, i) => sum + value * weight[i * 4 * HIDDEN + column]!, bias[column]!);
        };
        const at = row * HIDDEN + unit;
        c[at] = sigmoid(gate(1)) * c[at]! + sigmoid(gate(0)) * Math.tanh(gate(3));
        h[at] = sigmoid(gate(2)) * Math.tanh(c[at]!);
        loss += (step + 1) * h[at]! ** 2;
      }
    }
  }
  return loss;
}
