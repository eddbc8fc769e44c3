/** The precisions in which a model can be stored. */
import type { OnnxModel } from "./onnx-model.ts";
import { toFloat16 } from "./to-float16.ts";
import { toInt8 } from "./to-int8.ts";

/** What weights are stored as; inputs and outputs are float32 in each. */
export const PRECISIONS = ["float32", "float16", "int8"] as const;
export type Precision = (typeof PRECISIONS)[number];

const CONVERSIONS: Readonly<Record<Precision, (model: OnnxModel) => OnnxModel>> = {
  float32: (model) => model,
  float16: toFloat16,
  int8: toInt8,
};

/** The model with the same inputs and outputs in another precision. */
export function inPrecision(model: OnnxModel, precision: Precision): OnnxModel {
  return CONVERSIONS[precision](model);
}
