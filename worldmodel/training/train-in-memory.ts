/** Trains with batches that the device's memory holds. */
import { type Rng, StateError } from "../../sim/core/index.ts";
import type { TrainingStep } from "../autodiff/training-step.ts";
import type { TrainerState } from "../models/arrays.ts";
import { initialParameters } from "../models/parameters.ts";
import { DeviceMemoryError } from "../runtime/device-memory.ts";
import type { SessionOptions } from "../runtime/session.ts";
import { Trainer } from "../runtime/trainer.ts";
import { type BatchAt, runTraining, type Schedule, type TrainingHooks } from "./run-training.ts";

export interface BatchTraining {
  readonly name: string;
  /** The batch that is asked for. */
  readonly batch: number;
  readonly schedule: Schedule;
  readonly session: SessionOptions;
  readonly rng: Rng;
  /** The same parameters for every batch. */
  stepOf(batch: number): TrainingStep;
  batchesOf(batch: number, rng: Rng): BatchAt;
}

/** Smaller ones learn next to nothing. */
const LEAST_BATCH = 8;

/**
 * Trains from `start` (a stopped run's state, or weights to go on from with zero steps); anew without it. Where memory does not
 * hold the batch, training goes on from where it is with half of it, again and again. The state says so from then on, so that one
 * who resumes from it goes on alike wherever it is. The learning rate stays.
 */
export async function trainInMemory(
  training: BatchTraining,
  start: Partial<TrainerState> = {},
  hooks: TrainingHooks = {},
): Promise<TrainerState> {
  let state = start;
  for (;;) {
    const batch = state.batch ?? training.batch;
    const outcome = await trainWith(batch, training, state, hooks);
    if (outcome.ended) return outcome.state;
    if (batch <= LEAST_BATCH) {
      const message = `${training.name}: device memory must hold a batch of ${batch}: ${outcome.error.message}`;
      throw new StateError(message, { cause: outcome.error });
    }
    const smaller = Math.max(LEAST_BATCH, Math.floor(batch / 2));
    hooks.onSmallerBatch?.(batch, smaller);
    state = { ...state, ...outcome.reached, batch: smaller };
    if (outcome.reached) await hooks.onCheckpoint?.({ ...outcome.reached, batch: smaller });
  }
}

type Outcome =
  | { readonly ended: true; readonly state: TrainerState }
  /** `reached` is the state where memory ran out; undefined before the first step was possible. */
  | { readonly ended: false; readonly reached: TrainerState | undefined; readonly error: DeviceMemoryError };

async function trainWith(
  batch: number,
  { name, batch: wanted, schedule, session, rng, stepOf, batchesOf }: BatchTraining,
  start: Partial<TrainerState>,
  hooks: TrainingHooks,
): Promise<Outcome> {
  const step = stepOf(batch);
  const parameters = start.parameters ?? initialParameters(Object.values(step.outputs), rng.split("initial"));
  const marked = <T>(what: T): T => (batch === wanted ? what : { ...what, batch });
  let trainer: Trainer | undefined;
  try {
    trainer = await Trainer.open(name, step, { ...start, parameters }, session);
    const state = await runTraining(trainer, batchesOf(batch, rng.split("batches")), schedule, {
      ...hooks,
      onStep: (index, metrics, fraction) => hooks.onStep?.(index, marked(metrics), fraction),
      onCheckpoint: async (reached) => hooks.onCheckpoint?.(marked(reached)),
    });
    return { ended: true, state: marked(state) };
  } catch (error) {
    if (!(error instanceof DeviceMemoryError)) throw error;
    return { ended: false, reached: await trainer?.read(), error };
  } finally {
    await trainer?.dispose();
  }
}
