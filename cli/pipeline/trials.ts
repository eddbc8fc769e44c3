/** Candidates for C scored in the true scenario, their episodes spread over threads. */
import { availableParallelism } from "node:os";
import type { ControllerInputs, WorldModel } from "../../worldmodel/index.ts";
import type { Scores } from "./arena.ts";
import type { PipelineContext } from "./context.ts";
import type { Trial, TryOrder } from "./engine-messages.ts";
import { type OrderThread, openOrderThread } from "./order-thread.ts";

export interface Trials {
  /** An episode of each candidate from each seed. The same whatever the number of threads. */
  score(candidates: readonly Float64Array[], seeds: readonly number[]): Promise<Scores>;
  dispose(): Promise<void>;
}

export interface TrialsOptions {
  /** What the controllers read. */
  readonly model: WorldModel;
  readonly inputs: ControllerInputs;
  /** As many as there are cores unless given. */
  readonly workers?: number;
}

export function openTrials(
  { config, signal }: Pick<PipelineContext, "config" | "signal">,
  { model, inputs, workers = availableParallelism() }: TrialsOptions,
): Trials {
  const { scenario, modality } = config;
  const threads: OrderThread<TryOrder, Trial>[] = [];
  const open = (): OrderThread<TryOrder, Trial> =>
    openOrderThread(
      { kind: "try", scenario, modality, model, inputs },
      (message) => (message.kind === "tried" ? message.trial : undefined),
      () => undefined,
      signal,
    );
  return {
    score: async (candidates, seeds) => {
      const orders = candidates.flatMap((candidate) => {
        const parameters = Float32Array.from(candidate);
        return seeds.map((seed): TryOrder => ({ kind: "try", parameters, seed }));
      });
      while (threads.length < Math.min(workers, orders.length)) threads.push(open());
      const trials = new Array<Trial>(orders.length);
      const waiting = orders.entries();
      // Each thread takes the next order when it has done one.
      const work = async (thread: OrderThread<TryOrder, Trial>): Promise<void> => {
        for (const [index, order] of waiting) trials[index] = await thread.ask(order);
      };
      await Promise.all(threads.map(work));
      return {
        returns: Float64Array.from(candidates, (_, index) => {
          const own = trials.slice(index * seeds.length, (index + 1) * seeds.length);
          return own.reduce((sum, trial) => sum + trial.return, 0) / seeds.length;
        }),
        envSteps: trials.reduce((sum, trial) => sum + trial.steps, 0),
      };
    },
    dispose: async () => {
      // One that has failed has told whoever asked it.
      await Promise.allSettled(threads.map((thread) => thread.close()));
    },
  };
}
