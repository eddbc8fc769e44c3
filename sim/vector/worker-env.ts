/**
 * `createWorkerVectorEnv`: many environments over worker threads.
 *
 * Threads sleep on shared memory (`Atomics.wait`), actions and results lie in shared buffers, and the last thread to end a round posts
 * one message. Handing over an empty round, least microseconds of 25 runs on two busy cores, for one thread and for two: blocking the
 * caller as well 9 and 22, `Atomics.waitAsync` 12 and 24, this way 14 and 24, messages both ways 19 and 54, Piscina 5.3 with the same
 * shared buffers 54 and 124. So a promise costs a few microseconds over blocking, and lets the caller's event loop run: a thread
 * that dies is noticed, a call that never ends can be closed, and a person's own work goes on meanwhile.
 */
import { availableParallelism } from "node:os";
import type { AsyncVectorEnv } from "../core/vector-env.ts";
import { allocateBatch } from "./batch-buffers.ts";
import { collectReset, collectStep } from "./collect.ts";
import { requireCount } from "./env-facts.ts";
import { requireMode, type VectorEnvOptions } from "./in-process.ts";
import { createRequestGate } from "./request-gate.ts";
import { startCrew } from "./worker-crew.ts";
import type { EnvModule } from "./worker-protocol.ts";

export interface WorkerVectorEnvOptions extends VectorEnvOptions {
  /** Threads, at most `numEnvs`; as many as the machine has cores unless given. Results do not depend on it. */
  readonly workers?: number | undefined;
}

/**
 * Builds `numEnvs` environments over threads; each thread holds a run of them. The same seeds give the same bytes as
 * `createVectorEnv`. Errors of an environment keep class and message and name its index. A SpecError for a wrong option, a
 * StateError where a thread dies.
 *
 * @example
 * const envs = await createWorkerVectorEnv(scenarioEnvs("cartpole-swingup"), { numEnvs: 64, workers: 2 });
 * let { observations } = await envs.reset({ seed: 1 });
 * const step = await envs.step(new Float32Array(64));
 * await envs.close();
 */
export async function createWorkerVectorEnv(
  source: EnvModule,
  options: WorkerVectorEnvOptions,
): Promise<AsyncVectorEnv> {
  const { numEnvs, resetOptions } = options;
  const autoresetMode = requireMode("createWorkerVectorEnv", options.autoresetMode);
  requireCount("createWorkerVectorEnv: numEnvs", numEnvs);
  const workers = options.workers ?? Math.min(numEnvs, availableParallelism());
  requireCount("createWorkerVectorEnv: workers", workers, numEnvs);
  const counts = Array.from(
    { length: workers },
    (_, i) => Math.floor(((i + 1) * numEnvs) / workers) - Math.floor((i * numEnvs) / workers),
  );
  let onLoss = (_why: string): void => {};
  const crew = await startCrew(source, counts, (why) => onLoss(why));
  const { facts } = crew;
  const batch = allocateBatch({ ...facts, counts, shared: true });
  const spin = workers <= availableParallelism();
  crew.begin(batch.slices.map((buffers) => ({ buffers, autoresetMode, options: resetOptions, spin })));
  const gate = createRequestGate({ id: facts.id, batch, autoresetMode, options: resetOptions });
  onLoss = gate.shut;
  let closing: Promise<void> | undefined;

  async function guarded(work: Promise<void>): Promise<void> {
    try {
      await work;
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
    async reset(request = {}) {
      const rows = gate.openReset(request);
      await guarded(crew.reset(batch.slices.map(({ first, count }) => rows.slice(first, first + count))));
      return collectReset(batch, crew.infoNames);
    },
    async step(actions) {
      gate.openStep(actions);
      await guarded(crew.step());
      return collectStep(batch, crew.infoNames, autoresetMode === "same-step");
    },
    close() {
      gate.shut("it was closed");
      closing ??= crew.close();
      return closing;
    },
  };
}
