/** V's networks for pictures of 64 × 64 pixels (Ha & Schmidhuber 2018, appendix A.1). */
import { ShapeError } from "../../sim/core/index.ts";
import { relu, sigmoid } from "../autodiff/elementwise.ts";
import { reshape } from "../autodiff/layout.ts";
import { sizeOf, type Value } from "../autodiff/value.ts";
import { convolution, transposedConvolution } from "../layers/convolution.ts";
import { inLayer } from "../layers/in-layer.ts";
import { linear } from "../layers/linear.ts";
import type { Networks } from "./autoencoder.ts";

export interface ConvolutionalOptions {
  readonly kind: "convolutional";
  /** Of the encoder's four convolutions; the decoder's first three mirror the first three. The paper: 32, 64, 128, 256. */
  readonly channels: readonly [number, number, number, number];
}

/** Pixels on a side. */
const SIDE = 64;
/** Red, green, blue. */
const COLOURS = 3;
const STRIDE = 2;
const ENCODER_KERNEL = 4;
/** 1 → 5 → 13 → 30 → 64 pixels on a side. */
const DECODER_KERNELS = [5, 5, 6, 6] as const;
/** On a side, of what the encoder makes of 64 pixels. */
const INNERMOST = 2;

/**
 * Convolutions down to 2 × 2 pixels, and transposed ones up from one, with values between 0 and 1 at both ends. Parameters `vae.encoder.<n>`,
 * `vae.dense` and `vae.decoder.<n>`.
 */
export function convolutionalNetworks({ channels }: ConvolutionalOptions, observations: number): Networks {
  if (observations !== SIDE * SIDE * COLOURS)
    throw new ShapeError(
      `vae: pictures of ${SIDE}×${SIDE}×${COLOURS} = ${SIDE * SIDE * COLOURS} elements required, got ${observations}`,
    );
  const [first, second, third, innermost] = channels;
  const features = INNERMOST * INNERMOST * innermost;
  const encoder = channels.map((outputs, index) =>
    convolution(`vae.encoder.${index}`, { outputs, size: ENCODER_KERNEL, stride: STRIDE }),
  );
  const dense = linear("vae.dense", features);
  const decoder = [third, second, first, COLOURS].map((outputs, index) =>
    transposedConvolution(`vae.decoder.${index}`, { outputs, size: DECODER_KERNELS[index] ?? 0, stride: STRIDE }),
  );
  return {
    encode: (observation) => {
      const batch = observation.shape[0] ?? 0;
      const picture = inLayer("vae.encoder", () => reshape(observation, [batch, SIDE, SIDE, COLOURS]));
      const inner = encoder.reduce((x: Value, layer) => relu(layer(x)), picture);
      return reshape(inner, [batch, features]);
    },
    decode: (z) => {
      const batch = z.shape[0] ?? 0;
      const start = reshape(dense(z), [batch, 1, 1, features]);
      const picture = decoder.reduce(
        (x: Value, layer, index) => (index < decoder.length - 1 ? relu(layer(x)) : sigmoid(layer(x))),
        start,
      );
      return reshape(picture, [batch, sizeOf(picture.shape) / batch]);
    },
  };
}
