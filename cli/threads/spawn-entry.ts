/** Starts a worker thread, from sources as well as from compiled code, and ends it where a scenario's function never returns. */
import { Worker, workerData } from "node:worker_threads";
import { SpecError } from "../../sim/core/errors.ts";
import { type Beacon, createBeacon, type Reading } from "../watchdog/call-beacon.ts";
import { CALL_TIMEOUT_SECS, lateCall, watchBeacon } from "../watchdog/watch-beacon.ts";

export interface ThreadEntry {
  /** Path of the thread's module without its extension, relative to the caller's: `./engine-thread`. */
  readonly entry: string;
  /** The caller's own `import.meta.url`: the entry has its extension. */
  readonly from: string;
  /** Structured-cloneable; what `threadData` gives to the thread. */
  readonly data: unknown;
  /** Longest time that one call of a scenario's function may take there. */
  readonly timeoutSecs?: number;
  /** Told of a call that lasts longer. Unless given, the thread ends, and its `error` event says why. */
  readonly onLate?: (reading: Reading) => void;
}

/** The `workerData` of a thread. */
export interface ThreadData<T = unknown> {
  readonly data: T;
  readonly beacon: Beacon;
}

/** What the thread that this is was given. */
export function threadData<T>(): T {
  return (workerData as ThreadData<T>).data;
}

export function spawnEntry({ entry, from, data, timeoutSecs = CALL_TIMEOUT_SECS, onLate }: ThreadEntry): Worker {
  const fromSources = from.endsWith(".ts");
  const beacon = createBeacon();
  const thread = new Worker(new URL(`${entry}${fromSources ? ".ts" : ".js"}`, from), {
    workerData: { data, beacon } satisfies ThreadData,
    // Resolved here: a bare name would be looked for below the folder in which the command was given.
    execArgv: fromSources ? ["--import", import.meta.resolve("jiti/register")] : [],
  });
  const end = (reading: Reading): void => {
    thread.emit("error", new SpecError(`${reading.scenario}: ${lateCall(reading, timeoutSecs)}`));
    void thread.terminate();
  };
  const watch = watchBeacon(beacon, timeoutSecs, onLate ?? end);
  thread.once("exit", () => clearInterval(watch));
  return thread;
}
