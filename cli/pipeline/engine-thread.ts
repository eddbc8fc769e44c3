/** Entry of an engine thread: does one task and reports to the thread that spawned it; any message from there asks it to stop. */
import { parentPort, workerData } from "node:worker_threads";
import { loadScenario } from "../../scenarios/index.ts";
import type { EngineMessage, EngineTask } from "./engine-messages.ts";
import { perform, requireSameScenario } from "./perform.ts";
import { runPipeline, type TrainingSummary } from "./pipeline.ts";
import { openRun } from "./run-folder.ts";

const interrupt = new AbortController();
parentPort?.once("message", () => interrupt.abort());

function tell(message: EngineMessage): void {
  parentPort?.postMessage(message);
}

async function train(path: string): Promise<TrainingSummary> {
  const { folder, config } = await openRun(path);
  const scenario = await loadScenario(config.scenario);
  await requireSameScenario(config.scenarioHash, scenario, path);
  return runPipeline({
    folder,
    config,
    scenario,
    signal: interrupt.signal,
    reporter: {
      stage: (id, label) => tell({ kind: "stage", id, label }),
      progress: (id, fraction, detail) => tell({ kind: "progress", id, fraction, detail }),
      stageFinished: (id, detail) => tell({ kind: "stageFinished", id, detail }),
      metric: (series, x, y) => tell({ kind: "metric", series, x, y }),
      footage: (footage) => tell({ kind: "footage", footage }),
    },
  });
}

async function work(task: EngineTask): Promise<void> {
  const summary =
    task.kind === "train" ? await train(task.run) : await perform(task, tell, interrupt.signal).then(() => undefined);
  tell({ kind: "finished", summary });
}

await work(workerData as EngineTask).catch((error: unknown) => {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  tell({ kind: "failed", name, message, stack: stack ?? "" });
});
