/** `createVectorEnv`: many environments in the caller's thread. */
import type { Env, ResetOptions } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import type { AutoresetMode, VectorEnv } from "../core/vector-env.ts";
import { createEnv, type EnvOptions } from "../env.ts";
import type { Scenario } from "../scenario-types.ts";
import { allocateBatch, type SliceBuffers } from "./batch-buffers.ts";
import { collectReset, collectStep } from "./collect.ts";
import { describeEnvs, requireCount } from "./env-facts.ts";
import { createEnvSlice } from "./env-slice.ts";
import { createRequestGate } from "./request-gate.ts";

/** Makes `count` environments of one kind, such as wrapped ones. */
export type MakeEnvs = (count: number) => readonly Env[] | Promise<readonly Env[]>;

export interface VectorEnvOptions {
  readonly numEnvs: number;
  /** What happens where an episode ended; `next-step` unless given, as in Gymnasium. */
  readonly autoresetMode?: AutoresetMode | undefined;
  /** Options of every reset that brings none of its own, automatic ones included. */
  readonly resetOptions?: ResetOptions | undefined;
}

/**
 * Builds `numEnvs` environments of a scenario, or takes those that a function makes, and steps them one after another.
 * A SpecError for a wrong option, or for environments that differ in their spaces.
 *
 * @example
 * const envs = await createVectorEnv(await loadScenario("cartpole-swingup"), { numEnvs: 8 });
 * let { observations } = envs.reset({ seed: 1 });
 * const step = envs.step(new Float32Array(8)); // { observations, rewards, terminated, truncated, infos }
 * envs.close();
 */
export async function createVectorEnv(source: Scenario | MakeEnvs, options: VectorEnvOptions): Promise<VectorEnv> {
  const { numEnvs, resetOptions } = options;
  const autoresetMode = requireMode("createVectorEnv", options.autoresetMode);
  requireCount("createVectorEnv: numEnvs", numEnvs);
  const envs = typeof source === "function" ? await source(numEnvs) : await createEnvs(source, numEnvs);
  const facts = describeEnvs(envs, numEnvs);
  const batch = allocateBatch({ ...facts, counts: [numEnvs], shared: false });
  const slice = createEnvSlice({
    envs,
    buffers: batch.slices[0] as SliceBuffers,
    autoresetMode,
    options: resetOptions,
  });
  const gate = createRequestGate({ id: facts.id, batch, autoresetMode, options: resetOptions });
  let closed = false;

  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      gate.fail();
      throw error;
    }
    gate.succeed();
  }

  return {
    id: facts.id,
    numEnvs,
    singleObservationSpace: facts.observationSpace,
    singleActionSpace: facts.actionSpace,
    metadata: { autoresetMode },
    controlStepSecs: facts.controlStepSecs,
    maxSteps: facts.maxSteps,
    reset(request = {}) {
      const rows = gate.openReset(request);
      guarded(() => slice.reset(rows));
      return collectReset(batch, [slice.infoNames]);
    },
    step(actions) {
      gate.openStep(actions);
      guarded(slice.step);
      return collectStep(batch, [slice.infoNames], autoresetMode === "same-step");
    },
    close() {
      if (closed) return;
      closed = true;
      gate.shut("it was closed");
      slice.close();
    },
  };
}

const MODES: readonly AutoresetMode[] = ["next-step", "same-step", "disabled"];

/** The mode, `next-step` where none is given; a SpecError for a word that is none. */
export function requireMode(where: string, mode: AutoresetMode = "next-step"): AutoresetMode {
  if (MODES.includes(mode)) return mode;
  throw new SpecError(`${where}: autoresetMode must be one of ${MODES.join(", ")}, got ${mode}`);
}

/** `count` environments of a scenario; none is left open where one of them fails. */
export async function createEnvs(
  scenario: Scenario,
  count: number,
  options: Partial<EnvOptions> = {},
): Promise<readonly Env[]> {
  const envs: Env[] = [];
  try {
    for (let i = 0; i < count; i++) envs.push(await createEnv(scenario, options));
  } catch (error) {
    for (const env of envs) env.close();
    throw error;
  }
  return envs;
}
