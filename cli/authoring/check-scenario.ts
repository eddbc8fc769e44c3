/** Runs the conformance suite on a scenario in a thread of its own, so that a file that never returns is a finding too. */
import { type CheckResult, type Conformance, conformanceChecks, reviveError, UsageError } from "../../sim/index.ts";
import { spawnEntry } from "../threads/spawn-entry.ts";
import type { Reading } from "../watchdog/call-beacon.ts";
import { lateCall } from "../watchdog/watch-beacon.ts";
import type { CheckMessage, CheckRequest } from "./check-thread.ts";

export interface CheckOptions {
  /** Built-in id or path. */
  readonly scenario: string;
  /** Longest time that loading the file or one call of its functions may take. */
  readonly timeoutSecs: number;
  readonly signal: AbortSignal;
  readonly onResult: (result: CheckResult) => void;
}

export interface CheckedScenario extends Conformance {
  /** Id of the scenario. */
  readonly scenario: string;
}

/** Throws what loading the file throws: a UsageError or a SpecError that names file and field. */
export async function checkScenario(options: CheckOptions): Promise<CheckedScenario> {
  const { signal, onResult } = options;
  signal.throwIfAborted();
  const results: CheckResult[] = [];
  const take = (result: CheckResult): void => {
    results.push(result);
    onResult(result);
  };
  let id = options.scenario;
  let running: Pick<CheckResult, "id" | "title"> | undefined;
  let late = (_: Reading): void => undefined;
  const worker = spawnEntry({
    entry: "./check-thread",
    from: import.meta.url,
    data: { scenario: options.scenario } satisfies CheckRequest,
    timeoutSecs: options.timeoutSecs,
    onLate: (reading) => late(reading),
  });
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      late = (reading) => {
        const what = lateCall(reading, options.timeoutSecs);
        if (running === undefined) return reject(new UsageError(`${options.scenario}: ${what}`));
        take({ ...running, message: `scenario ${id}: ${what}` });
        resolve();
      };
      worker.on("message", (message: CheckMessage) => {
        if (message.kind === "failed") reject(reviveError(message.error));
        else if (message.kind === "ended") resolve();
        else if (message.kind === "loaded") id = message.id;
        else if (message.kind === "began") running = message.check;
        else take(message.result);
      });
      worker.on("error", (error: unknown) => {
        const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        reject(new UsageError(`${options.scenario}: must run without errors of its own making, got ${told}`));
      });
      worker.on("exit", (status) => {
        const doing = running === undefined ? "loading" : running.title;
        reject(
          new UsageError(`${options.scenario}: must let its thread go on, it ended with ${status} while ${doing}`),
        );
      });
    });
  } finally {
    await worker.terminate();
  }
  return {
    scenario: id,
    passed: results.filter(({ message }) => message === undefined),
    failed: results.flatMap(({ message, ...check }) => (message === undefined ? [] : [{ ...check, message }])),
    skipped: conformanceChecks.filter((check) => results.every((result) => result.id !== check.id)),
  };
}
