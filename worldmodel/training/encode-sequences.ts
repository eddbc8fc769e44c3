/** Runs V's encoder over whole sequences, so that M trains on posteriors. */
import { exp } from "../../sim/core/index.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import { input } from "../autodiff/value.ts";
import type { Arrays } from "../models/arrays.ts";
import { type Normalisation, type VaeOptions, vae } from "../models/vae.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import { floatsOf, floatTensor, openSession, type SessionOptions } from "../runtime/session.ts";
import type { DecisionSequence } from "./decision-sequences.ts";

/** A sequence as M sees it. */
export interface LatentSequence extends DecisionSequence {
  /** Posterior of z at the boundaries of decisions. [D+1,Z] each. */
  readonly mu: Float32Array;
  readonly std: Float32Array;
}

const ROWS_PER_RUN = 512;

export async function encodeSequences(
  sequences: readonly DecisionSequence[],
  model: { readonly vae: VaeOptions; readonly normalisation: Normalisation; readonly weights: Arrays },
  options: SessionOptions,
): Promise<readonly LatentSequence[]> {
  const { observations: width, latents } = model.vae;
  const posterior = vae(model.vae, model.normalisation).encode(input("observation", [ROWS_PER_RUN, width]));
  const graph = emitOnnx(
    { mu: posterior.mu, logVar: posterior.logVar },
    { name: "encode-rows", weights: model.weights },
  );
  const session = await openSession(encodeOnnx(graph), options);
  try {
    const encoded: LatentSequence[] = [];
    for (const sequence of sequences) {
      const rows = sequence.decisions + 1;
      const mu = new Float32Array(rows * latents);
      const std = new Float32Array(rows * latents);
      for (let from = 0; from < rows; from += ROWS_PER_RUN) {
        const count = Math.min(ROWS_PER_RUN, rows - from);
        const padded = new Float32Array(ROWS_PER_RUN * width);
        padded.set(sequence.observations.subarray(from * width, (from + count) * width));
        const results = await session.run({ observation: floatTensor(padded, [ROWS_PER_RUN, width]) });
        mu.set(floatsOf(results["mu"], "mu").subarray(0, count * latents), from * latents);
        const logVar = floatsOf(results["logVar"], "logVar").subarray(0, count * latents);
        std.set(
          logVar.map((value) => exp(0.5 * value)),
          from * latents,
        );
      }
      encoded.push({ ...sequence, mu, std });
    }
    return encoded;
  } finally {
    await session.release();
  }
}
