/** The four graphs of a world model whose parameters are drawn, wide enough for rounding to show, and fixed numbers to feed them. */
import { createRng } from "../../../sim/core/index.ts";
import { sizeOf } from "../../../worldmodel/autodiff/value.ts";
import { benchModel } from "../../../worldmodel/bench/plan-bench.ts";
import { decodeGraph } from "../../../worldmodel/models/imagine.ts";
import { type ModelGraphs, modelGraphs } from "../../../worldmodel/models/model-graphs.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import type { OnnxModel } from "../../../worldmodel/onnx/onnx-model.ts";

export function drawnGraphs(): ModelGraphs {
  const { config, weights } = benchModel();
  const rng = createRng(11);
  const decoder = initialParameters(Object.values(decodeGraph(config)), rng);
  const { actions, latents, hidden } = config.rnn;
  const parameters = Float32Array.from({ length: actions * (latents + hidden + 1) }, () => 0.1 * rng.normal());
  return modelGraphs({ config, weights: new Map([...decoder, ...weights]) }, { inputs: "zh", parameters });
}

/** Standard normals for each input, the same for inputs of the same name. */
export function drawnInputs({ inputs }: Pick<OnnxModel, "inputs">): Readonly<Record<string, Float32Array>> {
  return Object.fromEntries(
    inputs.map(({ name, shape }) => {
      const rng = createRng(7).split(name);
      return [name, Float32Array.from({ length: sizeOf(shape) }, () => rng.normal())];
    }),
  );
}
