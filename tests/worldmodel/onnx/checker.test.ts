/** ONNX's own checker (Debian's python3-onnx) accepts every kind of model that is emitted. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import type { Value } from "../../../worldmodel/autodiff/value.ts";
import { benchModel } from "../../../worldmodel/bench/plan-bench.ts";
import type { Controller } from "../../../worldmodel/models/controller.ts";
import { dreamRollout } from "../../../worldmodel/models/dream-rollout.ts";
import {
  controllerGraph,
  decodeGraph,
  dynamicsGraph,
  encodeGraph,
  imagine,
} from "../../../worldmodel/models/imagine.ts";
import { GRAPHS, modelGraphs } from "../../../worldmodel/models/model-graphs.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import { inPrecision, PRECISIONS } from "../../../worldmodel/onnx/precision.ts";
import { DRAWN_GRAPHS } from "../support/drawn-graphs.ts";
import { randomWorldModel } from "../support/random-world-model.ts";
import { pythonHas, runPython } from "../support/system-python.ts";
import { rnnCase, vaeCase } from "../support/training-cases.ts";

const SCRIPT = join(import.meta.dirname, "../python/check_onnx.py");
const onnx = pythonHas("onnx");
const { config } = benchModel();

const DREAMS = { population: 2, rollouts: 3, dreams: 5, inputs: "zhc", stretch: 2, temperature: 1.15 } as const;

const MODELS: Readonly<Record<string, () => Readonly<Record<string, Value>>>> = {
  "V's training step": () => vaeCase(0.1).step.outputs,
  "M's training step": () => rnnCase({ residual: true, headUnits: 5 }).step.outputs,
  "the encoder": () => encodeGraph(config),
  "the decoder": () => decodeGraph(config),
  "one step of M": () => dynamicsGraph(config),
  "one step of an ensemble": () => dynamicsGraph({ ...config, ensemble: 3 }),
  "a planner's rollouts in an ensemble": () =>
    imagine({ ...config, ensemble: 3 }, { candidates: 4, horizon: 3, start: "shared", observations: true }),
  "a planner's rollouts": () => imagine(config, { candidates: 4, horizon: 9, start: "shared", observations: true }),
  "dreams from several beliefs": () =>
    imagine(config, { candidates: 2, horizon: 2, start: "each", observations: true }),
  "the controller": () => controllerGraph(config, { inputs: "zh", parameters: new Float32Array(867) }),
  "a population's dreams": () => dreamRollout(config, { ...DREAMS, memory: "own" }),
  "a population's dreams with another M's memory": () => dreamRollout(config, { ...DREAMS, memory: "follower" }),
};

describe.skipIf(!onnx)(`onnx.checker${onnx ? "" : " (skipped: python3-onnx is not installed)"}`, () => {
  it.each(Object.entries(MODELS))("accepts %s", async (name, build) => {
    const outputs = build();
    const weights = initialParameters(Object.values(outputs), createRng(3));
    const model = encodeOnnx(emitOnnx(outputs, { name, weights: name.endsWith("step") ? new Map() : weights }));
    const folder = await mkdtemp(join(tmpdir(), "craik-onnx-"));
    try {
      const file = join(folder, "model.onnx");
      await writeFile(file, model);
      const checked = (await runPython(SCRIPT, [file])) as { readonly outputs: readonly string[] };
      expect(checked.outputs).toEqual(Object.keys(outputs));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(PRECISIONS)("accepts convolutions in %s", async (precision) => {
    const [, model] = DRAWN_GRAPHS.at(-1)!;
    const folder = await mkdtemp(join(tmpdir(), "craik-onnx-"));
    try {
      const file = join(folder, "model.onnx");
      await writeFile(file, encodeOnnx(inPrecision(model, precision)));
      expect(await runPython(SCRIPT, [file])).toEqual({ outputs: ["code", "pixelsAgain"] });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(PRECISIONS)("accepts every model of a run's folder in %s", async (precision) => {
    // W [A,F] and b [A] with A = 2 and F = Z + H = 3 + 5.
    const parameters = Float32Array.from({ length: 18 }, (_, index) => index / 9);
    const controller: Controller = { inputs: "zh", parameters };
    const graphs = modelGraphs(randomWorldModel(2, { residual: true, headUnits: 6 }), controller);
    const folder = await mkdtemp(join(tmpdir(), "craik-onnx-"));
    const outputs: Record<string, readonly string[]> = {};
    try {
      for (const name of GRAPHS) {
        const file = join(folder, name);
        await writeFile(file, encodeOnnx(inPrecision(graphs[name], precision)));
        const checked = (await runPython(SCRIPT, [file])) as { readonly outputs: readonly string[] };
        outputs[name] = checked.outputs;
      }
    } finally {
      await rm(folder, { recursive: true });
    }
    expect(outputs).toEqual({
      encoder: ["z", "logVar"],
      decoder: ["observation"],
      dynamics: Object.keys(dynamicsGraph(config)),
      controller: ["action"],
    });
  });
});
