/** Losses on episodes that training never sees, and when to stop by them. */
import type { Rng } from "../../sim/core/index.ts";
import { averageOf } from "../autodiff/averaging.ts";
import type { Arrays, BestWeights, TrainerState } from "../models/arrays.ts";
import type { Metrics, Trainer } from "../runtime/trainer.ts";
import type { BatchAt } from "./batch-at.ts";
import type { LossAndMetrics } from "./vae-loss.ts";

export interface HeldOutOptions {
  /** Updates between two measurements. */
  readonly every: number;
  /** Batches of each measurement, as large as training's. */
  readonly batches: number;
  /**
   * Measurements in a row without a better loss after which training ends, with the weights of the best one (Prechelt 1998, "Early
   * stopping, but when?", criterion UP). Null: training ends with its schedule and its last weights.
   */
  readonly patience: number | null;
}

/** What is measured, with batches of any size. */
export interface HeldOutLosses extends HeldOutOptions {
  lossOf(batch: number): LossAndMetrics;
  batchesOf(batch: number, rng: Rng): BatchAt;
}

/** What `LossMeter` does. */
export interface HeldOutMeter {
  measure(parameters: Trainer["weights"]): Promise<Metrics>;
}

/** The batches that every measurement takes. */
export function firstBatches(batchAt: BatchAt, count: number): readonly ReturnType<BatchAt>[] {
  return Array.from({ length: count }, (_, index) => batchAt(index));
}

/** Whether training has ended: by its schedule, or for want of a better loss. */
export function hasEnded(
  { steps, best }: Pick<TrainerState, "steps" | "best">,
  schedule: { readonly steps: number },
  heldOut: Pick<HeldOutOptions, "every" | "patience"> | undefined,
): boolean {
  if (steps >= schedule.steps) return true;
  const patience = heldOut?.patience ?? null;
  return (
    heldOut !== undefined && patience !== null && best !== undefined && steps - best.steps >= patience * heldOut.every
  );
}

/** The weights that a training has made: the best, or else the last, averaged where the optimiser averages. */
export function weightsOf({
  best,
  parameters,
  optimiserState,
}: Pick<TrainerState, "best" | "parameters" | "optimiserState">): Arrays {
  return (
    best?.parameters ??
    new Map([...parameters].map(([name, array]) => [name, optimiserState.get(averageOf(name)) ?? array]))
  );
}

/** The better of the best weights so far and the trainer's own; a loss that is no number is never better. */
export async function betterOf(
  best: BestWeights | undefined,
  loss: number,
  trainer: Trainer,
): Promise<BestWeights | undefined> {
  if (!(loss < (best?.loss ?? Number.POSITIVE_INFINITY))) return best;
  return { steps: trainer.steps, loss, parameters: weightsOf(await trainer.read()) };
}
