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

const ABOUT = { trainedOn: { environmentSteps: 5000, episodes: 5 }, metrics: { "vae/loss": 0.1 } };
/** W [A,F] and b [A] with A = 1 and F = Z + H = 3 + 5. */
const CONTROLLER: Controller = { inputs: "zh", parameters: Float32Array.from({ length: 9 }, (_, index) => index / 7) };
const MODEL = smallWorldModel(4);
const FILES = encodeModelFiles(MODEL, CONTROLLER, ABOUT);

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

  it("give back configuration, weights, controller and what the model was trained on", async () => {
    const { model, controller, card } = await decode(FILES);
    expect(model.config).toEqual(MODEL.config);
    expect(model.weights).toEqual(MODEL.weights);
    expect(controller).toEqual(CONTROLLER);
    expect(card).toMatchObject(ABOUT);
  });

  it("give back the sides of spaces that are unbounded", async () => {
    const space = { ...MODEL.config.actionSpace, low: [Number.NEGATIVE_INFINITY], high: [Number.POSITIVE_INFINITY] };
    const unbounded = { ...MODEL, config: { ...MODEL.config, actionSpace: space } };
    expect((await decode(encodeModelFiles(unbounded, CONTROLLER, ABOUT))).model.config.actionSpace).toEqual(space);
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

  it.each(["null", "[]", "{}", "7"])("are refused when the card is %s", async (text) => {
    await expect(decode(withFile(MODEL_CARD, new TextEncoder().encode(text)))).rejects.toThrow(SpecError);
  });
});
