/** The thread that watches the main thread's beacon, and breaks off a call that does not return. */
import { Session } from "node:inspector";
import { parentPort } from "node:worker_threads";
import { threadData } from "../threads/spawn-entry.ts";
import { watchBeacon } from "./watch-beacon.ts";
import type { MainWatch } from "./watch-main-thread.ts";

const { beacon, timeoutSecs } = threadData<MainWatch>();
watchBeacon(beacon, timeoutSecs, (reading) => {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution");
  parentPort?.postMessage(reading);
}).ref();
