/** Runs a task in a thread of its own, so that inference and training never block the thread that serves the viewer. */
import { reviveError, StateError } from "../../sim/index.ts";
import { spawnEntry } from "../threads/spawn-entry.ts";
import type { EngineMessage, EngineOrder, EngineTask } from "./engine-messages.ts";
import type { TrainingSummary } from "./pipeline.ts";

export interface Engine {
  /** Resolves when the task is done; rejects with its error, or with the signal's reason after the thread has ended. */
  readonly ended: Promise<TrainingSummary | undefined>;
  /** Tells the thread something; one that has ended hears nothing. */
  order(order: EngineOrder): void;
}

/** Time for a thread to end by itself once it is asked to; a command has two seconds in all. */
const STOP_MS = 1500;

export function startEngine(
  task: EngineTask,
  onMessage: (message: EngineMessage) => void,
  signal: AbortSignal,
): Engine {
  signal.throwIfAborted();
  const worker = spawnEntry({ entry: "./engine-thread", from: import.meta.url, data: task });
  const order = (told: EngineOrder): void => worker.postMessage(told);
  const ended = new Promise<TrainingSummary | undefined>((resolve, reject) => {
    let stopping = false;
    let over = false;
    /** Ends the thread first: what it holds (sessions, worlds) is free when the promise settles. */
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      signal.removeEventListener("abort", stop);
      void worker.terminate().then(settle);
    };
    const giveUp = (): void => end(() => reject(signal.reason));
    // Asked, not ended at once: a thread that is terminated inside ONNX Runtime takes the whole process down (Napi::Error, abort).
    const stop = (): void => {
      stopping = true;
      order({ kind: "stop" });
      setTimeout(giveUp, STOP_MS).unref();
    };
    signal.addEventListener("abort", stop, { once: true });
    worker.on("message", (message: EngineMessage) => {
      if (over) return;
      if (stopping) {
        if (message.kind === "finished" || message.kind === "failed") giveUp();
      } else if (message.kind === "finished") end(() => resolve(message.summary));
      else if (message.kind === "failed") end(() => reject(reviveError(message.error)));
      else onMessage(message);
    });
    worker.once("error", (error) => end(() => reject(error)));
    worker.once("exit", (code) =>
      end(() => reject(new StateError(`engine thread: must finish its task, it ended with code ${code}`))),
    );
  });
  return { ended, order };
}
