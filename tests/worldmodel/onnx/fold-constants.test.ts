import { describe, expect, it } from "vitest";
import { add } from "../../../worldmodel/autodiff/elementwise.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { reshape, split, transpose } from "../../../worldmodel/autodiff/layout.ts";
import { input, parameter, type Value } from "../../../worldmodel/autodiff/value.ts";
import { foldConstants } from "../../../worldmodel/onnx/fold-constants.ts";
import { DRAWN_GRAPHS, drawnInputs } from "../support/drawn-graphs.ts";
import { runModel } from "../support/run-model.ts";

/** 24 different numbers. */
const WEIGHTS = new Map([["w", Float32Array.from({ length: 24 }, (_, index) => index + 0.5)]]);

/** w [2,3,4], cut and turned in a way. */
function weight(): Value {
  return parameter("w", [2, 3, 4], { kind: "uniform", bound: 1 });
}

const MOVES: Readonly<Record<string, () => Value>> = {
  "a part of a split": () => split(weight(), 2, [1, 3])[1]!,
  "a slice": () => split(reshape(weight(), [3, 8]), 1, new Array<number>(8).fill(1))[5]!,
  "a transpose": () => transpose(weight(), [2, 0, 1]),
  "a reshape": () => reshape(weight(), [4, 6]),
  "one after another": () => reshape(transpose(split(weight(), 1, [2, 1])[0]!, [1, 2, 0]), [8, 2]),
};

describe("foldConstants", () => {
  it.each(Object.entries(MOVES))("does %s of a stored tensor ahead of time", async (_name, move) => {
    const moved = move();
    const zeros = { zero: new Float32Array(moved.shape.reduce((product, side) => product * side, 1)) };
    const model = emitOnnx({ y: add(moved, input("zero", moved.shape)) }, { name: "moved", weights: WEIGHTS });
    const folded = foldConstants(model);
    expect(folded.nodes.map(({ operator }) => operator)).toEqual(["Add", "Identity"]);
    expect(folded.initializers).toHaveLength(1);
    // ONNX Runtime does itself what was done here.
    expect(await runModel(folded, zeros)).toEqual(await runModel(model, zeros));
  });

  it("leaves what depends on an input", () => {
    const x = input("x", [2, 6]);
    const model = emitOnnx({ y: transpose(split(x, 1, [2, 4])[0]!, [1, 0]) }, { name: "fed" });
    expect(foldConstants(model)).toEqual(model);
  });

  it.each(DRAWN_GRAPHS)("shows products their weights, and changes no number of the %s", async (_name, graph) => {
    const folded = foldConstants(graph);
    const stored = new Set(folded.initializers.map(({ name }) => name));
    const weights = folded.nodes.filter(({ operator }) => operator === "Gemm").map(({ inputs }) => inputs[1] ?? "");
    expect(weights.length).toBeGreaterThan(0);
    expect(weights.filter((name) => !stored.has(name))).toEqual([]);
    const inputs = drawnInputs(graph);
    expect(await runModel(folded, inputs)).toEqual(await runModel(graph, inputs));
  });
});
