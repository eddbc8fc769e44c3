/** The four graphs of a model, opened together. */
import type { GraphName, ModelGraphs, PerGraph } from "../models/model-graphs.ts";
import { type OpenedModel, openModel } from "../runtime/open-model.ts";
import type { SessionOptions } from "../runtime/session.ts";

export type OpenedGraphs = PerGraph<OpenedModel>;

/** Works with them, and closes them afterwards. */
export async function withGraphs<T>(
  graphs: ModelGraphs,
  options: SessionOptions,
  work: (opened: OpenedGraphs) => Promise<T>,
): Promise<T> {
  const opened: OpenedModel[] = [];
  const open = async (name: GraphName): Promise<OpenedModel> => {
    const model = await openModel(graphs[name], options);
    opened.push(model);
    return model;
  };
  try {
    return await work({
      encoder: await open("encoder"),
      decoder: await open("decoder"),
      dynamics: await open("dynamics"),
      controller: await open("controller"),
    });
  } finally {
    for (const model of opened) await model.dispose();
  }
}
