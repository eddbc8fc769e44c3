/** Stage: evolve the linear controller with CMA-ES in the dream. */
import {
  askCmaEs,
  type CmaEs,
  type CmaEsRecord,
  controllerParameterCount,
  createCmaEs,
  restoreCmaEs,
  saveCmaEs,
  tellCmaEs,
} from "../../agents/index.ts";
import { DreamEvaluator, encodeSequences, type WorldModel } from "../../worldmodel/index.ts";
import { type PipelineContext, rngFor, sessionOptions } from "./context.ts";
import { trainingSequences } from "./learn.ts";
import type { MetricLog } from "./metric-log.ts";
import { readChecked, writeChecked } from "./run-folder.ts";

/** Decisions per run of the dream's graph. */
const STRETCH = 25;
const CHECKPOINT = ["checkpoints", "controller.json"] as const;
const STAGE = "controller";

interface Evolution {
  readonly cma: CmaEsRecord;
  /** Mean dream return of the distribution's centre after each generation. */
  readonly dreamReturn: number;
}

export interface EvolvedController {
  /** W [A,F], then b [A]. */
  readonly parameters: Float32Array;
  readonly dreamReturn: number;
}

/** The centre of the last generation's distribution: the best estimate under noisy returns (Hansen 2016, B.2). */
export async function evolveController(
  context: PipelineContext,
  model: WorldModel,
  log: MetricLog,
): Promise<EvolvedController> {
  const { config, folder, reporter, signal } = context;
  const { population, rollouts, generations, temperature, initialStepSize } = config.settings.controller;
  const { latents, hidden, actions } = model.config.rnn;
  const dimension = controllerParameterCount(latents + hidden, actions);
  const stored = (await readChecked(folder, ...CHECKPOINT)) as Evolution | undefined;
  const cma: CmaEs = stored
    ? restoreCmaEs(stored.cma)
    : createCmaEs({ mean: new Float64Array(dimension), stepSize: initialStepSize, population });
  await log.rewind(STAGE, cma.generation);
  const rng = rngFor(config, "controller");
  const starts = await startLatents(context, model);
  const decisions = Math.ceil(model.config.maxDecisions / STRETCH) * STRETCH;
  const evaluator = await DreamEvaluator.open(
    model,
    { population, rollouts, stretch: STRETCH, temperature },
    sessionOptions(config),
  );
  let dreamReturn = stored?.dreamReturn ?? Number.NaN;
  try {
    while (cma.generation < generations) {
      signal.throwIfAborted();
      const { generation } = cma;
      const draws = rng.split(generation);
      const candidates = askCmaEs(cma, draws.split("candidates"));
      const rows = Array.from({ length: population }, (_, row) =>
        candidates.subarray(row * dimension, (row + 1) * dimension),
      );
      const chosen = chooseStarts(starts, latents, rollouts, draws.split("starts"));
      const returns = await evaluator.evaluate(rows, chosen, decisions, draws.split("dreams"));
      tellCmaEs(
        cma,
        candidates,
        returns.map((value) => -value),
      );
      const average = returns.reduce((sum, value) => sum + value, 0) / population;
      dreamReturn = average;
      const best = Math.max(...returns);
      log.add({
        stage: STAGE,
        step: generation,
        dreamReturnMean: average,
        dreamReturnBest: best,
        stepSize: cma.stepSize,
      });
      await log.flush();
      await writeChecked(folder, { cma: saveCmaEs(cma), dreamReturn } satisfies Evolution, ...CHECKPOINT);
      reporter.metric("controller/mean return in the dream", generation, average);
      reporter.metric("controller/best return in the dream", generation, best);
      reporter.progress(
        STAGE,
        cma.generation / generations,
        `generation ${cma.generation}, mean return ${average.toFixed(0)} in the dream`,
      );
    }
  } finally {
    await evaluator.dispose();
  }
  return { parameters: Float32Array.from(cma.mean), dreamReturn };
}

/** z of the first observation of every training episode. [episodes,Z] */
async function startLatents(context: PipelineContext, model: WorldModel): Promise<Float32Array> {
  const sequences = await trainingSequences(context, Number.POSITIVE_INFINITY);
  const { vae, normalisation } = model.config;
  const encoded = await encodeSequences(
    sequences,
    { vae, normalisation, weights: model.weights },
    sessionOptions(context.config),
  );
  const starts = new Float32Array(encoded.length * vae.latents);
  for (const [index, { mu }] of encoded.entries()) starts.set(mu.subarray(0, vae.latents), index * vae.latents);
  return starts;
}

function chooseStarts(
  starts: Float32Array,
  latents: number,
  rollouts: number,
  rng: { integer(bound: number): number },
): Float32Array {
  const chosen = new Float32Array(rollouts * latents);
  for (let rollout = 0; rollout < rollouts; rollout++) {
    const index = rng.integer(starts.length / latents);
    chosen.set(starts.subarray(index * latents, (index + 1) * latents), rollout * latents);
  }
  return chosen;
}
