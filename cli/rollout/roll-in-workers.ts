/** Shares a rollout's episodes among worker threads and hands them out in the order of their seeds. */
import type { Episode } from "../../sim/core/episode.ts";
import { StateError } from "../../sim/core/errors.ts";
import { reviveError } from "../../sim/index.ts";
import { spawnEntry } from "../threads/spawn-entry.ts";
import { type RollOptions, rollEpisodes } from "./roll-episodes.ts";
import type { RolloutMessage } from "./rollout-worker.ts";

export interface WorkerOptions extends RollOptions {
  readonly workers: number;
}

/**
 * The same episodes, bit for bit, for any number of workers; with one, this thread runs them itself. Throws a worker's error, of
 * the class that it had there, or the signal's reason, after all workers have ended.
 */
export async function* rollInWorkers(options: WorkerOptions): AsyncGenerator<Episode, void> {
  const { workers, signal, ...share } = options;
  const count = Math.min(workers, options.seeds.length);
  if (count <= 1) return yield* rollEpisodes(options);
  signal?.throwIfAborted();
  // Episode i belongs to worker i mod count.
  const sources = Array.from({ length: count }, (_, first) =>
    startWorker({ ...share, seeds: options.seeds.filter((_seed, index) => index % count === first) }),
  );
  const stop = (): void => {
    for (const source of sources) source.fail(signal?.reason);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (const [index] of options.seeds.entries()) {
      const episode = await sources[index % count]?.next();
      signal?.throwIfAborted();
      if (episode !== undefined) yield episode;
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    await Promise.all(sources.map((source) => source.close()));
  }
}

interface Source {
  /** The worker's next episode; rejects with what ended the worker too early. */
  next(): Promise<Episode>;
  /** Whoever waits for an episode gets this error. */
  fail(error: unknown): void;
  close(): Promise<unknown>;
}

function startWorker(share: RollOptions): Source {
  const worker = spawnEntry({ entry: "./rollout-worker", from: import.meta.url, data: share });
  const waiting: Episode[] = [];
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  worker.on("message", (message: RolloutMessage) => {
    if (message.kind === "failed") return fail(reviveError(message.error));
    waiting.push(message.episode);
    wake();
  });
  worker.on("error", fail);
  worker.on("exit", (status) =>
    fail(new StateError(`rollout worker: must run all its episodes, ended with ${status}`)),
  );
  return {
    fail,
    close: () => worker.terminate(),
    async next(): Promise<Episode> {
      for (;;) {
        const episode = waiting.shift();
        if (episode !== undefined) {
          worker.postMessage("taken");
          return episode;
        }
        if (failure !== undefined) throw failure.error;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
