import { expect, it } from "vitest";
import { createPlanner } from "../../../agents/index.ts";
import { makeAgent } from "../../../cli/pipeline/make-agent.ts";
import { openRun } from "../../../cli/pipeline/run-folder.ts";
import { loadScenario } from "../../../scenarios/index.ts";
import { createEnv, SpecError } from "../../../sim/index.ts";
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

it("plans in the true physics with the critic of a run, and has none without", async () => {
  const { folder, config } = await openRun(await trainedRun());
  const scenario = await loadScenario(config.scenario);
  const run = { folder, config, trained: await loadTrainedModel(folder.path) };
  const planner = createPlanner("icem", { ...config.settings.planners.icem, bootstrap: "value" });
  const env = await createEnv(scenario);
  const { observation } = env.reset({ seed: 1 });
  const moment = { observation, snapshot: () => env.snapshot() };
  const request = { casting: { agent: "icem", dynamics: "true" }, scenario, threads: 1, planner } as const;
  const acts = async (from: typeof run | undefined): Promise<Float32Array> => {
    const cast = await makeAgent({ ...request, run: from });
    try {
      await cast.agent.begin(moment, 1);
      return await cast.agent.act(moment);
    } finally {
      await cast.dispose();
    }
  };
  expect((await acts(run)).length).toBe(scenario.actuators.length);
  await expect(acts(undefined)).rejects.toThrow(SpecError);
  await expect(acts(undefined)).rejects.toThrow(
    "true dynamics, which have no critic that tells final values, got value",
  );
  env.close();
});
