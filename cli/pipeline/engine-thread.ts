/** Entry of an engine thread: does one task and reports to the thread that spawned it. */
import { on } from "node:events";
import { parentPort } from "node:worker_threads";
import { describeError, StateError } from "../../sim/index.ts";
import { threadData } from "../threads/spawn-entry.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import type { EngineMessage, EngineOrder, EngineTask } from "./engine-messages.ts";
import { perform } from "./perform.ts";
import { runPipeline, type TrainingSummary } from "./pipeline.ts";
import { requireSameScenario } from "./require-same-scenario.ts";
import { openRun } from "./run-folder.ts";
import { tryCandidates } from "./try-candidates.ts";

const port = parentPort;
if (port === null) throw new StateError("engine thread: must run as a worker thread, runs as the main one");

const interrupt = new AbortController();
const { signal } = interrupt;
port.on("message", (order: EngineOrder) => {
  if (order.kind === "stop") interrupt.abort();
});
// From now on: what arrives while the task is being prepared waits.
const orders: AsyncIterable<readonly EngineOrder[]> = on(port, "message", { signal });

function tell(message: EngineMessage): void {
  port?.postMessage(message);
}

/** The orders of one kind, until `close`. */
async function* ordersTo<Kind extends EngineOrder["kind"]>(
  kind: Kind,
): AsyncGenerator<Extract<EngineOrder, { readonly kind: Kind }>, void> {
  for await (const [order] of orders) {
    if (order?.kind === "close") return;
    if (order?.kind === kind) yield order as Extract<EngineOrder, { readonly kind: Kind }>;
  }
}

async function train(path: string): Promise<TrainingSummary> {
  const { folder, config } = await openRun(path);
  const scenario = await loadWatched(config.scenario);
  await requireSameScenario(config.scenarioHash, scenario, path);
  return runPipeline({
    folder,
    config,
    scenario,
    signal,
    reporter: {
      stage: (id, label) => tell({ kind: "stage", id, label }),
      progress: (id, fraction, detail) => tell({ kind: "progress", id, fraction, detail }),
      stageFinished: (id, detail) => tell({ kind: "stageFinished", id, detail }),
      note: (line) => tell({ kind: "note", line }),
      metric: (series, x, y) => tell({ kind: "metric", series, x, y }),
      footage: (footage) => tell({ kind: "footage", footage }),
    },
  });
}

async function work(task: EngineTask): Promise<void> {
  const summary = task.kind === "train" ? await train(task.run) : undefined;
  if (task.kind === "perform") await perform(task, ordersTo("play"), tell, signal);
  if (task.kind === "try") await tryCandidates(task, ordersTo("try"), tell, signal);
  tell({ kind: "finished", summary });
}

await work(threadData<EngineTask>()).catch((error: unknown) => tell({ kind: "failed", error: describeError(error) }));
