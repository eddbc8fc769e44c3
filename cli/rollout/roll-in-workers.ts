/** Shares a rollout's episodes among worker threads and hands them out in the order of their seeds. */
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Episode } from "../../sim/core/episode.ts";
import { StateError } from "../../sim/core/errors.ts";
import { type RollOptions, rollEpisodes } from "./roll-episodes.ts";

export interface WorkerOptions extends RollOptions {
  readonly workers: number;
}

/** The same episodes, bit for bit, for any number of workers; with one, this thread runs them itself. */
export async function* rollInWorkers(options: WorkerOptions): AsyncGenerator<Episode, void> {
  const { workers, signal, ...share } = options;
  const count = Math.min(workers, options.seeds.length);
  if (count <= 1) return yield* rollEpisodes(options);
  // Episode i belongs to worker i mod count.
  const sources = Array.from({ length: count }, (_, first) =>
    startWorker({ ...share, seeds: options.seeds.filter((_seed, index) => index % count === first) }),
  );
  const stop = (): void => {
    for (const source of sources) void source.worker.terminate();
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
    stop();
  }
}

interface Source {
  readonly worker: Worker;
  /** The worker's next episode; rejects with what ended the worker too early. */
  next(): Promise<Episode>;
}

function startWorker(share: RollOptions): Source {
  const compiled = new URL("./rollout-worker.js", import.meta.url);
  const fromSources = !existsSync(compiled);
  const worker = fromSources
    ? new Worker(new URL("./rollout-worker.ts", import.meta.url), {
        workerData: share,
        execArgv: ["--import", "jiti/register"],
      })
    : new Worker(compiled, { workerData: share });
  const waiting: Episode[] = [];
  let ended: Error | undefined;
  let wake = (): void => undefined;
  const end = (error: Error): void => {
    ended ??= error;
    wake();
  };
  worker.on("message", (episode: Episode) => {
    waiting.push(episode);
    wake();
  });
  // The class of an error is lost between threads; the scenario was checked before, so this one is no mistake of the caller's.
  worker.on("error", (error) => end(new StateError(error instanceof Error ? error.message : String(error))));
  worker.on("exit", (status) => end(new StateError(`rollout worker: must run all its episodes, ended with ${status}`)));
  return {
    worker,
    async next(): Promise<Episode> {
      for (;;) {
        const episode = waiting.shift();
        if (episode !== undefined) {
          worker.postMessage("taken");
          return episode;
        }
        if (ended !== undefined) throw ended;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
