/** Stretches of episodes as a model tells them again: each observation from its own z, and all of them from the first one. */
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import { decodeGraph, dynamicsGraph, encodeGraph } from "../models/imagine.ts";
import { memberOf, type WorldModel } from "../models/world-model.ts";
import type { SessionOptions } from "../runtime/session.ts";
import { dreamAlong, output } from "./dream-along.ts";
import { withGraphs } from "./open-graphs.ts";
import type { Stretch } from "./samples.ts";

/** Observations at the start of a stretch and after each of its T decisions. [T+1][O] each, in the scenario's units. */
export interface Retelling {
  readonly observed: readonly Float32Array[];
  /** Decoded from the posterior's mean of each. */
  readonly reconstructed: readonly Float32Array[];
  /** Decoded along the dream of M, or of an ensemble's first member, from the first z under the stretch's actions. */
  readonly dreamed: readonly Float32Array[];
}

export function retell(
  model: WorldModel,
  stretches: readonly Stretch[],
  session: SessionOptions,
): Promise<readonly Retelling[]> {
  const { config, weights } = memberOf(model, 0);
  const graphs = {
    encoder: emitOnnx(encodeGraph(config), { name: "encoder", weights }),
    decoder: emitOnnx(decodeGraph(config), { name: "decoder", weights }),
    dynamics: emitOnnx(dynamicsGraph(config), { name: "dynamics", weights }),
  };
  return withGraphs(graphs, session, async ({ encoder, decoder, dynamics }) => {
    const encode = async (observation: Float32Array): Promise<Float32Array> =>
      output(await encoder.run({ observation }), "z");
    const decodeEach = async (codes: readonly Float32Array[]): Promise<readonly Float32Array[]> => {
      const decoded: Float32Array[] = [];
      for (const z of codes) decoded.push(output(await decoder.run({ z }), "observation"));
      return decoded;
    };
    const retellings: Retelling[] = [];
    for (const { observation, actions, observations } of stretches) {
      const observed = [observation, ...observations];
      const codes: Float32Array[] = [];
      for (const seen of observed) codes.push(await encode(seen));
      const dream = await dreamAlong(dynamics, codes[0]!, actions);
      const reconstructed = await decodeEach(codes);
      retellings.push({ observed, reconstructed, dreamed: await decodeEach([codes[0]!, ...dream.expectedZ]) });
    }
    return retellings;
  });
}
