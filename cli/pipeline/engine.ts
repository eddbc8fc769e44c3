/** Runs a task in a thread of its own, so that inference and training never block the thread that serves the viewer. */
import { Worker } from "node:worker_threads";
import { CraikError, ShapeError, SpecError, StateError, StorageError, UsageError } from "../../sim/index.ts";
import type { EngineMessage, EngineTask } from "./engine-messages.ts";
import type { TrainingSummary } from "./pipeline.ts";

/** From sources the thread needs the loader that tests have; compiled code needs none. */
const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const ENTRY = new URL(`./engine-thread${EXTENSION}`, import.meta.url);
const LOADER = EXTENSION === ".ts" ? ["--import", "jiti/register"] : [];

/** Resolves when the task is done; rejects with its error, or with the signal's reason after the thread has been ended. */
export function runInThread(
  task: EngineTask,
  onMessage: (message: EngineMessage) => void,
  signal: AbortSignal,
): Promise<TrainingSummary | undefined> {
  signal.throwIfAborted();
  const worker = new Worker(ENTRY, { workerData: task, execArgv: LOADER });
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      void worker.terminate().then(() => reject(signal.reason));
    };
    signal.addEventListener("abort", stop, { once: true });
    const settle = (finish: () => void): void => {
      signal.removeEventListener("abort", stop);
      void worker.terminate().then(finish);
    };
    worker.on("message", (message: EngineMessage) => {
      if (signal.aborted) return;
      if (message.kind === "finished") settle(() => resolve(message.summary));
      else if (message.kind === "failed") settle(() => reject(revived(message)));
      else onMessage(message);
    });
    worker.once("error", (error) => settle(() => reject(error)));
    worker.once("exit", (code) => {
      if (!signal.aborted) reject(new StateError(`engine thread: must finish its task, it ended with code ${code}`));
    });
  });
}

const ERRORS = { CraikError, ShapeError, SpecError, StateError, StorageError, UsageError } as const;

/** The thread's error, of the type that it had there. */
function revived({
  name,
  message,
  stack,
}: {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}): Error {
  const known = Object.entries(ERRORS).find(([key]) => key === name)?.[1];
  const error = known ? new known(message) : new Error(message);
  error.stack = stack;
  return error;
}
