/** Runs a task in a thread of its own, so that inference and training never block the thread that serves the viewer. */
import { Worker } from "node:worker_threads";
import { CraikError, ShapeError, SpecError, StateError, StorageError, UsageError } from "../../sim/index.ts";
import type { EngineMessage, EngineTask } from "./engine-messages.ts";
import type { TrainingSummary } from "./pipeline.ts";

/** From sources the thread needs the loader that tests have; compiled code needs none. */
const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const ENTRY = new URL(`./engine-thread${EXTENSION}`, import.meta.url);
const LOADER = EXTENSION === ".ts" ? ["--import", "jiti/register"] : [];

/** Time for a thread to end by itself once it is asked to; a command has two seconds in all. */
const STOP_MS = 1500;

/** Resolves when the task is done; rejects with its error, or with the signal's reason after the thread has ended. */
export function runInThread(
  task: EngineTask,
  onMessage: (message: EngineMessage) => void,
  signal: AbortSignal,
): Promise<TrainingSummary | undefined> {
  signal.throwIfAborted();
  const worker = new Worker(ENTRY, { workerData: task, execArgv: LOADER });
  return new Promise((resolve, reject) => {
    let stopping = false;
    let ended = false;
    /** Ends the thread first: what it holds (sessions, worlds) is free when the promise settles. */
    const end = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      signal.removeEventListener("abort", stop);
      void worker.terminate().then(settle);
    };
    const giveUp = (): void => end(() => reject(signal.reason));
    // Asked, not ended at once: a thread that is terminated inside ONNX Runtime takes the whole process down (Napi::Error, abort).
    const stop = (): void => {
      stopping = true;
      worker.postMessage("stop");
      setTimeout(giveUp, STOP_MS).unref();
    };
    signal.addEventListener("abort", stop, { once: true });
    worker.on("message", (message: EngineMessage) => {
      if (ended) return;
      if (stopping) {
        if (message.kind === "finished" || message.kind === "failed") giveUp();
      } else if (message.kind === "finished") end(() => resolve(message.summary));
      else if (message.kind === "failed") end(() => reject(revived(message)));
      else onMessage(message);
    });
    worker.once("error", (error) => end(() => reject(error)));
    worker.once("exit", (code) =>
      end(() => reject(new StateError(`engine thread: must finish its task, it ended with code ${code}`))),
    );
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
