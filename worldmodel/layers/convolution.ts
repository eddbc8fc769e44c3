/** Convolutional layers on pixels with channels last. */
import { convolve, convolveTransposed, type Kernel } from "../autodiff/convolution.ts";
import { parameter, type Value } from "../autodiff/value.ts";
import { inLayer } from "./in-layer.ts";

export interface ConvolutionOptions extends Kernel {
  /** Channels of the result. */
  readonly outputs: number;
}

/** x [B,H,W,C] → [B,H',W',outputs]. Parameters `<name>.weight` [size·size·C,outputs], uniform in ±1/√rows, and `<name>.bias` [outputs]. */
export function convolution(name: string, { outputs, ...kernel }: ConvolutionOptions): (x: Value) => Value {
  return (x) =>
    inLayer(name, () => {
      const inputs = kernel.size * kernel.size * (x.shape[3] ?? 0);
      const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(inputs) } as const;
      const weight = parameter(`${name}.weight`, [inputs, outputs], initialisation);
      return convolve(x, weight, parameter(`${name}.bias`, [outputs], initialisation), kernel);
    });
}

/** x [B,H,W,C] → [B,H',W',outputs]. Parameters `<name>.weight` [C,size·size·outputs], uniform in ±1/√(size·size·outputs), and `<name>.bias` [outputs]. */
export function transposedConvolution(name: string, { outputs, ...kernel }: ConvolutionOptions): (x: Value) => Value {
  return (x) =>
    inLayer(name, () => {
      const columns = kernel.size * kernel.size * outputs;
      const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(columns) } as const;
      const weight = parameter(`${name}.weight`, [x.shape[3] ?? 0, columns], initialisation);
      return convolveTransposed(x, weight, parameter(`${name}.bias`, [outputs], initialisation), kernel);
    });
}
