/** Stored models, opened together. */
import type { PerGraph } from "../models/model-graphs.ts";
import type { OnnxModel } from "../onnx/onnx-model.ts";
import { type OpenedModel, openModel } from "../runtime/open-model.ts";
import type { SessionOptions } from "../runtime/session.ts";

/** The four graphs of a world model. */
export type OpenedGraphs = PerGraph<OpenedModel>;

/** Works with them under their names, and closes them afterwards. */
export async function withGraphs<Name extends string, T>(
  graphs: Readonly<Record<Name, OnnxModel>>,
  options: SessionOptions,
  work: (opened: Readonly<Record<Name, OpenedModel>>) => Promise<T>,
): Promise<T> {
  const opened: Partial<Record<Name, OpenedModel>> = {};
  try {
    for (const name of Object.keys(graphs) as Name[]) opened[name] = await openModel(graphs[name], options);
    return await work(opened as Record<Name, OpenedModel>);
  } finally {
    for (const model of Object.values<OpenedModel | undefined>(opened)) await model?.dispose();
  }
}
