import { expect, it } from "vitest";
import { makeAgent } from "../../../cli/pipeline/make-agent.ts";
import { openRun } from "../../../cli/pipeline/run-folder.ts";
import { loadScenario } from "../../../scenarios/index.ts";
import { createEnv } from "../../../sim/index.ts";
import { loadTrainedModel } from "../../../worldmodel/index.ts";
import { trainedRun } from "../../support/trained-run.ts";

it("acts on the CPU, wherever the run was trained", async () => {
  const { folder, config } = await openRun(await trainedRun());
  const scenario = await loadScenario(config.scenario);
  const run = {
    folder,
    config: { ...config, device: "webgpu" as const },
    trained: await loadTrainedModel(folder.path),
  };
  const cast = await makeAgent({ casting: { agent: "controller", dynamics: "learned" }, scenario, run, threads: 1 });
  const env = await createEnv(scenario);
  const { observation } = env.reset({ seed: 1 });
  const moment = { observation, snapshot: () => env.snapshot() };
  await cast.agent.begin(moment, 1);
  // Without an adapter a WebGPU session could not even be opened; with one, the second thread's would crash.
  expect((await cast.agent.act(moment)).every((value) => Math.abs(value) <= 1)).toBe(true);
  env.close();
  await cast.dispose();
});
