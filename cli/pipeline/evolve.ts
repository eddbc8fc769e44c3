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
import {
  type Controller,
  DreamEvaluator,
  encodeSequences,
  featureCount,
  type WorldModel,
} from "../../worldmodel/index.ts";
import { type PipelineContext, rngFor, sessionOptions } from "./context.ts";
import { withDecisions } from "./learn.ts";
import type { MetricLog } from "./metric-log.ts";
import { readChecked, writeChecked } from "./run-folder.ts";

/** Decisions per run of the dream's graph. */
const STRETCH = 25;
const CHECKPOINT = ["checkpoints", "controller.json"] as const;
const STAGE = "controller";
/** Group of CMA-ES's own curves. */
const SEARCH = "search";

/** The centre of the last generation's distribution: the best estimate under noisy returns (Hansen 2016, B.2). */
export async function evolveController(
  context: PipelineContext,
  model: WorldModel,
  log: MetricLog,
): Promise<Controller> {
  const { config, folder, reporter, signal } = context;
  const { inputs, population, rollouts, generations, temperature, initialStepSize } = config.settings.controller;
  const { latents, actions } = model.config.rnn;
  const dimension = controllerParameterCount(featureCount(model.config.rnn, inputs), actions);
  const stored = (await readChecked(folder, ...CHECKPOINT)) as CmaEsRecord | undefined;
  const cma: CmaEs = stored
    ? restoreCmaEs(stored)
    : createCmaEs({ mean: new Float64Array(dimension), stepSize: initialStepSize, population });
  await log.rewind(STAGE, cma.generation);
  await log.rewind(SEARCH, cma.generation);
  const rng = rngFor(config, "controller");
  const starts = await startLatents(context, model);
  const decisions = Math.ceil(model.config.maxDecisions / STRETCH) * STRETCH;
  const evaluator = await DreamEvaluator.open(
    model,
    { population, rollouts, inputs, stretch: STRETCH, temperature },
    sessionOptions(config),
  );
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
      const returns = await evaluator.evaluate(rows, chosen, decisions, draws.split("dreams"), signal);
      tellCmaEs(
        cma,
        candidates,
        returns.map((value) => -value),
      );
      const finite = returns.filter(Number.isFinite);
      const metrics = {
        dreamReturnMean: finite.reduce((sum, value) => sum + value, 0) / finite.length,
        dreamReturnBest: Math.max(...finite),
      };
      log.add({ stage: STAGE, step: generation, ...metrics });
      log.add({ stage: SEARCH, step: generation, stepSize: cma.stepSize });
      await log.flush();
      await writeChecked(folder, saveCmaEs(cma), ...CHECKPOINT);
      for (const [name, value] of Object.entries(metrics)) reporter.metric(`${STAGE}/${name}`, generation, value);
      reporter.metric(`${SEARCH}/stepSize`, generation, cma.stepSize);
      reporter.progress(
        STAGE,
        cma.generation / generations,
        `generation ${cma.generation}, mean return ${metrics.dreamReturnMean.toFixed(0)} in the dream`,
      );
    }
  } finally {
    await evaluator.dispose();
  }
  return { inputs, parameters: Float32Array.from(cma.mean) };
}

/** z of the first observation of every training episode. [episodes,Z] */
async function startLatents(context: PipelineContext, model: WorldModel): Promise<Float32Array> {
  const { vae, normalisation } = model.config;
  return withDecisions(context, Number.POSITIVE_INFINITY, async (sequences) => {
    const starts = new Float32Array(sequences.length * vae.latents);
    let index = 0;
    await encodeSequences(
      sequences.map((sequence) => ({ ...sequence, decisions: 0 })),
      { vae, normalisation, weights: model.weights },
      sessionOptions(context.config),
      (posterior) => starts.set(posterior.subarray(0, vae.latents), vae.latents * index++),
    );
    return starts;
  });
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
