/** A trained model as files for other tools: the ONNX files in a precision, their card, and the card as a page to read. */
import { measurePrecision } from "../held-out/measure-precision.ts";
import type { MeasureOptions } from "../held-out/samples.ts";
import { mapGraphs, modelGraphs } from "../models/model-graphs.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import type { OnnxModel } from "../onnx/onnx-model.ts";
import { inPrecision, type Precision } from "../onnx/precision.ts";
import type { Limits, PlannerSection, ReturnScore } from "./card-sections.ts";
import { describeModel } from "./describe-model.ts";
import { describeFile, encodeGraphs, MODEL_CARD, type TrainedModel } from "./model-files.ts";
import { encodeModelCard, type ModelCard, PLANNER_FILE } from "./model-json.ts";

const MODEL_PAGE = "MODEL_CARD.md";

/** A planner's whole decision as a graph. */
export interface PlannerFile {
  readonly graph: OnnxModel;
  readonly about: PlannerSection;
}

export interface ExportModelOptions extends MeasureOptions {
  /** Of everything but the planner: its scores need the range of float32. */
  readonly precision: Precision;
  readonly planner?: PlannerFile;
  /** What is known of the model since it was trained. */
  readonly returns: readonly ReturnScore[];
  readonly validPrediction: Limits["validPrediction"];
}

/**
 * File contents by name. float32 is to the byte what the run stores. Throws a SpecError where a weight does not fit the precision, a
 * StateError where the model's numbers do not.
 */
export async function exportModel(
  { model, controller, card }: TrainedModel,
  { precision, planner, returns, validPrediction, ...measure }: ExportModelOptions,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const reference = modelGraphs(model, controller);
  const graphs = mapGraphs(reference, (graph) => inPrecision(graph, precision));
  const errors = precision === "float32" ? null : await measurePrecision(reference, graphs, measure);
  const { files, descriptions } = encodeGraphs(graphs);
  const decision = planner && encodeOnnx(planner.graph);
  const exported: ModelCard = {
    ...card,
    scores: { ...card.scores, returns },
    limits: { ...card.limits, validPrediction },
    precision: { weights: precision, errors },
    ...(planner ? { planner: planner.about } : {}),
    files: { ...descriptions, ...(decision ? { [PLANNER_FILE]: describeFile(decision, planner.graph) } : {}) },
  };
  const text = new TextEncoder();
  return new Map([
    [MODEL_CARD, text.encode(encodeModelCard(exported))],
    [MODEL_PAGE, text.encode(describeModel(exported))],
    ...files,
    ...(decision ? [[PLANNER_FILE, decision] as const] : []),
  ]);
}
