/** The learning half of the loop: explore, then train V and M and gather with them in rounds, then evolve C and its controls and store the model. */
import {
  type Arrays,
  type Controller,
  encodeModelFiles,
  type HeldOutScores,
  loadTrainedModel,
  MODEL_CARD,
  MODEL_FOLDER,
  memberNames,
  type Schedule,
  type TrainingData,
  type WorldModel,
} from "../../worldmodel/index.ts";
import { writeFreeDream } from "../strips/write-free-dream.ts";
import { writeStrips } from "../strips/write-strips.ts";
import { aboutModel, type EvolvedModel } from "./about-model.ts";
import { collect, DATASET, HELD_OUT, type LearnedGatherer } from "./collect.ts";
import type { PipelineContext } from "./context.ts";
import { CONTROLS, SEARCHES, searchBudget } from "./controls.ts";
import { evolveController, searchOf } from "./evolve.ts";
import { learnActor, learnRnn, learnVae, measureModelConfig, withTrainedRange } from "./learn.ts";
import { type MetricLog, openMetricLog } from "./metric-log.ts";
import { PLANNER_LABELS } from "./planner-words.ts";
import type { Settings } from "./run-config.ts";
import type { Gatherer } from "./run-words.ts";
import { startPosteriors } from "./starts.ts";
import type { Round } from "./training-stage.ts";

export interface StagePlan {
  readonly id: string;
  readonly label: string;
}

/** What training made, for `craik train`. */
export interface TrainingSummary {
  readonly envSteps: number;
  /** Of the model on the held-out episodes. */
  readonly heldOut: HeldOutScores;
  readonly metrics: Readonly<Record<string, number>>;
}

/** How often who gathers, whether V is trained, and after which rounds an actor is. */
export interface RoundPlan {
  readonly vae: Pick<Settings["vae"], "kind">;
  readonly collection: { readonly rounds: number; readonly gatherer: Gatherer };
  readonly actor: { readonly schedule: Pick<Schedule, "steps">; readonly everyRound: boolean };
}

/** Whether an actor is trained in the dreams of a round's model. */
function trainsActor({ collection, actor }: RoundPlan, round: number): boolean {
  return actor.schedule.steps > 0 && (actor.everyRound || round === collection.rounds);
}

/** The stages of a run in order. */
export function stagesOf(plan: RoundPlan): readonly StagePlan[] {
  const { rounds, gatherer } = plan.collection;
  const gathering = (index: number): readonly StagePlan[] =>
    gatherer === "controller"
      ? [
          { id: `controller-${index}`, label: `Evolve C, round ${index}` },
          { id: `collect-${index}`, label: `Gather with C, round ${index}` },
        ]
      : [
          {
            id: `collect-${index}`,
            label: `Gather with ${gatherer === "planners" ? "iCEM and MPPI" : PLANNER_LABELS[gatherer]}, round ${index}`,
          },
        ];
  const learning = Array.from({ length: rounds + 1 }, (_, index) => [
    ...(index > 0 ? gathering(index) : []),
    ...(plan.vae.kind === "learned"
      ? [{ id: `vae-${index}`, label: index === 0 ? "Train V, the autoencoder" : `Train V on, round ${index}` }]
      : []),
    { id: `rnn-${index}`, label: index === 0 ? "Train M, the predictor" : `Train M on, round ${index}` },
    ...(trainsActor(plan, index) ? [{ id: `actor-${index}`, label: actorLabel(plan, index) }] : []),
  ]).flat();
  const evolving = Object.values(SEARCHES).map(({ stage, label }) => ({ id: stage, label }));
  return [{ id: "collect-0", label: "Explore" }, ...learning, ...evolving];
}

function actorLabel({ actor }: RoundPlan, round: number): string {
  return actor.everyRound && round > 0 ? `Train the actor on, round ${round}` : "Train the actor in the dream";
}

/** Runs what is missing. Each stage reads only what earlier ones stored, so a stopped run goes on from where it was. */
export async function runPipeline(context: PipelineContext): Promise<TrainingSummary> {
  const { config, folder, reporter } = context;
  if ((await folder.read(MODEL_FOLDER, MODEL_CARD)) !== undefined) {
    const { card } = await loadTrainedModel(folder.path);
    for (const { id, label } of stagesOf(config.settings)) {
      reporter.stage(id, label);
      reporter.stageFinished(id, "done before");
    }
    return { envSteps: stepsOf(card.trainedOn), heldOut: card.scores.heldOut, metrics: card.metrics };
  }
  const log = await openMetricLog(
    folder,
    stagesOf(config.settings).map(({ id }) => [id, searchOf(id)]),
  );
  const { explorationEpisodes, heldOutEpisodes, rounds, episodesPerRound, gatherer } = config.settings.collection;
  const labels = new Map(stagesOf(config.settings).map(({ id, label }) => [id, label]));
  const stage = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    context.signal.throwIfAborted();
    reporter.stage(id, labels.get(id) ?? id);
    const result = await work();
    reporter.stageFinished(id, "");
    return result;
  };

  await stage("collect-0", async () => {
    await collect(context, { stage: "collect-0", dataset: DATASET, from: 0, to: explorationEpisodes });
    await collect(context, { stage: "collect-0", dataset: HELD_OUT, from: 0, to: heldOutEpisodes });
  });
  const modelConfig = await measureModelConfig(context);
  const { vae: vaeSettings } = config.settings;
  const learnRound = async (index: number): Promise<WorldModel> => {
    const round = (part: string): Round => ({
      index,
      stage: `${part}-${index}`,
      episodes: explorationEpisodes + index * episodesPerRound,
    });
    const vae: Arrays =
      vaeSettings.kind === "learned"
        ? await stage(`vae-${index}`, () =>
            learnVae(context, { vae: vaeSettings, model: modelConfig, round: round("vae") }, log),
          )
        : new Map();
    const rnn = await stage(`rnn-${index}`, () =>
      learnRnn(context, { vaeWeights: vae, model: modelConfig, round: round("rnn") }, log),
    );
    const trained = await withTrainedRange(context, modelConfig, round("rnn"));
    const model = { config: trained, weights: new Map([...vae, ...rnn]) };
    await writeStrips(context, model, index);
    if (!trainsActor(config.settings, index)) return model;
    return stage(`actor-${index}`, () => learnActor(context, model, round("actor"), log));
  };

  let latest: LearnedGatherer = { model: await learnRound(0), controller: undefined };
  /** In which candidates for C were scored. The controls' are not among them: no result depends on them. */
  let controllerSteps = 0;
  /** C goes on from where it was, with the model so far. */
  const evolve = async (id: string, generations: number, episodes: number): Promise<Controller> => {
    const { model, controller: start } = latest;
    const { controller, envSteps } = await stage(id, () =>
      evolveController(context, { model, dynamics: "learned", stage: id, generations, episodes, start }, log),
    );
    controllerSteps += envSteps;
    return controller;
  };
  const { generations, roundGenerations } = config.settings.controller;
  for (let index = 1; index <= rounds; index++) {
    const from = explorationEpisodes + (index - 1) * episodesPerRound;
    const to = from + episodesPerRound;
    const controller =
      gatherer === "controller" ? await evolve(`controller-${index}`, roundGenerations, from) : undefined;
    const gathering = { model: latest.model, controller };
    const id = `collect-${index}`;
    await stage(id, () => collect(context, { stage: id, dataset: DATASET, from, to, gatherer: gathering }));
    latest = { model: await learnRound(index), controller };
  }
  const episodes = explorationEpisodes + rounds * episodesPerRound;
  const controller = await evolve(SEARCHES.learned.stage, generations, episodes);
  const budget = searchBudget(config.settings);
  for (const dynamics of CONTROLS) {
    const { stage: id } = SEARCHES[dynamics];
    const { model } = latest;
    await stage(id, () =>
      evolveController(context, { model, dynamics, stage: id, generations: budget, episodes }, log),
    );
  }
  return storeModel(context, { model: latest.model, controller, controllerSteps }, log);
}

async function storeModel(context: PipelineContext, evolved: EvolvedModel, log: MetricLog): Promise<TrainingSummary> {
  const { model, controller } = evolved;
  const parts = [
    "vae",
    ...memberNames(model.config.ensemble),
    "actor",
    ...Object.values(SEARCHES).map(({ stage }) => stage),
  ];
  const metrics = Object.assign({}, ...parts.map((part) => log.last(part))) as Readonly<Record<string, number>>;
  const about = await aboutModel(context, evolved);
  const starts = await startPosteriors(context, model, about.trainedOn.episodes);
  await writeFreeDream(context, { model, controller, starts });
  for (const [name, bytes] of encodeModelFiles({ model, controller, starts }, { ...about, metrics })) {
    await context.folder.write(bytes, MODEL_FOLDER, name);
  }
  return { envSteps: stepsOf(about.trainedOn), heldOut: about.scores.heldOut, metrics };
}

/** Control steps in the true scenario behind a result: those that V and M learned from, and those in which C was scored. */
function stepsOf({ environmentSteps, controllerSteps }: TrainingData): number {
  return environmentSteps + controllerSteps;
}
