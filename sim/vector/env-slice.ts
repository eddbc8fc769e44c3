/** A run of environments of one thread: steps them in turn, resets them as the mode says, writes into the batch. */
import type { Env, ResetOptions } from "../core/env.ts";
import { ShapeError, StateError } from "../core/errors.ts";
import type { Observation } from "../core/space.ts";
import type { AutoresetMode, ObservationBatch } from "../core/vector-env.ts";
import type { SliceBuffers } from "./batch-buffers.ts";
import { clearInfos, type InfoNames, writeInfo } from "./info-columns.ts";

/** What one environment's `reset` is given. */
export interface EnvReset {
  readonly seed?: number;
  readonly options?: ResetOptions;
}

/** One entry for each environment of a slice or of the batch: how to reset it, or undefined to leave it. */
export type ResetRows = readonly (EnvReset | undefined)[];

export interface EnvSlice {
  /** Names of the information columns so far; grows. */
  readonly infoNames: InfoNames;
  step(): void;
  reset(rows: ResetRows): void;
  close(): void;
}

export interface SliceSetup {
  readonly envs: readonly Env[];
  readonly buffers: SliceBuffers;
  readonly autoresetMode: AutoresetMode;
  /** Of automatic resets. */
  readonly options: ResetOptions | undefined;
}

export function createEnvSlice({ envs, buffers, autoresetMode, options }: SliceSetup): EnvSlice {
  const { count, rewards, terminated, truncated } = buffers;
  const infoNames: InfoNames = [];
  const actionSize = buffers.actions.length / count;
  const actions = envs.map((_, row) => buffers.actions.subarray(row * actionSize, (row + 1) * actionSize));
  const ended = new Uint8Array(count);
  const how = options === undefined ? {} : { options };

  function stepOne(env: Env, row: number): void {
    if (autoresetMode === "next-step" && ended[row] === 1) {
      resetOne(env, row, how);
      return;
    }
    const result = env.step(actions[row]!);
    const over = result.terminated || result.truncated;
    rewards[row] = result.reward;
    terminated[row] = result.terminated ? 1 : 0;
    truncated[row] = result.truncated ? 1 : 0;
    ended[row] = over ? 1 : 0;
    if (over && autoresetMode === "same-step") {
      writeRow(buffers.finalObservations, count, row, result.observation);
      writeInfo(buffers.finalInfos, infoNames, row, count, result.info);
      ended[row] = 0;
      observeReset(env, row, how);
      return;
    }
    writeRow(buffers.observations, count, row, result.observation);
    writeInfo(buffers.infos, infoNames, row, count, result.info);
  }

  function resetOne(env: Env, row: number, request: EnvReset): void {
    rewards[row] = 0;
    terminated[row] = 0;
    truncated[row] = 0;
    ended[row] = 0;
    observeReset(env, row, request);
  }

  function observeReset(env: Env, row: number, request: EnvReset): void {
    const { observation, info } = env.reset(request);
    writeRow(buffers.observations, count, row, observation);
    writeInfo(buffers.infos, infoNames, row, count, info);
  }

  /** Calls for each environment; an error gets the index of its environment in the whole batch. */
  function forEach(call: (env: Env, row: number) => void): void {
    clearInfos(buffers.infos, infoNames, count);
    clearInfos(buffers.finalInfos, infoNames, count);
    for (let row = 0; row < count; row++) {
      try {
        call(envs[row]!, row);
      } catch (error) {
        throw inEnvironment(error, buffers.first + row);
      }
    }
  }

  return {
    infoNames,
    step: () => forEach(stepOne),
    reset: (rows) =>
      forEach((env, row) => {
        const request = rows[row];
        if (request !== undefined) resetOne(env, row, request);
      }),
    close() {
      for (const env of envs) env.close();
    },
  };
}

/** The same error, of the same class, whose message opens with the environment's index. */
function inEnvironment(thrown: unknown, index: number): Error {
  if (!(thrown instanceof Error)) return new StateError(`environment ${index}: must throw errors, threw ${thrown}`);
  thrown.message = `environment ${index}: ${thrown.message}`;
  return thrown;
}

function writeRow(batch: ObservationBatch, count: number, row: number, observation: Observation): void {
  for (const modality in batch) {
    const rows = batch[modality]!;
    const values = observation[modality];
    const size = rows.length / count;
    if (values?.length !== size) {
      throw new ShapeError(`observation: ${modality} must have ${size} elements, got ${values?.length ?? "none"}`);
    }
    rows.set(values, row * size);
  }
}
