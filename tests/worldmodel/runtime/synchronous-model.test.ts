import { afterEach, describe, expect, it } from "vitest";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { dynamicsGraph } from "../../../worldmodel/models/imagine.ts";
import { openSynchronousModel, type SynchronousModel } from "../../../worldmodel/runtime/synchronous-model.ts";
import { randomWorldModel } from "../support/random-world-model.ts";
import { runModel } from "../support/run-model.ts";

const { config, weights } = randomWorldModel(3, { residual: true, headUnits: 6 });
const DYNAMICS = emitOnnx(dynamicsGraph(config), { name: "dynamics", weights });
const FEEDS = {
  z: Float32Array.of(0.3, -1, 2),
  action: Float32Array.of(0.5, -0.25),
  h: new Float32Array(5).fill(0.1),
  c: new Float32Array(5).fill(-0.2),
};

describe("a synchronous model", () => {
  let opened: SynchronousModel | undefined;
  const open = (): SynchronousModel => {
    opened = openSynchronousModel(DYNAMICS);
    return opened;
  };
  afterEach(() => opened?.dispose());

  it("gives the numbers of ONNX Runtime's public session to the bit", async () => {
    expect(open().run(FEEDS)).toEqual(await runModel(DYNAMICS, FEEDS));
  });

  it("gives arrays of their own", () => {
    const model = open();
    const first = model.run(FEEDS);
    const kept = structuredClone(first);
    model.run({ ...FEEDS, z: Float32Array.of(9, 9, 9) });
    expect(first).toEqual(kept);
  });

  it("names an input of a wrong length", () => {
    const wrong = { ...FEEDS, z: new Float32Array(2) };
    expect(() => open().run(wrong)).toThrow("dynamics: input z must have 3 elements for [1,3], got 2");
  });

  it("is not run after it was disposed of, which may be said twice", () => {
    const model = open();
    model.dispose();
    model.dispose();
    expect(() => model.run(FEEDS)).toThrow("dynamics: must not be disposed of, and it was");
  });

  it("that ONNX Runtime refuses is one line", () => {
    const nodes = DYNAMICS.nodes.map((node, at) => (at === 0 ? { ...node, operator: "NoSuchOperator" } : node));
    expect(() => openSynchronousModel({ ...DYNAMICS, nodes })).toThrow(
      /^ONNX model dynamics: refused by ONNX Runtime: .*NoSuchOperator.*$/,
    );
  });
});
