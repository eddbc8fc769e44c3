/** What a run's last comparison found of its model: for how long predictions stay valid. */
import * as v from "valibot";
import { SpecError } from "../../sim/index.ts";
import type { Limits } from "../../worldmodel/index.ts";
import type { RunFolder } from "../pipeline/run-folder.ts";
import type { ComparisonReport, PredictorName } from "./comparison-report.ts";
import { COMPARISON_FOLDER, DATA_FILE } from "./write-report.ts";

const MODEL = "model" satisfies PredictorName;

/** The part of a report that is read here. */
type Found = Pick<ComparisonReport, "format" | "version"> & {
  readonly method: Pick<ComparisonReport["method"], "validityThreshold">;
  readonly overall: {
    readonly validPrediction: Readonly<Record<typeof MODEL, { readonly secs: number; readonly toTheEnd: number }>>;
  };
};

const found: v.GenericSchema<Found> = v.object({
  format: v.literal("craik-comparison"),
  version: v.literal(1),
  method: v.object({ validityThreshold: v.number() }),
  overall: v.object({ validPrediction: v.object({ [MODEL]: v.object({ secs: v.number(), toTheEnd: v.number() }) }) }),
});

/** Null where the run was never compared; a SpecError where its comparison is damaged. */
export async function readValidity(folder: RunFolder): Promise<Limits["validPrediction"]> {
  const text = await folder.read(COMPARISON_FOLDER, DATA_FILE);
  if (text === undefined) return null;
  const where = folder.file(COMPARISON_FOLDER, DATA_FILE);
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), found), text.toString());
  if (!result.success) {
    const [issue] = result.issues;
    throw new SpecError(
      `${where}: ${v.getDotPath(issue) ?? "the whole"}: expected ${issue.expected ?? "a comparison"}, got ${issue.received}`,
    );
  }
  const { method, overall } = result.output;
  return { ...overall.validPrediction[MODEL], threshold: method.validityThreshold };
}
