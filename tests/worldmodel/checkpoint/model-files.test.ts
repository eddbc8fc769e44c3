import { describe, expect, it } from "vitest";
import { SpecError } from "../../../sim/core/index.ts";
import {
  decodeModelFiles,
  encodeModelFiles,
  MODEL_CARD,
  type TrainedModel,
} from "../../../worldmodel/checkpoint/model-files.ts";
import { type Controller, type Dream, LearnedDynamics, type WorldModel } from "../../../worldmodel/index.ts";
import { smallWorldModel } from "../../agents/comparison/small-world-model.ts";
import { ABOUT } from "../support/about-model.ts";

/** W [A,F] and b [A] with A = 1 and F = Z + H = 3 + 5. */
const CONTROLLER: Controller = { inputs: "zh", parameters: Float32Array.from({ length: 9 }, (_, index) => index / 7) };
/** Mean and deviation of three latents, from two episodes. */
const STARTS = Float32Array.from({ length: 12 }, (_, index) => index / 3);
const MODEL = smallWorldModel(4);
const FILES = encodeModelFiles({ model: MODEL, controller: CONTROLLER, starts: STARTS }, ABOUT);

function decode(files: ReadonlyMap<string, Uint8Array>): Promise<TrainedModel> {
  return decodeModelFiles(async (name) => files.get(name) ?? new Uint8Array(), "model");
}

function withFile(name: string, bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  return new Map([...FILES, [name, bytes]]);
}

async function dreamOf(model: WorldModel): Promise<Dream> {
  const dynamics = new LearnedDynamics(model, { device: "cpu", threads: 1 });
  const snapshot = (): never => {
    throw new Error("a learned model must not look at the physics");
  };
  const belief = await dynamics.begin({ observation: { state: Float32Array.of(0.3, -0.2) }, snapshot });
  const actions = Float32Array.from({ length: 3 * 6 }, (_, index) => Math.sin(index));
  const dream = await dynamics.dream(belief, actions, { candidates: 3, horizon: 6 });
  await dynamics.dispose();
  return dream;
}

describe("the files of a model", () => {
  it("come with the card last, so that a folder that has it has the rest", () => {
    expect([...FILES.keys()]).toEqual([
      ...["encoder.onnx", "decoder.onnx", "dynamics.onnx", "controller.onnx", "weights.safetensors", MODEL_CARD],
    ]);
  });

  it("give back configuration, weights, controller, starts and what the model was trained on", async () => {
    const { model, controller, starts, card } = await decode(FILES);
    expect(model.config).toEqual(MODEL.config);
    expect(model.weights).toEqual(MODEL.weights);
    expect(controller).toEqual(CONTROLLER);
    expect(starts).toEqual(STARTS);
    expect(card).toMatchObject(ABOUT);
  });

  it("give back the sides of spaces that are unbounded", async () => {
    const space = { ...MODEL.config.actionSpace, low: [Number.NEGATIVE_INFINITY], high: [Number.POSITIVE_INFINITY] };
    const unbounded = { ...MODEL, config: { ...MODEL.config, actionSpace: space } };
    expect(
      (await decode(encodeModelFiles({ model: unbounded, controller: CONTROLLER, starts: STARTS }, ABOUT))).model.config
        .actionSpace,
    ).toEqual(space);
  });

  it("make a model that dreams exactly as before", async () => {
    expect(await dreamOf((await decode(FILES)).model)).toEqual(await dreamOf(MODEL));
  });

  it.each([...FILES.keys()])("are refused when %s is truncated anywhere", async (name) => {
    const bytes = FILES.get(name) ?? new Uint8Array();
    // The last byte of the card only ends the line.
    for (let length = 0; length < bytes.length - 1; length += 1 + (bytes.length >> 6)) {
      await expect(decode(withFile(name, bytes.subarray(0, length)))).rejects.toThrow(SpecError);
    }
    await expect(decode(withFile(name, bytes.subarray(0, 100)))).rejects.toThrow(`model/${name}: `);
  });

  it.each([...FILES.keys()])("are refused when a bit of %s is flipped", async (name) => {
    const bytes = FILES.get(name) ?? new Uint8Array();
    for (let at = 0; at < bytes.length; at += 1 + (bytes.length >> 8)) {
      const flipped = bytes.slice();
      flipped[at]! ^= 1 << (at & 7);
      await expect(decode(withFile(name, flipped)), `byte ${at}`).rejects.toThrow(SpecError);
    }
  });

  it("say in the card what each file takes and gives, and how large it is", async () => {
    const { files } = (await decode(FILES)).card;
    const float32 = (name: string, ...shape: readonly number[]): object => ({ name, elementType: "float32", shape });
    for (const [name, { bytes }] of Object.entries(files)) expect(bytes, name).toBe(FILES.get(name)?.length);
    expect(files["controller.onnx"]).toMatchObject({
      inputs: [float32("z", 1, 3), float32("h", 1, 5)],
      outputs: [float32("action", 1, 1)],
    });
    expect(files["weights.safetensors"]).not.toHaveProperty("inputs");
  });

  it.each(["null", "[]", "{}", "7"])("are refused when the card is %s", async (text) => {
    await expect(decode(withFile(MODEL_CARD, new TextEncoder().encode(text)))).rejects.toThrow(SpecError);
  });

  it.each([
    ["version", 1, "version: expected 2, got 1"],
    ["scenario", "drawn", 'scenario: expected never, got "scenario"'],
    ["trainedOn", { ...ABOUT.trainedOn, datasetHash: "?" }, "trainedOn.datasetHash: expected /^[0-9a-f]{64}$/"],
    [
      "limits",
      { ...ABOUT.limits, factors: { gravity: { low: 1, unit: "m/s²" } } },
      "limits.factors.gravity.high: expected ",
    ],
    ["precision", { weights: "float64", errors: null }, 'precision.weights: expected ("float32" | "float16" | "int8")'],
    ["files", { "encoder.onnx": {} }, "files.encoder.onnx.sha256: expected "],
  ])("are refused when the card's %s is %j", async (field, value, complaint) => {
    const card = JSON.parse(new TextDecoder().decode(FILES.get(MODEL_CARD))) as Readonly<Record<string, unknown>>;
    const altered = new TextEncoder().encode(JSON.stringify({ ...card, [field]: value }));
    await expect(decode(withFile(MODEL_CARD, altered))).rejects.toThrow(`model/model.json: ${complaint}`);
  });

  it("are not made with a number that is not finite, and the error names it", () => {
    const wrong = { ...ABOUT, metrics: { "vae/loss": Number.NaN } };
    expect(() => encodeModelFiles({ model: MODEL, controller: CONTROLLER, starts: STARTS }, wrong)).toThrow(
      "model card: metrics.vae/loss: expected ",
    );
  });
});
