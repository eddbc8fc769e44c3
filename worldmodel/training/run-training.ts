/** The loop that every model's training goes through: batches in, metrics and checkpoints out. */
import type { BestWeights, TrainerState } from "../models/arrays.ts";
import type { Metrics, Trainer } from "../runtime/trainer.ts";
import type { BatchAt } from "./batch-at.ts";
import { betterOf, type HeldOutMeter, type HeldOutOptions, hasEnded } from "./held-out.ts";
import { learningRateAt, type Schedule } from "./schedule.ts";

export interface TrainingHooks {
  /** After every update, with its metrics and the fraction of the schedule that is behind. */
  onStep?(step: number, metrics: Metrics, fraction: number): void;
  /** After the update behind which the losses were measured on held-out episodes. */
  onHeldOut?(step: number, metrics: Metrics): void;
  /** Called every `checkpointEvery` updates; resuming from what it stored gives the same result as never stopping. */
  onCheckpoint?(state: TrainerState): Promise<void>;
  readonly checkpointEvery?: number;
  /** The device's memory does not hold a batch of `batch` rows: from the next update on there are `smaller`, and a metric `batch` says so. */
  onSmallerBatch?(batch: number, smaller: number): void;
  /** Training ends with its reason. */
  readonly signal?: AbortSignal;
}

export interface TrainingPlan {
  readonly batchAt: BatchAt;
  readonly schedule: Schedule;
  /** What is measured on held-out episodes; nothing unless given. */
  readonly heldOut?: (HeldOutOptions & { readonly meter: HeldOutMeter }) | undefined;
  /** The best weights of a training that goes on. */
  readonly best?: BestWeights | undefined;
  /** Told of better ones. */
  onBest?(best: BestWeights): void;
  readonly hooks: TrainingHooks;
}

/** Trains until the schedule ends, or the patience with held-out losses; a trainer that has steps behind it goes on from there. */
export async function runTraining(trainer: Trainer, plan: TrainingPlan): Promise<TrainerState> {
  const { batchAt, schedule, heldOut, hooks } = plan;
  const { checkpointEvery = Number.POSITIVE_INFINITY } = hooks;
  const measureEvery = heldOut?.every ?? Number.POSITIVE_INFINITY;
  let { best } = plan;
  const reached = async (): Promise<TrainerState> => ({ ...(await trainer.read()), ...(best ? { best } : {}) });
  while (!hasEnded({ steps: trainer.steps, ...(best ? { best } : {}) }, schedule, heldOut)) {
    hooks.signal?.throwIfAborted();
    const first = trainer.steps;
    const until = (every: number): number => every - (first % every);
    const untilStop = Math.min(schedule.steps - first, until(checkpointEvery), until(measureEvery));
    const count = untilStop < trainer.stepsPerRun ? 1 : trainer.stepsPerRun;
    const updates = Array.from({ length: count }, (_, ahead) => ({
      batch: batchAt(first + ahead),
      learningRate: learningRateAt(first + ahead, schedule),
    }));
    for (const [index, metrics] of (await trainer.advance(updates)).entries()) {
      hooks.signal?.throwIfAborted();
      hooks.onStep?.(first + index, metrics, (first + index + 1) / schedule.steps);
    }
    if (heldOut && (trainer.steps % measureEvery === 0 || trainer.steps === schedule.steps)) {
      const measured = await heldOut.meter.measure(trainer.weights);
      hooks.onHeldOut?.(trainer.steps - 1, measured);
      if (heldOut.patience !== null) best = await betterOf(best, measured["loss"] ?? Number.NaN, trainer);
      if (best) plan.onBest?.(best);
    }
    if (trainer.steps % checkpointEvery === 0 && trainer.steps < schedule.steps)
      await hooks.onCheckpoint?.(await reached());
  }
  return reached();
}
