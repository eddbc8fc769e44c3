/** The learning half of the loop: explore, then train V and M and gather with the planner in rounds, then evolve C and store the model. */
import { openDataset } from "../../sim/index.ts";
import { encodeModelFiles, type WorldModel } from "../../worldmodel/index.ts";
import { collect, DATASET, HELD_OUT } from "./collect.ts";
import type { PipelineContext } from "./context.ts";
import { evolveController } from "./evolve.ts";
import { learnRnn, learnVae, loadWeights, measureModelConfig, type Round } from "./learn.ts";
import { type MetricLog, openMetricLog } from "./metric-log.ts";
import { MODEL_FOLDER, readModel } from "./model-folder.ts";

export interface StagePlan {
  readonly id: string;
  readonly label: string;
}

/** What training made, for `craik train`. */
export interface TrainingSummary {
  readonly envSteps: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The stages of a run in order. */
export function stagesOf(rounds: number): readonly StagePlan[] {
  const learning = Array.from({ length: rounds + 1 }, (_, index) => [
    ...(index > 0 ? [{ id: `collect-${index}`, label: `Gather with CEM, round ${index}` }] : []),
    { id: `vae-${index}`, label: index === 0 ? "Train V, the autoencoder" : `Train V on, round ${index}` },
    { id: `rnn-${index}`, label: index === 0 ? "Train M, the predictor" : `Train M on, round ${index}` },
  ]).flat();
  return [{ id: "collect-0", label: "Explore" }, ...learning, { id: "controller", label: "Evolve C in the dream" }];
}

/** Runs what is missing. Each stage reads only what earlier ones stored, so a stopped run goes on from where it was. */
export async function runPipeline(context: PipelineContext): Promise<TrainingSummary> {
  const { config, folder, reporter } = context;
  if ((await folder.read(MODEL_FOLDER, "model.json")) !== undefined) {
    const { card } = await readModel(folder);
    for (const { id, label } of stagesOf(config.settings.collection.rounds)) {
      reporter.stage(id, label);
      reporter.stageFinished(id, "done before");
    }
    return { envSteps: card.trainedOn.environmentSteps, metrics: card.metrics };
  }
  const log = await openMetricLog(folder);
  const { explorationEpisodes, heldOutEpisodes, rounds, episodesPerRound } = config.settings.collection;
  const labels = new Map(stagesOf(rounds).map(({ id, label }) => [id, label]));
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
  const learnRound = async (index: number): Promise<WorldModel> => {
    const round = (part: string): Round => ({
      index,
      stage: `${part}-${index}`,
      episodes: explorationEpisodes + index * episodesPerRound,
    });
    const vae = await stage(
      `vae-${index}`,
      async () => (await loadWeights(context, "vae", index)) ?? learnVae(context, modelConfig, round("vae"), log),
    );
    const rnn = await stage(
      `rnn-${index}`,
      async () => (await loadWeights(context, "rnn", index)) ?? learnRnn(context, modelConfig, round("rnn"), vae, log),
    );
    return { config: modelConfig, weights: new Map([...vae, ...rnn]) };
  };

  let model = await learnRound(0);
  for (let index = 1; index <= rounds; index++) {
    const id = `collect-${index}`;
    const from = explorationEpisodes + (index - 1) * episodesPerRound;
    const planned = model;
    await stage(id, () =>
      collect(context, { stage: id, dataset: DATASET, from, to: from + episodesPerRound, model: planned }),
    );
    model = await learnRound(index);
  }
  const trained = model;
  return stage("controller", () => finish(context, trained, log));
}

async function finish(context: PipelineContext, model: WorldModel, log: MetricLog): Promise<TrainingSummary> {
  const { folder, config } = context;
  const controller = await evolveController(context, model, log);
  const dataset = await openDataset(folder.file(DATASET), { scenarioHash: config.scenarioHash });
  const metrics = { ...log.last("vae"), ...log.last("rnn"), ...log.last("controller") };
  const trainedOn = { environmentSteps: dataset.steps, episodes: dataset.entries.length };
  for (const [name, bytes] of encodeModelFiles(model, controller, { trainedOn, metrics })) {
    await folder.write(bytes, MODEL_FOLDER, name);
  }
  return { envSteps: dataset.steps, metrics };
}
