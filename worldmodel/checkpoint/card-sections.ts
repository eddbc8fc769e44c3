/** What `model.json` says beside the model's own configuration: a model card, section by section. */
import * as v from "valibot";
import type { Deviation } from "../held-out/deviation.ts";
import type { HeldOutScores } from "../held-out/measure-model.ts";
import type { PrecisionErrors } from "../held-out/measure-precision.ts";
import { ELEMENT_TYPES, type ElementType } from "../onnx/onnx-model.ts";
import { PRECISIONS, type Precision } from "../onnx/precision.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const number = v.pipe(v.number(), v.finite());
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What made the model. */
export interface Versions {
  readonly craik: string;
  readonly onnxruntime: string;
  readonly node: string;
}

export const versions: v.GenericSchema<Versions> = v.strictObject({
  craik: v.string(),
  onnxruntime: v.string(),
  node: v.string(),
});

/** Episodes of one agent among the training data. */
export interface Behaviour {
  readonly agent: string;
  readonly episodes: number;
  readonly environmentSteps: number;
  readonly returnMean: number;
}

/** What the model was trained on. */
export interface TrainingData {
  /** SHA-256 over the checksums of the episodes in order. */
  readonly datasetHash: string;
  readonly episodes: number;
  readonly environmentSteps: number;
  /** Control steps in the true scenario in which candidates for C were scored: 0 where it evolved in dreams alone. */
  readonly controllerSteps: number;
  /** In the order in which they came: exploration first. */
  readonly behaviours: readonly Behaviour[];
  /** Times that episodes were gathered with the model so far, and training went on. */
  readonly rounds: number;
}

export const trainingData: v.GenericSchema<TrainingData> = v.strictObject({
  datasetHash: hash,
  episodes: count,
  environmentSteps: count,
  controllerSteps: whole,
  behaviours: v.array(
    v.strictObject({ agent: v.string(), episodes: count, environmentSteps: count, returnMean: number }),
  ),
  rounds: whole,
});

/** What an agent earned in the true scenario. */
export interface ReturnScore {
  readonly agent: string;
  /** What it planned in or was trained in. */
  readonly dynamics: string;
  readonly episodes: number;
  readonly returnMean: number;
  /** Sample standard deviation; null for a single episode. */
  readonly returnStd: number | null;
}

export interface Scores {
  readonly heldOut: HeldOutScores;
  /** Empty where nobody has evaluated the model yet. */
  readonly returns: readonly ReturnScore[];
}

const deviation: v.GenericSchema<Deviation> = v.strictObject({
  std: number,
  relativeRms: v.nullable(number),
  largest: number,
});

export const scores: v.GenericSchema<Scores> = v.strictObject({
  heldOut: v.strictObject({
    samples: v.strictObject({ observations: count, stretches: count, horizon: count }),
    reconstruction: deviation,
    nextObservation: deviation,
    lastObservation: deviation,
    dreamedObservation: deviation,
    firstObservation: deviation,
    dreamedReward: deviation,
    nextLatent: v.strictObject({ nll: number, untrainedNll: number }),
  }),
  returns: v.array(
    v.strictObject({
      agent: v.string(),
      dynamics: v.string(),
      episodes: count,
      returnMean: number,
      returnStd: v.nullable(number),
    }),
  ),
});

/** The values of a physical factor in the training data. */
export interface FactorRange {
  readonly low: number;
  readonly high: number;
  readonly unit: string;
}

/** Beyond these the model was never seen to be right. */
export interface Limits {
  /** Control steps of the longest training episode. */
  readonly episodeSteps: number;
  /** Physical factors of the scenario by name. */
  readonly factors: Readonly<Record<string, FactorRange>>;
  /** Mean time for which open-loop predictions stay within `threshold` standard deviations; null where nobody has compared the model yet. */
  readonly validPrediction: ValidPrediction | null;
}

export interface ValidPrediction {
  readonly secs: number;
  /** In standard deviations of the training data. */
  readonly threshold: number;
  /** Part of the predictions that were still valid at the end of the horizon; where it is not 0, `secs` is a lower bound. */
  readonly toTheEnd: number;
}

export const limits: v.GenericSchema<Limits> = v.strictObject({
  episodeSteps: count,
  factors: v.record(v.string(), v.strictObject({ low: number, high: number, unit: v.string() })),
  validPrediction: v.nullable(v.strictObject({ secs: number, threshold: number, toTheEnd: number })),
});

/** What the numbers of the ONNX files are stored as. */
export interface StoredPrecision {
  readonly weights: Precision;
  /** Against float32, on held-out data; null for float32 itself. */
  readonly errors: PrecisionErrors | null;
}

export const storedPrecision: v.GenericSchema<StoredPrecision> = v.strictObject({
  weights: v.picklist(PRECISIONS),
  errors: v.nullable(
    v.strictObject({
      encoder: v.strictObject({ z: deviation, logVar: deviation }),
      decoder: v.strictObject({ observation: deviation }),
      dynamics: v.strictObject({ expectedZ: deviation, reward: deviation, terminated: deviation }),
      controller: v.strictObject({ action: deviation }),
      actor: v.exactOptional(v.strictObject({ action: deviation })),
      critic: v.exactOptional(v.strictObject({ value: deviation })),
    }),
  ),
});

/** The planner whose whole decision is a file of its own. */
export interface PlannerSection {
  readonly name: string;
  readonly options: Readonly<Record<string, number | boolean | string>>;
  /** What each input and output of the file is, in Markdown. */
  readonly ports: Readonly<Record<string, string>>;
}

export const plannerSection: v.GenericSchema<PlannerSection> = v.strictObject({
  name: v.string(),
  options: v.record(v.string(), v.union([v.number(), v.boolean(), v.string()])),
  ports: v.record(v.string(), v.string()),
});

/** An input or output of an ONNX file. */
export interface PortDescription {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
}

export interface FileDescription {
  readonly sha256: string;
  readonly bytes: number;
  /** Of an ONNX file. */
  readonly inputs?: readonly PortDescription[];
  readonly outputs?: readonly PortDescription[];
}

const ports = v.array(
  v.strictObject({
    name: v.string(),
    elementType: v.picklist(Object.keys(ELEMENT_TYPES) as readonly ElementType[]),
    shape: v.array(count),
  }),
);
export const weightsFile: v.GenericSchema<FileDescription> = v.strictObject({ sha256: hash, bytes: count });
export const onnxFile: v.GenericSchema<FileDescription> = v.strictObject({
  sha256: hash,
  bytes: count,
  inputs: ports,
  outputs: ports,
});
