/** A trained world model as the files of a run's `model/` folder, and back. */
import { createHash } from "node:crypto";
import { SpecError } from "../../sim/core/index.ts";
import type { Controller } from "../models/controller.ts";
import { type ModelGraphs, modelGraphs, namesOf } from "../models/model-graphs.ts";
import type { WorldModel } from "../models/world-model.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import type { OnnxModel, OnnxValue } from "../onnx/onnx-model.ts";
import type { FileDescription, PortDescription } from "./card-sections.ts";
import {
  decodeModelCard,
  encodeModelCard,
  type GraphFiles,
  type ModelCard,
  type ModelFile,
  ONNX_FILES,
  POLICY_FILES,
  WEIGHTS_FILE,
} from "./model-json.ts";
import { decodeSafeTensors, encodeSafeTensors } from "./safetensors.ts";

export const MODEL_CARD = "model.json";
const CONTROLLER = "controller/parameters";
const STARTS = "dream/starts";

export interface TrainedModel {
  readonly model: WorldModel;
  readonly controller: Controller;
  /** Where dreams begin: posteriors of the first observations of E training episodes, mu and then std. [E,2Z] */
  readonly starts: Float32Array;
  readonly card: ModelCard;
}

/** What a card says that the model itself does not tell. */
export type AboutModel = Pick<ModelCard, "versions" | "trainedOn" | "metrics" | "scores" | "limits">;

/** File contents by name. `model.json` comes last, so that a folder that has it has the rest. */
export function encodeModelFiles(
  { model, controller, starts }: Omit<TrainedModel, "card">,
  about: AboutModel,
): ReadonlyMap<string, Uint8Array> {
  const { config } = model;
  const arrays = new Map([...model.weights, [CONTROLLER, controller.parameters], [STARTS, starts]]);
  const weights = encodeSafeTensors({ arrays, metadata: {} });
  const { files, descriptions } = encodeGraphs(modelGraphs(model, controller));
  const card = encodeModelCard({
    format: "craik-world-model",
    version: 2,
    config,
    controller: { inputs: controller.inputs },
    ...about,
    precision: { weights: "float32", errors: null },
    files: { ...descriptions, [WEIGHTS_FILE]: describeFile(weights) },
  });
  return new Map([...files, [WEIGHTS_FILE, weights], [MODEL_CARD, new TextEncoder().encode(card)]]);
}

/** The ONNX files of a model, and what the card says of them. */
export function encodeGraphs(graphs: ModelGraphs): {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly descriptions: GraphFiles;
} {
  const encoded = namesOf(graphs).flatMap((name) => {
    const graph = graphs[name];
    return graph ? [{ file: `${name}.onnx` as const, bytes: encodeOnnx(graph), graph }] : [];
  });
  const descriptions = encoded.map(({ file, bytes, graph }) => [file, describeFile(bytes, graph)] as const);
  return {
    files: new Map(encoded.map(({ file, bytes }) => [file, bytes])),
    descriptions: Object.fromEntries(descriptions) as GraphFiles,
  };
}

/** Reads the files back through `read`. Throws a SpecError that names the file that is truncated or altered. */
export async function decodeModelFiles(
  read: (name: string) => Promise<Uint8Array>,
  where: string,
): Promise<TrainedModel> {
  const card = decodeModelCard(new TextDecoder().decode(await read(MODEL_CARD)), `${where}/${MODEL_CARD}`);
  const readChecked = async (name: ModelFile): Promise<Uint8Array> => {
    const expected = card.files[name]?.sha256;
    if (expected === undefined)
      throw new SpecError(
        `${where}/${MODEL_CARD}: files.${name}: required of a trained model, got none (an export has no weights)`,
      );
    const bytes = await read(name);
    const found = sha256(bytes);
    if (found !== expected) {
      throw new SpecError(
        `${where}/${name}: SHA-256 must be ${expected.slice(0, 12)}… as in ${MODEL_CARD}, got ${found.slice(0, 12)}… (truncated or altered)`,
      );
    }
    return bytes;
  };
  for (const name of [...ONNX_FILES, ...(card.config.policy ? POLICY_FILES : [])]) await readChecked(name);
  const { arrays } = decodeSafeTensors(await readChecked(WEIGHTS_FILE), `${where}/${WEIGHTS_FILE}`);
  const arrayOf = (wanted: string): Float32Array => {
    const array = arrays.get(wanted);
    if (array === undefined)
      throw new SpecError(
        `${where}/${WEIGHTS_FILE}: the array ${wanted} required, got ${[...arrays.keys()].join(", ")}`,
      );
    return array;
  };
  const controller = { ...card.controller, parameters: arrayOf(CONTROLLER) };
  const starts = arrayOf(STARTS);
  const weights = new Map([...arrays].filter(([name]) => name !== CONTROLLER && name !== STARTS));
  return { model: { config: card.config, weights }, controller, starts, card };
}

/** What the card says of a file; of a graph its inputs and outputs too. */
export function describeFile(bytes: Uint8Array, graph?: OnnxModel): FileDescription {
  const file = { sha256: sha256(bytes), bytes: bytes.length };
  return graph ? { ...file, inputs: graph.inputs.map(portOf), outputs: graph.outputs.map(portOf) } : file;
}

function portOf({ name, elementType, shape }: OnnxValue): PortDescription {
  return { name, elementType, shape };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
