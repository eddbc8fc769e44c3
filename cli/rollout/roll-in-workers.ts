/** Shares a rollout's episodes among worker threads and yields them in the order of their seeds. */
import type { Episode } from "../../sim/core/episode.ts";
import { StateError } from "../../sim/core/errors.ts";
import { reviveError } from "../../sim/index.ts";
import { spawnEntry } from "../threads/spawn-entry.ts";
import { type RollOptions, rollEpisodes } from "./roll-episodes.ts";
import type { RolloutMessage } from "./rollout-worker.ts";

export interface WorkerOptions extends RollOptions {
  /** One episode for each. */
  readonly seeds: readonly number[];
  readonly workers: number;
  /** Whether one worker, too, has a thread of its own; otherwise it is this thread. */
  readonly threadForOne?: boolean;
}

/** Episodes that a worker has been told to run: the next one is there when it ends this one. */
const AHEAD = 2;
/** Episodes that each worker may be ahead of the first that has not ended: a kill loses those, as they are recorded in order. */
const MOST_AHEAD = 8;
/** Bytes of episodes that may wait for their turn; beyond it no worker is given another: a slow disk does not fill the memory. */
const MOST_WAITING_BYTES = 128 * 2 ** 20;

/**
 * The same episodes, bit for bit, for any number of workers. Whoever is free takes the next
 * seed, as episodes differ in length. Throws what an episode threw, of the class that it had there, after those before it were
 * yielded, or the signal's reason; all workers have ended then.
 */
export async function* rollInWorkers({
  workers,
  seeds,
  threadForOne = false,
  ...how
}: WorkerOptions): AsyncGenerator<Episode, void> {
  const count = Math.min(workers, seeds.length);
  if (count === 0 || (count === 1 && !threadForOne)) return yield* rollEpisodes(how, seeds);
  const { signal, ...told } = how;
  signal?.throwIfAborted();
  const outcomes = new Map<number, Episode | Error>();
  let [handedOut, yielded, waitingBytes] = [0, 0, 0];
  let wake = (): void => undefined;

  const settle = (index: number, outcome: Episode | Error): void => {
    outcomes.set(index, outcome);
    if (!(outcome instanceof Error)) waitingBytes += bytesOf(outcome);
    wake();
  };
  const crew = Array.from({ length: count }, () => startWorker(told, settle));
  const handOut = (): void => {
    for (let ahead = 0; ahead < AHEAD; ahead++) {
      for (const worker of crew) {
        if (handedOut === seeds.length || handedOut - yielded >= MOST_AHEAD * count) return;
        if (waitingBytes >= MOST_WAITING_BYTES) return;
        if (worker.tasks() <= ahead) worker.run(handedOut, seeds[handedOut++] as number);
      }
    }
  };
  const stop = (): void => wake();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (let index = 0; index < seeds.length; index++) {
      yielded = index;
      for (handOut(); !outcomes.has(index); handOut()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        signal?.throwIfAborted();
      }
      const outcome = outcomes.get(index) as Episode | Error;
      outcomes.delete(index);
      if (outcome instanceof Error) throw outcome;
      waitingBytes -= bytesOf(outcome);
      yield outcome;
      signal?.throwIfAborted();
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    await Promise.all(crew.map((worker) => worker.close()));
  }
}

function bytesOf({ observations, actions, rewards }: Episode): number {
  return (
    Object.values(observations).reduce((sum, { byteLength }) => sum + byteLength, 0) +
    actions.byteLength +
    rewards.byteLength
  );
}

interface RolloutWorker {
  /** How many of its episodes have not ended. */
  tasks(): number;
  run(index: number, seed: number): void;
  close(): Promise<unknown>;
}

/** settle: told once of each episode, of a failed or dead worker's too. */
function startWorker(how: RollOptions, settle: (index: number, outcome: Episode | Error) => void): RolloutWorker {
  const worker = spawnEntry({ entry: "./rollout-worker", from: import.meta.url, data: how });
  let tasks: number[] = [];
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    const lost = tasks;
    tasks = [];
    for (const index of lost) settle(index, failure);
  };
  worker.on("message", (message: RolloutMessage) => {
    if (message.kind === "failed") return fail(reviveError(message.error));
    settle(tasks.shift() as number, message.episode);
  });
  worker.on("error", fail);
  worker.on("exit", (status) =>
    fail(new StateError(`rollout worker: must run all its episodes, ended with ${status}`)),
  );
  return {
    tasks: () => tasks.length,
    run(index, seed) {
      tasks.push(index);
      if (failure === undefined) worker.postMessage(seed);
      else fail(failure);
    },
    close: () => worker.terminate(),
  };
}
