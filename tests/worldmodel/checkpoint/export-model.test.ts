import { describe, expect, it } from "vitest";
import { SpecError } from "../../../sim/core/index.ts";
import { exportModel } from "../../../worldmodel/checkpoint/export-model.ts";
import { decodeModelFiles, encodeModelFiles, type TrainedModel } from "../../../worldmodel/checkpoint/model-files.ts";
import {
  decodeModelCard,
  type ModelCard,
  ONNX_FILES,
  POLICY_FILES,
} from "../../../worldmodel/checkpoint/model-json.ts";
import { type MeasureOptions, sampleSequences } from "../../../worldmodel/held-out/samples.ts";
import type { Precision } from "../../../worldmodel/onnx/precision.ts";
import { ABOUT } from "../support/about-model.ts";
import { randomWorldModel } from "../support/random-world-model.ts";
import { sequenceInMemory } from "../support/sequence-in-memory.ts";
import { withPolicy } from "../support/with-policy.ts";

const MODEL = randomWorldModel(2, { residual: true, headUnits: 6 });
/** C of (z, h), with A = 2 and F = 3 + 5. */
const CONTROLLER = { inputs: "zh", parameters: new Float32Array(18).fill(0.1) } as const;
const STARTS = new Float32Array(6);
const FILES = encodeModelFiles({ model: MODEL, controller: CONTROLLER, starts: STARTS }, ABOUT);
const TRAINED = await decodeModelFiles(async (name) => FILES.get(name) ?? new Uint8Array(), "model");

const wave = (length: number): Float32Array => Float32Array.from({ length }, (_, index) => Math.sin(3 * index));
const EPISODE = sequenceInMemory(
  { decisions: 6, terminated: false },
  { observations: wave(28), actions: wave(12), rewards: wave(6) },
);
const MEASURE: MeasureOptions = {
  samples: sampleSequences([EPISODE], { observations: 4, actions: 2 }),
  observationStd: MODEL.config.normalisation.std,
  session: { device: "cpu", threads: 1 },
};

async function exported(precision: Precision, model: TrainedModel = TRAINED): Promise<ReadonlyMap<string, Uint8Array>> {
  const returns = [{ agent: "cem", dynamics: "learned", episodes: 1, returnMean: 3, returnStd: null }];
  return exportModel(model, { ...MEASURE, precision, returns, validPrediction: null });
}

function cardOf(files: ReadonlyMap<string, Uint8Array>): ModelCard {
  return decodeModelCard(new TextDecoder().decode(files.get("model.json")), "model.json");
}

describe("exportModel", () => {
  it("writes in float32 what the run stores, to the byte", async () => {
    const files = await exported("float32");
    expect([...files.keys()]).toEqual(["model.json", "MODEL_CARD.md", ...ONNX_FILES]);
    for (const name of ONNX_FILES) expect(files.get(name)).toEqual(FILES.get(name));
    expect(cardOf(files).precision).toEqual({ weights: "float32", errors: null });
  });

  it("adds to the card what is known by now, and leaves the rest", async () => {
    const { scores, files, ...rest } = cardOf(await exported("float32"));
    expect(scores).toEqual({ ...ABOUT.scores, returns: [expect.objectContaining({ agent: "cem", returnMean: 3 })] });
    expect(Object.keys(files)).toEqual([...ONNX_FILES]);
    const { scores: _scores, files: _files, ...before } = TRAINED.card;
    expect(rest).toEqual(before);
  });

  it.each(["float16", "int8"] as const)("tells the measured error of %s", async (precision) => {
    const { errors, weights } = cardOf(await exported(precision)).precision;
    expect(weights).toBe(precision);
    expect(errors?.dynamics.expectedZ.relativeRms).toBeGreaterThan(0);
  });

  it("brings a joint mixture with gated means as it is, and says how to draw from it", async () => {
    const model = randomWorldModel(2, { residual: "gated", joint: true, headUnits: 6 });
    const stored = encodeModelFiles({ ...TRAINED, model }, ABOUT);
    const trained = await decodeModelFiles(async (name) => stored.get(name)!, "model");
    expect(trained.model).toEqual(model);
    const files = await exported("float16", trained);
    expect(new TextDecoder().decode(files.get("MODEL_CARD.md"))).toContain("One component is drawn for all of z.");
    const { errors } = cardOf(files).precision;
    expect(errors?.dynamics.expectedZ.relativeRms).toBeGreaterThan(0);
    expect(errors?.dynamics.expectedZ.relativeRms).toBeLessThan(0.05);
  });

  it("brings actor and critic, and what a lower precision costs them, where the model has them", async () => {
    const model = withPolicy(TRAINED.model);
    const stored = encodeModelFiles({ ...TRAINED, model }, ABOUT);
    const trained = await decodeModelFiles(async (name) => stored.get(name)!, "model");
    expect(trained.model).toEqual(model);
    const exact = await exported("float32", trained);
    for (const name of POLICY_FILES) expect(exact.get(name)).toEqual(stored.get(name));
    expect(new TextDecoder().decode(exact.get("MODEL_CARD.md"))).toContain(
      "`critic.onnx` the return, discounted by 0.9",
    );
    const { errors } = cardOf(await exported("int8", trained)).precision;
    expect(errors?.actor?.action.relativeRms).toBeGreaterThan(0);
    expect(errors?.critic?.value.relativeRms).toBeGreaterThan(0);
  });

  it("refuses a precision that a weight does not fit, naming file and weight", async () => {
    const weights = new Map(TRAINED.model.weights);
    weights.set("vae.posterior.bias", new Float32Array(6).fill(1e6));
    const large = { ...TRAINED, model: { ...TRAINED.model, weights } };
    await expect(exported("float16", large)).rejects.toThrow(SpecError);
    await expect(exported("float16", large)).rejects.toThrow("float16 encoder: vae.posterior.bias[0] must lie within");
    await expect(exported("int8", large)).resolves.toBeDefined();
  });

  it("makes no trained model to go on with: the weights are not there", async () => {
    const files = await exported("float32");
    await expect(decodeModelFiles(async (name) => files.get(name) ?? new Uint8Array(), "exported")).rejects.toThrow(
      "exported/model.json: files.weights.safetensors: required of a trained model, got none",
    );
  });
});
