/** Starts a worker thread, and ends it where a scenario's function never returns. */
import { type Worker, workerData } from "node:worker_threads";
import { SpecError, spawnThread, type ThreadEntry } from "../../sim/index.ts";
import { type Beacon, createBeacon, type Reading } from "../watchdog/call-beacon.ts";
import { CALL_TIMEOUT_SECS, lateCall, watchBeacon } from "../watchdog/watch-beacon.ts";

export interface WatchedEntry extends Omit<ThreadEntry, "transferList" | "stdout"> {
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

/** As `spawnThread`; the thread gets the data by `threadData`. */
export function spawnEntry({ entry, from, data, timeoutSecs = CALL_TIMEOUT_SECS, onLate }: WatchedEntry): Worker {
  const beacon = createBeacon();
  const thread = spawnThread({ entry, from, data: { data, beacon } satisfies ThreadData, stdout: true });
  // What a scenario file prints there is for people: standard output is the command's.
  thread.stdout.on("data", (text) => process.stderr.write(text));
  const end = (reading: Reading): void => {
    thread.emit("error", new SpecError(`${reading.scenario}: ${lateCall(reading, timeoutSecs)}`));
    void thread.terminate();
  };
  const watch = watchBeacon(beacon, timeoutSecs, onLate ?? end);
  thread.once("exit", () => clearInterval(watch));
  return thread;
}
