/** `model.json`: the description of a trained world model, with the checksums of the files beside it. */
import { createHash } from "node:crypto";
import * as v from "valibot";
import { SpecError, StateError } from "../../sim/core/index.ts";
import { CONTROLLER_INPUTS, type Controller } from "../models/controller.ts";
import type { WorldModelConfig } from "../models/world-model.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const box = v.object({
  kind: v.literal("box"),
  dtype: v.picklist(["float32", "uint8"]),
  shape: v.array(count),
  low: v.array(v.number()),
  high: v.array(v.number()),
  names: v.array(v.string()),
  units: v.array(v.string()),
});

const config: v.GenericSchema<WorldModelConfig> = v.object({
  scenario: v.string(),
  scenarioHash: v.string(),
  observationSpace: v.record(v.string(), box),
  actionSpace: box,
  modality: v.string(),
  controlStepSecs: v.number(),
  actionRepeat: count,
  maxDecisions: count,
  vae: v.object({ observations: count, latents: count, hidden: v.array(count) }),
  rnn: v.object({
    latents: count,
    actions: count,
    hidden: count,
    mixtures: count,
    residual: v.boolean(),
    headUnits: v.pipe(v.number(), v.integer(), v.minValue(0)),
    reward: v.boolean(),
    termination: v.boolean(),
  }),
  normalisation: v.object({ mean: v.array(v.number()), std: v.array(v.number()) }),
  rewardScale: v.number(),
});

export interface ModelCard {
  readonly format: "craik-world-model";
  readonly version: 1;
  readonly config: WorldModelConfig;
  /** What C reads. */
  readonly controller: Pick<Controller, "inputs">;
  /** What the model was trained on. */
  readonly trainedOn: { readonly environmentSteps: number; readonly episodes: number };
  /** Last losses of V and M, and how C did in the dream. */
  readonly metrics: Readonly<Record<string, number>>;
  /** SHA-256 of each file beside it. */
  readonly files: Readonly<Record<ModelFile, string>>;
}

/** The files of a model; no other name is ever read or written. */
export const MODEL_FILES = [
  "encoder.onnx",
  "decoder.onnx",
  "dynamics.onnx",
  "controller.onnx",
  "weights.safetensors",
] as const;
export type ModelFile = (typeof MODEL_FILES)[number];

const modelCard: v.GenericSchema<ModelCard> = v.object({
  format: v.literal("craik-world-model"),
  version: v.literal(1),
  config,
  controller: v.object({ inputs: v.picklist(CONTROLLER_INPUTS) }),
  trainedOn: v.object({ environmentSteps: v.number(), episodes: v.number() }),
  metrics: v.record(v.string(), v.number()),
  files: v.strictObject(v.entriesFromList(MODEL_FILES, v.string())),
});

/** JSON has no infinities: unbounded sides of spaces are written as strings. The text carries its own SHA-256. */
export function encodeModelCard(card: ModelCard): string {
  const infinities = (_key: string, value: unknown): unknown =>
    value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? String(value) : value;
  for (const [name, value] of Object.entries(card.metrics)) {
    if (!Number.isFinite(value)) throw new StateError(`model card: metric ${name} must be finite, got ${value}`);
  }
  const data = JSON.parse(JSON.stringify(card, infinities)) as object;
  return `${JSON.stringify({ ...data, sha256: checksum(data) }, null, 2)}\n`;
}

/** Throws a SpecError that names `where`, and the field that is wrong, when the text is truncated or altered. */
export function decodeModelCard(text: string, where: string): ModelCard {
  const infinities = (_key: string, value: unknown): unknown =>
    value === "Infinity" || value === "-Infinity" ? Number(value) : value;
  const { sha256, ...data } = parseObject(text, where);
  const result = v.safeParse(modelCard, JSON.parse(JSON.stringify(data), infinities));
  if (!result.success) {
    const [issue] = result.issues;
    throw new SpecError(
      `${where}: ${v.getDotPath(issue) ?? "the whole"}: expected ${issue.expected ?? "a valid value"}, got ${issue.received}`,
    );
  }
  if (sha256 !== checksum(data))
    throw new SpecError(`${where}: contents must match their checksum, and they do not (altered)`);
  return result.output;
}

function parseObject(text: string, where: string): Readonly<Record<string, unknown>> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new SpecError(`${where}: must be JSON, and it is not (truncated or altered)`, { cause });
  }
  if (typeof data !== "object" || data === null)
    throw new SpecError(`${where}: must be a JSON object, got ${text.slice(0, 60)}`);
  return data as Readonly<Record<string, unknown>>;
}

function checksum(data: object): string {
  return createHash("sha256").update(JSON.stringify(data)).digest("hex");
}
