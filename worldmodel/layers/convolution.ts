/** Convolutional layers on pixels with channels last. */
import { convolve, convolveTransposed, type Kernel } from "../autodiff/convolution.ts";
import { parameter, type Value } from "../autodiff/value.ts";
import { inLayer } from "./in-layer.ts";

export interface ConvolutionOptions extends Kernel {
  /** O: channels of the result. */
  readonly outputs: number;
}

/** x [B,H,W,C] → [B,H',W',O]. Parameters `<name>.weight` [size·size·C,O], uniform in ±1/√rows, and `<name>.bias` [O]. */
export function convolution(name: string, { outputs, ...kernel }: ConvolutionOptions): (x: Value) => Value {
  const weights = weightsAtFirstUse(name, outputs, (channels) => {
    const rows = kernel.size * kernel.size * channels;
    return { shape: [rows, outputs], inputs: rows };
  });
  return (x) =>
    inLayer(name, () => {
      const { weight, bias } = weights(x);
      return convolve(x, weight, bias, kernel);
    });
}

/** x [B,H,W,C] → [B,H',W',O]. Parameters `<name>.weight` [C,size·size·O], uniform in ±1/√(C·(size/stride)²), and `<name>.bias` [O]. */
export function transposedConvolution(name: string, { outputs, ...kernel }: ConvolutionOptions): (x: Value) => Value {
  const { size, stride } = kernel;
  const weights = weightsAtFirstUse(name, outputs, (channels) => ({
    shape: [channels, size * size * outputs],
    inputs: (channels * size * size) / (stride * stride),
  }));
  return (x) =>
    inLayer(name, () => {
      const { weight, bias } = weights(x);
      return convolveTransposed(x, weight, bias, kernel);
    });
}

interface Weights {
  readonly weight: Value;
  readonly bias: Value;
}

/** x tells the channels that a layer begins with. `inputs`: products that add up to one element of the result. */
function weightsAtFirstUse(
  name: string,
  outputs: number,
  sizes: (channels: number) => { readonly shape: readonly number[]; readonly inputs: number },
): (x: Value) => Weights {
  let weights: Weights | undefined;
  return (x) => {
    const { shape, inputs } = sizes(x.shape[3] ?? 0);
    const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(inputs) } as const;
    weights ??= {
      weight: parameter(`${name}.weight`, shape, initialisation),
      bias: parameter(`${name}.bias`, [outputs], initialisation),
    };
    return weights;
  };
}
