/** The loop that every model's training goes through: batches in, metrics and checkpoints out. */
import { cos } from "../../sim/core/index.ts";
import type { TrainerState } from "../models/arrays.ts";
import type { Trainer, Update } from "../runtime/trainer.ts";

/** Learning rate falls from `start` to `end` along half a cosine (Loshchilov & Hutter 2017). */
export interface Schedule {
  /** Updates in all. */
  readonly steps: number;
  readonly learningRate: { readonly start: number; readonly end: number };
}

export interface TrainingHooks {
  /** After every update, with its metrics and the fraction of the schedule that is behind. */
  onStep?(step: number, metrics: Readonly<Record<string, number>>, fraction: number): void;
  /** Called every `checkpointEvery` updates; resuming from what it stored gives the same result as never stopping. */
  onCheckpoint?(state: TrainerState): Promise<void>;
  readonly checkpointEvery?: number;
  /** The device's memory does not hold a batch of `batch` rows: from the next update on there are `smaller`, and a metric `batch` says so. */
  onSmallerBatch?(batch: number, smaller: number): void;
  /** Training ends with its reason. */
  readonly signal?: AbortSignal;
}

/** The batch for the given update (counted from 0). It may depend on nothing but that number. */
export type BatchAt = (step: number) => Update["batch"];

/** Trains until the schedule ends; a trainer that has steps behind it goes on from there. */
export async function runTraining(
  trainer: Trainer,
  batchAt: BatchAt,
  schedule: Schedule,
  hooks: TrainingHooks,
): Promise<TrainerState> {
  const { checkpointEvery = Number.POSITIVE_INFINITY } = hooks;
  while (trainer.steps < schedule.steps) {
    hooks.signal?.throwIfAborted();
    const first = trainer.steps;
    const untilStop = Math.min(schedule.steps - first, checkpointEvery - (first % checkpointEvery));
    const count = untilStop < trainer.stepsPerRun ? 1 : trainer.stepsPerRun;
    const updates = Array.from({ length: count }, (_, ahead) => ({
      batch: batchAt(first + ahead),
      learningRate: learningRateAt(first + ahead, schedule),
    }));
    for (const [index, metrics] of (await trainer.advance(updates)).entries()) {
      hooks.signal?.throwIfAborted();
      hooks.onStep?.(first + index, metrics, (first + index + 1) / schedule.steps);
    }
    if (trainer.steps % checkpointEvery === 0 && trainer.steps < schedule.steps)
      await hooks.onCheckpoint?.(await trainer.read());
  }
  return trainer.read();
}

function learningRateAt(step: number, { steps, learningRate: { start, end } }: Schedule): number {
  return end + 0.5 * (start - end) * (1 + cos((Math.PI * step) / steps));
}
