/** Runs V's encoder over whole sequences, so that M trains on posteriors. */
import { exp } from "../../sim/core/index.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import { input } from "../autodiff/value.ts";
import type { Arrays } from "../models/arrays.ts";
import { type Normalisation, type VaeOptions, vae } from "../models/vae.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import { floatsOf, floatTensor, openSession, type SessionOptions } from "../runtime/session.ts";
import type { Sequence } from "./sequence.ts";

const ROWS_PER_RUN = 512;

/**
 * Encodes the observations of each sequence in order and hands out their posteriors, up to 512 rows at a time and never those of
 * two sequences at once: mu and then std. [rows,2Z]
 */
export async function encodeSequences(
  sequences: readonly Sequence[],
  model: { readonly vae: VaeOptions; readonly normalisation: Normalisation; readonly weights: Arrays },
  options: SessionOptions,
  take: (posterior: Float32Array) => void,
): Promise<void> {
  const { observations: width, latents } = model.vae;
  const posterior = vae(model.vae, model.normalisation).encode(input("observation", [ROWS_PER_RUN, width]));
  const graph = emitOnnx(
    { mu: posterior.mu, logVar: posterior.logVar },
    { name: "encode-rows", weights: model.weights },
  );
  const session = await openSession(encodeOnnx(graph), options);
  try {
    for (const sequence of sequences) {
      const rows = sequence.decisions + 1;
      for (let from = 0; from < rows; from += ROWS_PER_RUN) {
        const count = Math.min(ROWS_PER_RUN, rows - from);
        const padded = new Float32Array(ROWS_PER_RUN * width);
        sequence.readInto("observations", from, count, padded);
        const results = await session.run({ observation: floatTensor(padded, [ROWS_PER_RUN, width]) });
        const mu = floatsOf(results["mu"], "mu");
        const logVar = floatsOf(results["logVar"], "logVar");
        const encoded = new Float32Array(count * 2 * latents);
        for (let row = 0; row < count; row++) {
          for (let k = 0; k < latents; k++) {
            encoded[row * 2 * latents + k] = mu[row * latents + k]!;
            encoded[row * 2 * latents + latents + k] = exp(0.5 * logVar[row * latents + k]!);
          }
        }
        take(encoded);
      }
    }
  } finally {
    await session.release();
  }
}
