/** Models whose parameters are drawn, wide enough for rounding to show, and fixed numbers to feed them. */
import { createRng } from "../../../sim/core/index.ts";
import { relu } from "../../../worldmodel/autodiff/elementwise.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { reshape } from "../../../worldmodel/autodiff/layout.ts";
import { input, sizeOf } from "../../../worldmodel/autodiff/value.ts";
import { benchModel } from "../../../worldmodel/bench/plan-bench.ts";
import { convolution, transposedConvolution } from "../../../worldmodel/layers/convolution.ts";
import { linear } from "../../../worldmodel/layers/linear.ts";
import { decodeGraph } from "../../../worldmodel/models/imagine.ts";
import { type ModelGraphs, modelGraphs } from "../../../worldmodel/models/model-graphs.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import type { OnnxModel } from "../../../worldmodel/onnx/onnx-model.ts";

/** The four graphs of a world model, and one that convolves. */
export const DRAWN_GRAPHS: readonly (readonly [name: string, model: OnnxModel])[] = [
  ...Object.entries(worldModelGraphs()),
  ["convolutions", convolutionalGraph()],
];

function worldModelGraphs(): ModelGraphs {
  const { config, weights } = benchModel();
  const rng = createRng(11);
  const decoder = initialParameters(Object.values(decodeGraph(config)), rng);
  const { actions, latents, hidden } = config.rnn;
  const parameters = Float32Array.from({ length: actions * (latents + hidden + 1) }, () => 0.1 * rng.normal());
  return modelGraphs({ config, weights: new Map([...decoder, ...weights]) }, { inputs: "zh", parameters });
}

/** Pixels to a few numbers and back. */
function convolutionalGraph(): OnnxModel {
  const pixels = input("pixels", [1, 16, 16, 3]);
  const [first, second] = [
    convolution("down.0", { outputs: 8, size: 4, stride: 2 }),
    convolution("down.1", { outputs: 16, size: 3, stride: 2 }),
  ];
  const code = linear("code", 32)(reshape(relu(second(relu(first(pixels)))), [1, 3 * 3 * 16]));
  const [third, fourth] = [
    transposedConvolution("up.0", { outputs: 8, size: 5, stride: 2 }),
    transposedConvolution("up.1", { outputs: 3, size: 6, stride: 2 }),
  ];
  const outputs = { code, pixelsAgain: fourth(relu(third(reshape(relu(code), [1, 2, 2, 8])))) };
  return emitOnnx(outputs, { name: "convolutions", weights: initialParameters(Object.values(outputs), createRng(12)) });
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

/** Of stored numbers, lists of indices left out: they are the same in every precision. */
export function storedBytes({ initializers }: OnnxModel): number {
  return initializers.reduce((sum, { elementType, data }) => sum + (elementType === "int64" ? 0 : data.byteLength), 0);
}
