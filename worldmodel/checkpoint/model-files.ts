/** A trained world model as the files of a run's `model/` folder, and back. */
import { createHash } from "node:crypto";
import { SpecError } from "../../sim/core/index.ts";
import type { Controller } from "../models/controller.ts";
import { modelGraphs } from "../models/model-graphs.ts";
import type { WorldModel } from "../models/world-model.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import { decodeModelCard, encodeModelCard, MODEL_FILES, type ModelCard, type ModelFile } from "./model-json.ts";
import { decodeSafeTensors, encodeSafeTensors } from "./safetensors.ts";

export const MODEL_CARD = "model.json";
const WEIGHTS = "weights.safetensors" satisfies ModelFile;
const CONTROLLER = "controller/parameters";

export interface TrainedModel {
  readonly model: WorldModel;
  readonly controller: Controller;
  readonly card: ModelCard;
  /** Contents of the files, as checked. */
  readonly files: ReadonlyMap<ModelFile, Uint8Array>;
}

/** File contents by name. `model.json` comes last, so that a folder that has it has the rest. */
export function encodeModelFiles(
  model: WorldModel,
  controller: Controller,
  about: Pick<ModelCard, "trainedOn" | "metrics">,
): ReadonlyMap<string, Uint8Array> {
  const { config, weights } = model;
  const graphs = modelGraphs(model, controller);
  const files: Readonly<Record<ModelFile, Uint8Array>> = {
    "encoder.onnx": encodeOnnx(graphs.encoder),
    "decoder.onnx": encodeOnnx(graphs.decoder),
    "dynamics.onnx": encodeOnnx(graphs.dynamics),
    "controller.onnx": encodeOnnx(graphs.controller),
    [WEIGHTS]: encodeSafeTensors({ arrays: new Map([...weights, [CONTROLLER, controller.parameters]]), metadata: {} }),
  };
  const checksums = perFile((name) => sha256(files[name]));
  const card = encodeModelCard({
    format: "craik-world-model",
    version: 1,
    config,
    controller: { inputs: controller.inputs },
    ...about,
    files: checksums,
  });
  return new Map<string, Uint8Array>([...Object.entries(files), [MODEL_CARD, new TextEncoder().encode(card)]]);
}

/** Reads the files back through `read`. Throws a SpecError that names the file that is truncated or altered. */
export async function decodeModelFiles(
  read: (name: string) => Promise<Uint8Array>,
  where: string,
): Promise<TrainedModel> {
  const card = decodeModelCard(new TextDecoder().decode(await read(MODEL_CARD)), `${where}/${MODEL_CARD}`);
  const files = new Map<ModelFile, Uint8Array>();
  for (const name of MODEL_FILES) {
    const bytes = await read(name);
    const [expected, found] = [card.files[name], sha256(bytes)];
    if (found !== expected) {
      throw new SpecError(
        `${where}/${name}: SHA-256 must be ${expected.slice(0, 12)}… as in ${MODEL_CARD}, got ${found.slice(0, 12)}… (truncated or altered)`,
      );
    }
    files.set(name, bytes);
  }
  const { arrays } = decodeSafeTensors(files.get(WEIGHTS) ?? new Uint8Array(), `${where}/${WEIGHTS}`);
  const parameters = arrays.get(CONTROLLER);
  if (parameters === undefined)
    throw new SpecError(`${where}/${WEIGHTS}: the array ${CONTROLLER} required, got ${[...arrays.keys()].join(", ")}`);
  const weights = new Map([...arrays].filter(([name]) => name !== CONTROLLER));
  return { model: { config: card.config, weights }, controller: { ...card.controller, parameters }, card, files };
}

function perFile(value: (name: ModelFile) => string): Readonly<Record<ModelFile, string>> {
  const [encoder, decoder, dynamics, controller, weights] = MODEL_FILES;
  return {
    [encoder]: value(encoder),
    [decoder]: value(decoder),
    [dynamics]: value(dynamics),
    [controller]: value(controller),
    [weights]: value(weights),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
