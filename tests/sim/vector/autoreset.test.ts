/** The three autoreset modes, against the same environments stepped one by one. */
import { afterEach, describe, expect, it } from "vitest";
import {
  type AutoresetMode,
  createEnv,
  createVectorEnv,
  type Env,
  StateError,
  type StepResult,
  type VectorEnv,
  type VectorStep,
} from "../../../sim/index.ts";
import { driftScenario } from "./drift-scenario.ts";
import { pushes } from "./drive.ts";

const NUM_ENVS = 5;
const SEED = 7;
const STEPS = 60;
const open: { close(): void }[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

describe("autoreset", () => {
  it("is next-step unless another mode is chosen, as in Gymnasium", async () => {
    expect((await vector()).metadata).toEqual({ autoresetMode: "next-step" });
  });

  it("next-step: the step after an end ignores its action and returns the first observation with reward 0", async () => {
    const { envs, singles } = await both("next-step");
    const ended = new Set<number>();
    let resets = 0;
    for (const actions of pushes(NUM_ENVS, STEPS)) {
      const step = envs.step(actions);
      for (const [i, single] of singles.entries()) {
        if (ended.delete(i)) {
          const { observation, info } = single.reset();
          expectRow(step, i, { observation, info, reward: 0, terminated: false, truncated: false });
          resets++;
        } else {
          const result = single.step(actions.slice(i, i + 1));
          expectRow(step, i, result);
          if (result.terminated || result.truncated) ended.add(i);
        }
      }
      expect(step.infos.finalObservation).toBeUndefined();
    }
    expect(resets).toBeGreaterThan(10);
  });

  it("same-step: the ending step returns the next episode's start, and the end in finalObservation and finalInfo", async () => {
    const { envs, singles } = await both("same-step");
    let resets = 0;
    for (const actions of pushes(NUM_ENVS, STEPS)) {
      const step = envs.step(actions);
      let endings = 0;
      for (const [i, single] of singles.entries()) {
        const result = single.step(actions.slice(i, i + 1));
        const over = result.terminated || result.truncated;
        if (!over) {
          expectRow(step, i, result);
          if (step.infos.finalObservation) expect(row(step.infos.finalObservation["state"], i)).toEqual([0, 0]);
          expect(step.infos.finalInfo?.["side"]?.present[i] ?? 0).toBe(0);
          continue;
        }
        endings++;
        expectRow(step, i, { ...result, ...single.reset() });
        expect(row(step.infos.finalObservation?.["state"], i)).toEqual([...(result.observation["state"] ?? [])]);
        expect(step.infos.finalInfo?.["side"]?.values[i]).toBe(result.info["side"]);
        expect(step.infos.finalInfo?.["side"]?.present[i]).toBe(1);
      }
      expect(step.infos.finalObservation !== undefined).toBe(endings > 0);
      resets += endings;
    }
    expect(resets).toBeGreaterThan(10);
  });

  it("disabled: an ended environment must be reset with a mask, and the refusal names it", async () => {
    const { envs, singles } = await both("disabled");
    let resets = 0;
    for (const actions of pushes(NUM_ENVS, STEPS)) {
      const step = envs.step(actions);
      const ended = step.terminated.map((flag, i) => flag | (step.truncated[i] as number));
      for (const [i, single] of singles.entries()) expectRow(step, i, single.step(actions.slice(i, i + 1)));
      const first = ended.indexOf(1);
      if (first < 0) continue;
      expect(() => envs.step(actions)).toThrow(StateError);
      expect(() => envs.step(actions)).toThrow(`environment ${first} must be running`);
      const reset = envs.reset({ mask: ended });
      for (const [i, single] of singles.entries()) {
        const expected = ended[i] === 1 ? single.reset().observation["state"] : row(step.observations["state"], i);
        expect(row(reset.observations["state"], i)).toEqual([...(expected ?? [])]);
        expect(reset.infos.columns["side"]?.present[i]).toBe(ended[i]);
        resets += ended[i] as number;
      }
    }
    expect(resets).toBeGreaterThan(10);
  });

  it("ends episodes both ways in these tests", async () => {
    const envs = await vector("next-step");
    envs.reset({ seed: SEED });
    const steps = pushes(NUM_ENVS, STEPS).map((actions) => envs.step(actions));
    expect(steps.some(({ terminated }) => terminated.includes(1))).toBe(true);
    expect(steps.some(({ truncated }) => truncated.includes(1))).toBe(true);
  });
});

async function vector(autoresetMode?: AutoresetMode): Promise<VectorEnv> {
  const envs = await createVectorEnv(driftScenario, { numEnvs: NUM_ENVS, autoresetMode });
  open.push(envs);
  return envs;
}

/** A vector environment and single ones, all reset: environment i with seed + i. */
async function both(mode: AutoresetMode): Promise<{ readonly envs: VectorEnv; readonly singles: readonly Env[] }> {
  const envs = await vector(mode);
  const singles = await Promise.all(Array.from({ length: NUM_ENVS }, () => createEnv(driftScenario)));
  open.push(...singles);
  const { observations } = envs.reset({ seed: SEED });
  for (const [i, single] of singles.entries()) {
    expect(row(observations["state"], i)).toEqual([...(single.reset({ seed: SEED + i }).observation["state"] ?? [])]);
  }
  return { envs, singles };
}

/** Whether row i of a vector step is what a single environment returned. */
function expectRow(step: VectorStep, i: number, expected: StepResult): void {
  expect(row(step.observations["state"], i)).toEqual([...(expected.observation["state"] ?? [])]);
  expect(step.rewards[i]).toBe(expected.reward);
  expect(step.terminated[i]).toBe(expected.terminated ? 1 : 0);
  expect(step.truncated[i]).toBe(expected.truncated ? 1 : 0);
  for (const name of ["side", "late"]) {
    expect(step.infos.columns[name]?.present[i] ?? 0).toBe(name in expected.info ? 1 : 0);
    expect(step.infos.columns[name]?.values[i] ?? 0).toBe(expected.info[name] ?? 0);
  }
}

function row(batch: ArrayLike<number> | undefined, i: number): number[] {
  return Array.from(batch ?? []).slice(i * 2, i * 2 + 2);
}
