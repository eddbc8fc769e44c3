/** A thread that loads a scenario and runs the conformance suite on it, and may hang: the main thread watches it. */
import { parentPort } from "node:worker_threads";
import { type CheckResult, checkConformance, describeError, StateError, type ThreadError } from "../../sim/index.ts";
import { threadData } from "../threads/spawn-entry.ts";
import { loadWatched } from "../watchdog/load-watched.ts";

export interface CheckRequest {
  /** Built-in id or path. */
  readonly scenario: string;
}

export type CheckMessage =
  | { readonly kind: "loaded"; readonly id: string }
  | { readonly kind: "began"; readonly check: Pick<CheckResult, "id" | "title"> }
  | { readonly kind: "checked"; readonly result: CheckResult }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: ThreadError };

const port = parentPort;
if (port === null) throw new StateError("check thread: must run as a worker thread, runs as the main one");
const tell = (message: CheckMessage): void => port.postMessage(message);

try {
  const scenario = await loadWatched(threadData<CheckRequest>().scenario);
  tell({ kind: "loaded", id: scenario.id });
  await checkConformance(scenario, {
    onCheck: (check) => tell({ kind: "began", check }),
    onResult: (result) => tell({ kind: "checked", result }),
  });
  tell({ kind: "ended" });
} catch (error) {
  tell({ kind: "failed", error: describeError(error) });
}
port.close();
