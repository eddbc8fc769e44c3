/** Where dreams begin: as training episodes did. */
import { encodeSequences, type WorldModel } from "../../worldmodel/index.ts";
import { DATASET } from "./collect.ts";
import { type PipelineContext, sessionOptions } from "./context.ts";
import { withDecisions } from "./learn.ts";

/** Posteriors of the first observation of each of the first training episodes, mu and then std. [episodes,2Z] */
export async function startPosteriors(
  context: PipelineContext,
  model: WorldModel,
  episodes: number,
): Promise<Float32Array> {
  const { vae, normalisation } = model.config;
  return withDecisions(context, { dataset: DATASET, episodes }, async (sequences) => {
    const starts = new Float32Array(sequences.length * 2 * vae.latents);
    let index = 0;
    await encodeSequences(
      sequences.map((sequence) => ({ ...sequence, decisions: 0 })),
      { vae, normalisation, weights: model.weights },
      sessionOptions(context.config),
      (posterior) => starts.set(posterior, 2 * vae.latents * index++),
    );
    return starts;
  });
}
