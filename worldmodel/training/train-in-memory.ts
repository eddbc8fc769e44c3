/** Trains with batches that the device's memory holds. */
import { type Rng, StateError } from "../../sim/core/index.ts";
import type { TrainingStep } from "../autodiff/training-step.ts";
import type { Arrays, TrainerState } from "../models/arrays.ts";
import { initialParameters } from "../models/parameters.ts";
import { DeviceMemoryError } from "../runtime/device-memory.ts";
import { LossMeter } from "../runtime/loss-meter.ts";
import type { Device } from "../runtime/session.ts";
import { Trainer, type TrainerOptions } from "../runtime/trainer.ts";
import type { BatchAt } from "./batch-at.ts";
import { firstBatches, type HeldOutLosses } from "./held-out.ts";
import { runTraining, type TrainingHooks } from "./run-training.ts";
import type { Schedule } from "./schedule.ts";

export interface TrainingDevice extends TrainerOptions {
  /** Data of this many bytes goes to the device once and stays there; chosen by the device unless given. */
  readonly residentBytes?: number;
}

/** A way to train with batches of any size. */
export interface Batches {
  /** The same parameters for every batch. */
  stepOf(batch: number): TrainingStep;
  batchesOf(batch: number, rng: Rng): BatchAt;
}

export interface BatchTraining extends Batches {
  readonly name: string;
  /** The batch that is asked for. */
  readonly batch: number;
  readonly schedule: Schedule;
  readonly device: TrainingDevice;
  readonly rng: Rng;
  /** The same batches, from data that the device holds: as many bytes, and the arrays themselves. Unless given, batches travel. */
  readonly resident?: (Batches & { readonly bytes: number; read(): Arrays }) | undefined;
  /** Parameters that the step reads and leaves as they are, by name. */
  readonly frozen?: Arrays | undefined;
  /** Measured beside training, with batches as large. */
  readonly heldOut?: HeldOutLosses | undefined;
}

/** Smaller ones learn next to nothing. */
const LEAST_BATCH = 8;
/**
 * The CPU has its data where it is: V on a state vector of 8 (128 units, batch 128) took 0.98 to 1.33 ms a step with batches put together
 * and 0.79 to 1.49 with rows gathered in the graph, M (64 units, 64 × 16) 4.5 and 4.5 to 5.1. To a GPU every batch has to travel.
 */
const RESIDENT_BYTES: Readonly<Record<Device, number>> = { cpu: 0, webgpu: 2 ** 29, cuda: 2 ** 29 };

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
  const { residentBytes = RESIDENT_BYTES[training.device.device] } = training.device;
  let resident = training.resident !== undefined && training.resident.bytes <= residentBytes;
  let state = start;
  for (;;) {
    const batch = state.batch ?? training.batch;
    const outcome = await trainWith(batch, resident, training, state, hooks);
    if (outcome.ended) return outcome.state;
    if (resident) {
      // The data has to make room first: without it the batches are the same.
      resident = false;
      state = { ...state, ...outcome.reached };
      continue;
    }
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
  resident: boolean,
  { name, batch: wanted, schedule, device, rng, heldOut, ...training }: BatchTraining,
  start: Partial<TrainerState>,
  hooks: TrainingHooks,
): Promise<Outcome> {
  const held = resident ? training.resident : undefined;
  const { stepOf, batchesOf } = held ?? training;
  const step = stepOf(batch);
  const parameters = start.parameters ?? initialParameters(Object.values(step.outputs), rng.split("initial"));
  const marked = <T>(what: T): T => (batch === wanted ? what : { ...what, batch });
  let trainer: Trainer | undefined;
  let meter: LossMeter | undefined;
  let best = start.best;
  try {
    trainer = await Trainer.open(
      name,
      step,
      { ...start, parameters },
      device,
      new Map([...(training.frozen ?? []), ...(held?.read() ?? [])]),
    );
    if (heldOut) {
      const { loss, metrics } = heldOut.lossOf(batch);
      const batches = firstBatches(heldOut.batchesOf(batch, rng.split("held-out")), heldOut.batches);
      meter = await LossMeter.open({ loss, ...metrics }, batches, device);
    }
    const state = await runTraining(trainer, {
      batchAt: batchesOf(batch, rng.split("batches")),
      schedule,
      heldOut: heldOut && meter && { ...heldOut, meter },
      best,
      onBest: (found) => {
        best = found;
      },
      hooks: {
        ...hooks,
        onStep: (index, metrics, fraction) => hooks.onStep?.(index, marked(metrics), fraction),
        onCheckpoint: async (reached) => hooks.onCheckpoint?.(marked(reached)),
      },
    });
    return { ended: true, state: marked(state) };
  } catch (error) {
    if (!(error instanceof DeviceMemoryError)) throw error;
    const reached = trainer && { ...(await trainer.read()), ...(best ? { best } : {}) };
    return { ended: false, reached, error };
  } finally {
    await trainer?.dispose();
    await meter?.dispose();
  }
}
