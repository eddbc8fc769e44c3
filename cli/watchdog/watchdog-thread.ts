/** The thread that watches the main thread's beacon, and breaks off a call that does not return. */
import { Session } from "node:inspector";
import { parentPort } from "node:worker_threads";
import { threadData } from "../threads/spawn-entry.ts";
import { watchBeacon } from "./watch-beacon.ts";
import type { MainWatch } from "./watch-main-thread.ts";

/** A thread that only waits answers at once. */
const ANSWER_MS = 200;

const { beacon, timeoutSecs, heard } = threadData<MainWatch>();
watchBeacon(beacon, timeoutSecs, (reading) => {
  parentPort?.postMessage(reading);
  // Broken off while it waits, the thread would lose whatever it does next: hearing of this.
  setTimeout(() => {
    if (Atomics.load(heard, 0) === 1) return;
    const session = new Session();
    session.connectToMainThread();
    session.post("Runtime.terminateExecution");
  }, ANSWER_MS);
}).ref();
