/** What a training stage tells while it works: its metrics, on held-out episodes too, and how far it is. */
import type { TrainingHooks } from "../../worldmodel/index.ts";
import type { PipelineContext } from "./context.ts";
import type { MetricLog } from "./metric-log.ts";

export interface TrainingReportOptions {
  /** `vae`, the name of a member of M, or `actor`. */
  readonly part: string;
  /** The stage of its metrics. */
  readonly stage: string;
  /** The stage whose progress it is, and the fractions of that before this part and in it. */
  readonly within: { readonly stage: string; readonly before: number; readonly own: number };
}

const REPORT_EVERY = 10;

export function trainingReport(
  { reporter }: Pick<PipelineContext, "reporter">,
  { part, stage, within }: TrainingReportOptions,
  log: MetricLog,
): Pick<TrainingHooks, "onStep" | "onHeldOut" | "onSmallerBatch"> {
  let heldOutLoss: number | undefined;
  const report = (step: number, metrics: Readonly<Record<string, number>>): void => {
    log.add({ stage, step, ...metrics });
    for (const [name, value] of Object.entries(metrics))
      reporter.metric(`${part}/${name}`, log.axis(part, stage, step), value);
  };
  return {
    onStep: (step, metrics, fraction) => {
      if (step % REPORT_EVERY !== 0 && fraction < 1) return;
      report(step, metrics);
      const heldOut = heldOutLoss === undefined ? "" : `, ${heldOutLoss.toFixed(3)} held out`;
      const message = `step ${step + 1}, loss ${metrics["loss"]?.toFixed(3)}${heldOut}`;
      reporter.progress(within.stage, within.before + within.own * fraction, message);
    },
    onSmallerBatch: (batch, smaller) =>
      reporter.note(`${stage}: device memory does not hold a batch of ${batch}: going on with ${smaller}`),
    onHeldOut: (step, metrics) => {
      heldOutLoss = metrics["loss"];
      report(step, Object.fromEntries(Object.entries(metrics).map(([name, value]) => [heldOutName(name), value])));
    },
  };
}

/** `loss` → `heldOutLoss`. */
function heldOutName(metric: string): string {
  return `heldOut${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
}
