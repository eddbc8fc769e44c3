/** `planner.onnx` where there is no Craik: for ONNX's own checker, in a browser tab, and on WebGPU. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeOnnx } from "../../../worldmodel/index.ts";
import { expectClose } from "../../worldmodel/support/expect-close.ts";
import { type ModelPage, openModelPage } from "../../worldmodel/support/model-page.ts";
import { onWebgpu, WEBGPU, WEBGPU_LIMIT_MS } from "../../worldmodel/support/on-webgpu.ts";
import { runModel } from "../../worldmodel/support/run-model.ts";
import { pythonHas, runPython } from "../../worldmodel/support/system-python.ts";
import { decideTwice, drawnPlanners, PRODUCTS } from "../support/drawn-planners.ts";

const SCRIPT = join(import.meta.dirname, "../../worldmodel/python/check_onnx.py");
const DRAWN = drawnPlanners("apart");
const PLANNERS = Object.entries(DRAWN);

/** As in `planner-graph.test.ts`: float32 in another order, handed on from iteration to iteration, and here to a second decision. */
const TOLERANCE = 2e-5;

type Decisions = Awaited<ReturnType<typeof decideTwice>>;

function expectDecisions(found: Decisions, wanted: Decisions, tolerance: number): void {
  for (const [decision, outputs] of wanted.entries()) {
    expect(Object.keys(found[decision]!)).toEqual(Object.keys(outputs));
    for (const name of Object.keys(outputs)) expectClose(found[decision]![name]!, outputs[name]!, tolerance);
  }
}

const onnx = pythonHas("onnx");
describe.skipIf(!onnx)(`onnx.checker${onnx ? "" : " (skipped: python3-onnx is not installed)"}`, () => {
  it.each(PLANNERS)("accepts a decision of %s", async (_, model) => {
    const folder = await mkdtemp(join(tmpdir(), "craik-planner-"));
    try {
      const file = join(folder, "planner.onnx");
      await writeFile(file, encodeOnnx(model));
      expect(await runPython(SCRIPT, [file])).toEqual({ outputs: model.outputs.map(({ name }) => name) });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("a planner's decision in a browser", () => {
  let page: ModelPage;
  beforeAll(async () => {
    page = await openModelPage(DRAWN);
  });
  afterAll(() => page.close());

  it.each(PLANNERS)("of %s is that of onnxruntime-node", async (name, model) => {
    const found = await decideTwice(model, (inputs) => page.run(name, inputs));
    expectDecisions(found, await decideTwice(model, (inputs) => runModel(model, inputs)), TOLERANCE);
  });
});

describe.skipIf(WEBGPU.skipped)(`a planner's decision on webgpu (${WEBGPU.title})`, () => {
  it("is the CPU's, however M's products are cut, and leaves no node to it", {
    timeout: WEBGPU_LIMIT_MS,
  }, async () => {
    const found = (await onWebgpu("planners")) as readonly Decisions[];
    expect(found.length).toBe(PRODUCTS.length * PLANNERS.length);
    for (const [index, decisions] of found.entries()) {
      const [, model] = PLANNERS[index % PLANNERS.length]!;
      const wanted = await decideTwice(model, (inputs) => runModel(model, inputs));
      // WGSL's exp errs by ten times as much: `webgpu.test.ts`.
      expectDecisions(decisions, wanted, 10 * TOLERANCE);
    }
  });
});

describe("a planner's decision with M's products joined", () => {
  it.each(Object.entries(drawnPlanners("joined")))("of %s is that with them apart", async (name, model) => {
    const found = await decideTwice(model, (inputs) => runModel(model, inputs));
    expectDecisions(found, await decideTwice(DRAWN[name]!, (inputs) => runModel(DRAWN[name]!, inputs)), TOLERANCE);
  });
});
