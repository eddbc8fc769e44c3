/** Stages: evolve the linear controller, and those of its controls, with CMA-ES, in the dream or in the true scenario. */
import { askIpop, bestMean, controllerParameterCount, createIpop, type Ipop, tellIpop } from "../../agents/index.ts";
import { SpecError } from "../../sim/index.ts";
import { type Controller, featureCount } from "../../worldmodel/index.ts";
import { type Arena, type ArenaOptions, openArena } from "./arena.ts";
import { type CheckpointSlot, checkpointSlot } from "./checkpoint-slot.ts";
import { type PipelineContext, rngFor } from "./context.ts";
import { SEARCHES, searchFile, searchInputs } from "./controls.ts";
import { type Evolution, foundController, restoreEvolution, saveEvolution } from "./evolution-state.ts";
import type { MetricLog } from "./metric-log.ts";
import { decodeChecked, encodeChecked } from "./run-folder.ts";

/** The group of CMA-ES's own curves in a stage that evolves a controller; those of the controls are left out. */
export function searchOf(stage: string): string {
  return stage.replace("controller", "search");
}

export interface EvolutionStage extends ArenaOptions {
  /** Its name: `controller` at the end of a run, `controller-<n>` before round n, or that of a control. */
  readonly stage: string;
  readonly generations: number;
  /** Centre of the search at its beginning: an earlier controller; zero unless given. */
  readonly start?: Controller | undefined;
  /** The stage whose starts and noise its candidates meet; its own unless given, and for a control those of the result. */
  readonly draws?: string | undefined;
}

export interface Evolved {
  readonly controller: Controller;
  /** Control steps in the true scenario that the search took. */
  readonly envSteps: number;
}

/** Evolves on from the stage's checkpoint, and saves one each generation. */
export async function evolveController(
  context: PipelineContext,
  stage: EvolutionStage,
  log: MetricLog,
): Promise<Evolved> {
  const { slot, evolution } = await openEvolution(context, stage);
  if (evolution.search.generation < stage.generations) {
    const arena = await openArena(context, stage);
    try {
      await evolve(context, stage, { slot, evolution, arena, log });
    } finally {
      await arena.dispose();
    }
  }
  const inputs = searchInputs(context.config, stage.dynamics);
  return { controller: foundController(inputs, evolution), envSteps: evolution.envSteps };
}

type Metrics = Readonly<Record<string, number>>;

interface StoredEvolution {
  readonly slot: CheckpointSlot<Evolution>;
  readonly evolution: Evolution;
}

/** The stage's checkpoint, or a search that begins. */
async function openEvolution(
  context: PipelineContext,
  { model, dynamics, stage, start }: EvolutionStage,
): Promise<StoredEvolution> {
  const { initialStepSize, population, restarts, search } = context.config.settings.controller;
  const features = featureCount(model.config.rnn, searchInputs(context.config, dynamics));
  const dimension = controllerParameterCount(features, model.config.rnn.actions);
  const slot = checkpointSlot(context, searchFile(stage), (text, where) => {
    const stored = restoreEvolution(decodeChecked(text, where), where);
    const { length } = stored.search.cma.mean;
    if (length !== dimension)
      throw new SpecError(`${where}: must hold ${dimension} numbers as config.json asks for, got ${length}`);
    return stored;
  });
  const begin = (): Evolution => ({
    search: createIpop({
      mean: start?.parameters ?? new Float64Array(dimension),
      stepSize: initialStepSize,
      covariance: search === "full" ? "full" : "diagonal",
      ...{ population, restarts },
    }),
    envSteps: 0,
    kept: undefined,
  });
  return { slot, evolution: (await slot.load()) ?? begin() };
}

/** Generation after generation until the stage has as many as it should have. */
async function evolve(
  context: PipelineContext,
  { dynamics, stage, generations, draws: source }: EvolutionStage,
  { slot, evolution, arena, log }: StoredEvolution & { readonly arena: Arena; readonly log: MetricLog },
): Promise<void> {
  const { config, reporter, signal } = context;
  const { search } = evolution;
  const curves = dynamics === "learned" ? searchOf(stage) : undefined;
  await log.rewind(stage, search.generation);
  if (curves) await log.rewind(curves, search.generation);
  // A control's candidates meet the same starts and noise as those of the result.
  const rng = rngFor(config, source ?? (dynamics === "learned" ? stage : SEARCHES.learned.stage));
  while (search.generation < generations) {
    signal.throwIfAborted();
    const { generation } = search;
    const draws = rng.split(generation);
    const candidates = askIpop(search, draws.split("candidates"));
    const { returns, envSteps } = await arena.score(rowsOf(candidates, search.cma.population), generation, draws);
    evolution.envSteps += envSteps;
    tellIpop(
      search,
      candidates,
      returns.map((value) => -value),
    );
    const isLast = search.generation === generations;
    const isChecked = isLast || search.generation % config.settings.controller.checks.every === 0;
    const metrics: Metrics = {
      ...summary(arena.place, returns),
      ...(arena.check && isChecked ? await check(evolution, arena.check) : {}),
      ...(arena.place === "true" || arena.check ? { envSteps: evolution.envSteps } : {}),
    };
    const lines: { readonly stage: string; readonly metrics: Metrics }[] = [{ stage, metrics }];
    if (curves) lines.push({ stage: curves, metrics: stateOf(search) });
    for (const line of lines) log.add({ stage: line.stage, step: generation, ...line.metrics });
    await log.flush();
    await slot.save(encodeChecked(saveEvolution(evolution)));
    for (const line of lines) {
      const part = partOf(line.stage);
      const x = log.axis(part, line.stage, generation);
      for (const [name, value] of Object.entries(line.metrics)) reporter.metric(`${part}/${name}`, x, value);
    }
    reporter.progress(stage, search.generation / generations, describe(search.generation, arena.place, returns));
  }
}

/** Scores the search's mean in the true scenario, and keeps it where none did better. */
async function check(evolution: Evolution, score: NonNullable<Arena["check"]>): Promise<Metrics> {
  const mean = bestMean(evolution.search);
  const { returns, envSteps } = await score(mean);
  const [returnMean = Number.NaN] = returns;
  evolution.envSteps += envSteps;
  if (!evolution.kept || returnMean > evolution.kept.returnMean) evolution.kept = { parameters: [...mean], returnMean };
  return { checkedReturn: returnMean, keptReturn: evolution.kept.returnMean };
}

function summary(place: Arena["place"], returns: Float64Array): Metrics {
  return { [`${place}ReturnMean`]: meanOf(finite(returns)), [`${place}ReturnBest`]: Math.max(...finite(returns)) };
}

/** Only where it may grow is the population news. */
function stateOf({ cma, options }: Ipop): Metrics {
  return { stepSize: cma.stepSize, ...(options.restarts > 0 ? { population: cma.population } : {}) };
}

function describe(generation: number, place: Arena["place"], returns: Float64Array): string {
  const where = place === "dream" ? "in the dream" : "in the true scenario";
  return `generation ${generation}, mean return ${meanOf(finite(returns)).toFixed(0)} ${where}`;
}

function finite(returns: Float64Array): Float64Array {
  return returns.filter(Number.isFinite);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** [λ,n] → λ of [n] */
function rowsOf(candidates: Float64Array, population: number): readonly Float64Array[] {
  const width = candidates.length / population;
  return Array.from({ length: population }, (_, row) => candidates.subarray(row * width, (row + 1) * width));
}

/** `controller` of `controller-1`. */
function partOf(stage: string): string {
  return stage.split("-", 1)[0] ?? stage;
}
