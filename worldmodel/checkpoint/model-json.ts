/** `model.json`: the description of a trained world model, with the checksums of the files beside it. */
import { createHash } from "node:crypto";
import * as v from "valibot";
import { SpecError, StateError } from "../../sim/core/index.ts";
import { CONTROLLER_INPUTS, type Controller } from "../models/controller.ts";
import type { WorldModelConfig } from "../models/world-model.ts";
import {
  type FileDescription,
  type Limits,
  limits,
  onnxFile,
  type PlannerSection,
  plannerSection,
  type Scores,
  type StoredPrecision,
  scores,
  storedPrecision,
  type TrainingData,
  trainingData,
  type Versions,
  versions,
  weightsFile,
} from "./card-sections.ts";

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

const stateSizes = {
  observations: count,
  latents: count,
  turning: v.exactOptional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))),
};

const config: v.GenericSchema<WorldModelConfig> = v.object({
  scenario: v.string(),
  scenarioHash: v.string(),
  observationSpace: v.record(v.string(), box),
  actionSpace: box,
  modality: v.string(),
  controlStepSecs: v.number(),
  actionRepeat: count,
  maxSteps: count,
  vae: v.variant("kind", [
    v.object({
      ...stateSizes,
      kind: v.literal("standardised"),
      posteriorStd: v.pipe(v.number(), v.gtValue(0)),
    }),
    v.object({
      ...stateSizes,
      kind: v.literal("perceptron"),
      hidden: v.array(count),
    }),
    v.object({
      observations: count,
      latents: count,
      kind: v.literal("convolutional"),
      channels: v.tuple([count, count, count, count]),
    }),
  ]),
  rnn: v.object({
    latents: count,
    actions: count,
    hidden: count,
    mixtures: count,
    joint: v.exactOptional(v.boolean()),
    residual: v.union([v.boolean(), v.literal("gated")]),
    headUnits: v.pipe(v.number(), v.integer(), v.minValue(0)),
    reward: v.boolean(),
    termination: v.boolean(),
    range: v.exactOptional(
      v.object({
        z: v.object({ low: v.array(v.number()), high: v.array(v.number()) }),
        reward: v.object({ low: v.number(), high: v.number() }),
      }),
    ),
  }),
  ensemble: count,
  normalisation: v.object({ mean: v.array(v.number()), std: v.array(v.number()) }),
  rewardScale: v.number(),
  policy: v.exactOptional(
    v.object({ inputs: v.picklist(CONTROLLER_INPUTS), hidden: v.array(count), discount: v.number() }),
  ),
});

export interface ModelCard {
  readonly format: "craik-world-model";
  readonly version: 2;
  readonly config: WorldModelConfig;
  /** What C reads. */
  readonly controller: Pick<Controller, "inputs">;
  readonly versions: Versions;
  readonly trainedOn: TrainingData;
  /** Last losses of V and M, and how C did in the dream. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly scores: Scores;
  readonly limits: Limits;
  readonly precision: StoredPrecision;
  /** Of an exported model. */
  readonly planner?: PlannerSection;
  /** The files beside it; an exported model comes without the weights for training on, and with a planner. */
  readonly files: GraphFiles & Readonly<Partial<Record<WeightsFile | typeof PLANNER_FILE, FileDescription>>>;
}

export const ONNX_FILES = ["encoder.onnx", "decoder.onnx", "dynamics.onnx", "controller.onnx"] as const;
/** Where the model has an actor and a critic. */
export const POLICY_FILES = ["actor.onnx", "critic.onnx"] as const;
/** Of an export: a whole decision of a planner. */
export const PLANNER_FILE = "planner.onnx";
export const WEIGHTS_FILE = "weights.safetensors";
export type OnnxFile = (typeof ONNX_FILES)[number];
export type PolicyFile = (typeof POLICY_FILES)[number];
export type GraphFiles = Readonly<Record<OnnxFile, FileDescription>> &
  Readonly<Partial<Record<PolicyFile, FileDescription>>>;
type WeightsFile = typeof WEIGHTS_FILE;
/** The files of a trained model; no other name is ever read. */
export type ModelFile = OnnxFile | PolicyFile | WeightsFile;

const modelCard: v.GenericSchema<ModelCard> = v.strictObject({
  format: v.literal("craik-world-model"),
  version: v.literal(2),
  config,
  controller: v.strictObject({ inputs: v.picklist(CONTROLLER_INPUTS) }),
  versions,
  trainedOn: trainingData,
  metrics: v.record(v.string(), v.pipe(v.number(), v.finite())),
  scores,
  limits,
  precision: storedPrecision,
  planner: v.exactOptional(plannerSection),
  files: v.strictObject({
    ...v.entriesFromList(ONNX_FILES, onnxFile),
    ...v.entriesFromList(POLICY_FILES, v.exactOptional(onnxFile)),
    [PLANNER_FILE]: v.exactOptional(onnxFile),
    [WEIGHTS_FILE]: v.exactOptional(weightsFile),
  }),
});

/**
 * JSON has no infinities: unbounded sides of spaces are written as strings. The text carries its own SHA-256. A StateError that names
 * the field where the card says what none may say, such as a loss that is not finite.
 */
export function encodeModelCard(card: ModelCard): string {
  const wrong = firstWrong(card);
  if (wrong !== undefined) throw new StateError(`model card: ${wrong}`);
  const infinities = (_key: string, value: unknown): unknown =>
    value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? String(value) : value;
  const data = JSON.parse(JSON.stringify(card, infinities)) as object;
  return `${JSON.stringify({ ...data, sha256: checksum(data) }, null, 2)}\n`;
}

/** Throws a SpecError that names `where`, and the field that is wrong, when the text is truncated or altered. */
export function decodeModelCard(text: string, where: string): ModelCard {
  const infinities = (_key: string, value: unknown): unknown =>
    value === "Infinity" || value === "-Infinity" ? Number(value) : value;
  const { sha256, ...data } = parseObject(text, where);
  const card: unknown = JSON.parse(JSON.stringify(data), infinities);
  const wrong = firstWrong(card);
  if (wrong !== undefined) throw new SpecError(`${where}: ${wrong}`);
  if (sha256 !== checksum(data))
    throw new SpecError(`${where}: contents must match their checksum, and they do not (altered)`);
  return card as ModelCard;
}

/** The first field that is not as it must be. */
function firstWrong(card: unknown): string | undefined {
  const { issues } = v.safeParse(modelCard, card);
  if (issues === undefined) return undefined;
  const [issue] = issues;
  const expected = issue.expected ?? (issue.type === "finite" ? "a finite number" : "a valid value");
  return `${v.getDotPath(issue) ?? "the whole"}: expected ${expected}, got ${issue.received}`;
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
