/** Stages: evolve the linear controller, and those of its controls, with CMA-ES in the dream. */
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
import { SpecError } from "../../sim/index.ts";
import {
  type Controller,
  DREAM_STRETCH,
  DreamEvaluator,
  featureCount,
  type WorldModel,
} from "../../worldmodel/index.ts";
import { checkpointSlot } from "./checkpoint-slot.ts";
import { type PipelineContext, rngFor, sessionOptions } from "./context.ts";
import {
  type ControllerDynamics,
  foundController,
  SEARCHES,
  searchFile,
  searchInputs,
  untrainedModel,
} from "./controls.ts";
import type { MetricLog } from "./metric-log.ts";
import { decodeChecked, encodeChecked } from "./run-folder.ts";
import { startPosteriors } from "./starts.ts";

/** The group of CMA-ES's own curves in a stage that evolves a controller; those of the controls are left out. */
export function searchOf(stage: string): string {
  return stage.replace("controller", "search");
}

export interface Evolution {
  /** Whose dreams they are, whatever the controllers read. */
  readonly model: WorldModel;
  /** What the controllers read. */
  readonly dynamics: ControllerDynamics;
  /** Its stage: `controller` at the end of a run, `controller-<n>` before round n, or that of a control. */
  readonly stage: string;
  readonly generations: number;
  /** The first training episodes, in whose first moments the dreams begin. */
  readonly episodes: number;
  /** Centre of the search at its beginning: an earlier controller; zero unless given. */
  readonly start?: Controller | undefined;
}

export async function evolveController(
  context: PipelineContext,
  { model, dynamics, stage, generations, episodes, start }: Evolution,
  log: MetricLog,
): Promise<Controller> {
  const { config, reporter, signal } = context;
  const { population, rollouts, temperature, initialStepSize } = config.settings.controller;
  const part = stage.split("-", 1)[0] ?? stage;
  const search = dynamics === "learned" ? searchOf(stage) : undefined;
  const { maxSteps, actionRepeat } = model.config;
  const { latents, actions } = model.config.rnn;
  const inputs = searchInputs(config, dynamics);
  const dimension = controllerParameterCount(featureCount(model.config.rnn, inputs), actions);
  const slot = checkpointSlot(context, searchFile(stage), (text, where) => decodeSearch(text, where, dimension));
  const cma: CmaEs =
    (await slot.load()) ??
    createCmaEs({
      mean: Float64Array.from(start?.parameters ?? new Float64Array(dimension)),
      stepSize: initialStepSize,
      population,
    });
  if (cma.generation >= generations) return foundController(inputs, cma);
  await log.rewind(stage, cma.generation);
  if (search) await log.rewind(search, cma.generation);
  // A control's candidates meet the same starts and noise as those of the result.
  const rng = rngFor(config, dynamics === "learned" ? stage : SEARCHES.learned.stage);
  const starts = await startPosteriors(context, model, episodes);
  const decisions = Math.ceil(maxSteps / actionRepeat / DREAM_STRETCH) * DREAM_STRETCH;
  const evaluator = await DreamEvaluator.open(
    model,
    {
      ...{ population, rollouts, inputs, stretch: DREAM_STRETCH, temperature },
      follower: dynamics === "untrained" ? untrainedModel(config, model) : undefined,
    },
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
      log.add({ stage, step: generation, ...metrics });
      if (search) log.add({ stage: search, step: generation, stepSize: cma.stepSize });
      await log.flush();
      await slot.save(encodeChecked(saveCmaEs(cma)));
      const x = log.axis(part, stage, generation);
      for (const [name, value] of Object.entries(metrics)) reporter.metric(`${part}/${name}`, x, value);
      if (search) reporter.metric("search/stepSize", x, cma.stepSize);
      reporter.progress(
        stage,
        cma.generation / generations,
        `generation ${cma.generation}, mean return ${metrics.dreamReturnMean.toFixed(0)} in the dream`,
      );
    }
  } finally {
    await evaluator.dispose();
  }
  return foundController(inputs, cma);
}

/** A stored search over controllers of that many numbers. */
function decodeSearch(text: Buffer, where: string, dimension: number): CmaEs {
  const cma = restoreCmaEs(decodeChecked(text, where) as CmaEsRecord);
  if (cma.mean.length !== dimension)
    throw new SpecError(`${where}: must hold ${dimension} numbers as config.json asks for, got ${cma.mean.length}`);
  return cma;
}

/** Means of some of the posteriors. starts [E,2Z] → [rollouts,Z] */
function chooseStarts(
  starts: Float32Array,
  latents: number,
  rollouts: number,
  rng: { integer(bound: number): number },
): Float32Array {
  const chosen = new Float32Array(rollouts * latents);
  for (let rollout = 0; rollout < rollouts; rollout++) {
    const index = rng.integer(starts.length / (2 * latents));
    chosen.set(starts.subarray(index * 2 * latents, (index * 2 + 1) * latents), rollout * latents);
  }
  return chosen;
}
