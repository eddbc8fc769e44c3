/** Environments over threads: the same bytes as in process, errors that arrive whole, threads that end. */
import { spawnSync } from "node:child_process";
import type { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { scenarioEnvs } from "../../../scenarios/index.ts";
import {
  type AsyncVectorEnv,
  type AutoresetMode,
  createVectorEnv,
  createWorkerVectorEnv,
  type EnvModule,
  SpecError,
  StateError,
} from "../../../sim/index.ts";
import { driftScenario, FAULTS, makeDriftEnvs } from "./drift-scenario.ts";
import { drive } from "./drive.ts";

const open: AsyncVectorEnv[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((envs) => envs.close()));
});

describe("a vector environment over threads", () => {
  it.each([
    ["next-step", 1],
    ["next-step", 3],
    ["same-step", 2],
    ["disabled", 2],
  ] as const)("gives the same bytes as in process: %s, %i workers", async (autoresetMode, workers) => {
    const local = await createVectorEnv(driftScenario, { numEnvs: 7, autoresetMode });
    const expected = await drive(local, 11, 50);
    local.close();
    expect(await drive(await threads({ numEnvs: 7, workers, autoresetMode }), 11, 50)).toEqual(expected);
  });

  it("runs a scenario by its id, with the options of createEnv", async () => {
    const envs = await createWorkerVectorEnv(scenarioEnvs("cartpole-swingup", { observe: ["state"] }), {
      numEnvs: 2,
      workers: 1,
    });
    open.push(envs);
    expect([envs.id, envs.numEnvs, envs.maxSteps]).toEqual(["cartpole-swingup", 2, 1000]);
    expect((await envs.reset({ seed: 1 })).observations["state"]?.length).toBe(10);
    expect((await envs.step([0.5, -0.5])).rewards.length).toBe(2);
  });

  it("runs from compiled code, with a scenario's id and with a TypeScript module", async () => {
    const dist = new URL("../../../dist/", import.meta.url);
    const compiled: typeof import("../../../sim/index.ts") = await import(new URL("sim/index.js", dist).href);
    const scenarios: typeof import("../../../scenarios/index.ts") = await import(
      new URL("scenarios/index.js", dist).href
    );
    const byId = scenarios.scenarioEnvs("cartpole-swingup");
    expect(byId.module).toMatch(/dist\/scenarios\/index\.js$/);
    for (const source of [byId, drift("plain")]) {
      const envs = await compiled.createWorkerVectorEnv(source, { numEnvs: 1, workers: 1 });
      open.push(envs);
      expect((await drive(envs, 3, 5)).length).toBe(6);
    }
  });

  it("brings errors over with class, message and the environment's index, whichever thread they arose in", async () => {
    const envs = await threads({ numEnvs: 4, workers: 2 });
    for (const [index, push, type, message] of [
      [3, FAULTS.throws, SpecError, /^environment 3: drift: no push of 0.75/],
      [1, FAULTS.notANumber, StateError, /^environment 1: drift: .*reward must be finite, got NaN/],
    ] as const) {
      await envs.reset({ seed: 0 });
      // Both threads fail where the lower index does: the lower one is told, as in process.
      const failure = envs.step(Array.from({ length: 4 }, (_, i) => (i >= index ? push : 1)));
      await expect(failure).rejects.toThrow(message);
      await expect(failure).rejects.toBeInstanceOf(type);
      await expect(envs.step([1, 1, 1, 1])).rejects.toThrow(StateError);
    }
    const { observations } = await envs.reset({ seed: 0 });
    expect(observations["state"]?.length).toBe(8);
    expect((await envs.step([1, 1, 1, 1])).infos.columns["side"]?.present).toEqual(new Uint8Array([1, 1, 1, 1]));
  });

  it("checks requests before any thread sees them, and takes one call at a time", async () => {
    const envs = await threads({ numEnvs: 2, workers: 1 });
    await expect(envs.step([0, 0])).rejects.toThrow(StateError);
    await expect(envs.reset({ seed: -1 })).rejects.toThrow(SpecError);
    const first = envs.reset({ seed: 0 });
    await expect(envs.step([0, 0])).rejects.toThrow("must wait for the call before it");
    await first;
    await envs.step([0, 0]);
  });

  it("refuses what it cannot start, with the thread's own error", async () => {
    const cases: readonly [EnvModule, RegExp][] = [
      [drift("broken"), /drift: broken on purpose/],
      [drift("few"), /1 environments must be made, got 0/],
      [{ ...drift("plain"), export: "notAFunction" }, /notAFunction must be an exported function, got number/],
      [{ module: new URL("./no-such-module.ts", import.meta.url), export: "x" }, /no-such-module/],
    ];
    for (const [source, message] of cases) {
      await expect(createWorkerVectorEnv(source, { numEnvs: 1, workers: 1 })).rejects.toThrow(message);
    }
    await expect(createWorkerVectorEnv(drift("broken"), { numEnvs: 1, workers: 1 })).rejects.toThrow(SpecError);
    for (const workers of [0, 3, 1.5]) {
      await expect(createWorkerVectorEnv(drift("plain"), { numEnvs: 2, workers })).rejects.toThrow(
        /workers must be an integer from 1 to 2/,
      );
    }
  });

  it("rejects the call when a thread dies, and every later one", async () => {
    const envs = await threads({ numEnvs: 2, workers: 2 });
    await envs.reset();
    await expect(envs.step([1, FAULTS.exits])).rejects.toThrow("thread 1 ended with code 3");
    await expect(envs.step([1, 1])).rejects.toThrow("thread 1 ended with code 3");
    await expect(envs.reset()).rejects.toThrow(StateError);
  });

  it("can be closed while an environment loops forever", async () => {
    const envs = await threads({ numEnvs: 2, workers: 2 });
    await envs.reset();
    const stuck = expect(envs.step([FAULTS.loops, 1])).rejects.toThrow("it was closed");
    await envs.close();
    await stuck;
    await expect(envs.step([1, 1])).rejects.toThrow(StateError);
  });

  it("does not keep a process up that has forgotten to close it", () => {
    const dist = new URL("../../../dist/", import.meta.url).href;
    const program = `
      const { createWorkerVectorEnv } = await import("${dist}sim/index.js");
      const { scenarioEnvs } = await import("${dist}scenarios/index.js");
      const envs = await createWorkerVectorEnv(scenarioEnvs("cartpole-swingup"), { numEnvs: 2, workers: 2 });
      await envs.reset();
      console.log((await envs.step([0, 0])).rewards.length);`;
    const flags = ["--input-type=module", "--eval", program];
    const { status, stdout } = spawnSync(process.execPath, flags, { encoding: "utf8", timeout: 30_000 });
    expect([status, stdout.trim()]).toEqual([0, "2"]);
  });

  it("ends its threads when it is closed, and may be closed twice", async () => {
    const started: Worker[] = [];
    const note = (worker: Worker): unknown => started.push(worker);
    process.on("worker", note);
    const envs = await threads({ numEnvs: 4, workers: 2 });
    process.off("worker", note);
    await envs.reset();
    await envs.step([1, 1, 1, 1]);
    expect(started.map(({ threadId }) => threadId > 0)).toEqual([true, true]);
    await Promise.all([envs.close(), envs.close()]);
    await envs.close();
    // A thread that has ended has no number any more.
    expect(started.map(({ threadId }) => threadId)).toEqual([-1, -1]);
    await expect(envs.reset()).rejects.toThrow(StateError);
  });
});

interface ThreadSetup {
  readonly numEnvs: number;
  readonly workers: number;
  readonly autoresetMode?: AutoresetMode;
}

function drift(data: Parameters<typeof makeDriftEnvs>[1]): EnvModule {
  return { module: new URL("./drift-scenario.ts", import.meta.url), export: makeDriftEnvs.name, data };
}

async function threads(setup: ThreadSetup): Promise<AsyncVectorEnv> {
  const envs = await createWorkerVectorEnv(drift("plain"), setup);
  open.push(envs);
  return envs;
}
