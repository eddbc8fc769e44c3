/** Watches the main thread from another one, as a thread that is lost in a loop sees nothing any more. */
import { SpecError } from "../../sim/core/errors.ts";
import type { Reading } from "./call-beacon.ts";
import { ownBeacon } from "./own-beacon.ts";
import { lateCall } from "./watch-beacon.ts";

export interface MainWatch {
  readonly beacon: ReturnType<typeof ownBeacon>;
  readonly timeoutSecs: number;
  /** 1 once the main thread has heard of the late call: it is not lost in it. */
  readonly heard: Int32Array<SharedArrayBuffer>;
}

let toStart: (() => Promise<void>) | undefined;
let started: Promise<void> | undefined;

/**
 * From the first scenario file on that the main thread loads: breaks off a call of its functions that lasts longer than
 * `timeoutSecs`, then calls back with what went wrong. Whatever waited for the call waits for ever: the command is to be ended.
 */
export function armMainWatch(timeoutSecs: number, onLate: (error: SpecError) => void): void {
  toStart = () => watch(timeoutSecs, onLate);
}

/** Starts what is armed, once. Other threads are watched by those that spawned them. */
export async function startMainWatch(): Promise<void> {
  started ??= toStart?.();
  await started;
}

async function watch(timeoutSecs: number, onLate: (error: SpecError) => void): Promise<void> {
  // Not before: it brings the simulation along, and most commands are quicker without.
  const { spawnEntry } = await import("../threads/spawn-entry.ts");
  const heard = new Int32Array(new SharedArrayBuffer(4));
  const data: MainWatch = { beacon: ownBeacon(), timeoutSecs, heard };
  const watcher = spawnEntry({ entry: "./watchdog-thread", from: import.meta.url, data });
  // It keeps the process up: a file that waits for what never comes is late, too.
  watcher.on("error", (error) =>
    process.stderr.write(`craik: calls on the main thread are not watched: ${error.message}\n`),
  );
  watcher.on("message", (reading: Reading) => {
    Atomics.store(heard, 0, 1);
    onLate(new SpecError(`${reading.scenario}: ${lateCall(reading, timeoutSecs)}`));
  });
}
