/** The beacon of the thread that this is. */
import { isMainThread, workerData } from "node:worker_threads";
import type { ThreadData } from "../threads/spawn-entry.ts";
import { type Beacon, createBeacon } from "./call-beacon.ts";

let own: Beacon | undefined;

/** A thread of `spawnEntry` has it from the thread that watches it; any other makes one, which `startMainWatch` has watched. */
export function ownBeacon(): Beacon {
  own ??= (isMainThread ? undefined : (workerData as Partial<ThreadData> | null)?.beacon) ?? createBeacon();
  return own;
}
