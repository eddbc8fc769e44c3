/** Stored models, opened together. */
import type { PerGraph } from "../models/model-graphs.ts";
import type { OnnxModel } from "../onnx/onnx-model.ts";
import { type OpenedModel, openModel } from "../runtime/open-model.ts";
import type { SessionOptions } from "../runtime/session.ts";

/** The graphs of a world model. */
export type OpenedGraphs = PerGraph<OpenedModel>;

type Graphs = Readonly<Partial<Record<string, OnnxModel>>>;
/** Each of them opened; those that may be missing may be missing still. */
type Opened<G extends Graphs> = { readonly [Name in keyof G]: OpenedModel };

/** Works with them under their names, and closes them afterwards. */
export async function withGraphs<G extends Graphs, T>(
  graphs: G,
  options: SessionOptions,
  work: (opened: Opened<G>) => Promise<T>,
): Promise<T> {
  const opened: Record<string, OpenedModel> = {};
  try {
    for (const [name, graph] of Object.entries(graphs)) if (graph) opened[name] = await openModel(graph, options);
    return await work(opened as Opened<G>);
  } finally {
    for (const model of Object.values(opened)) await model.dispose();
  }
}
