/** Stages: train V, then M, on the episodes gathered so far. */
import { createRowFile, type RowFile, spaceSize } from "../../sim/index.ts";
import {
  type Arrays,
  columnMoments,
  columnOf,
  encodeSequences,
  type LatentSequence,
  memberNames,
  PIXEL_NORMALISATION,
  type Sequence,
  trainActor,
  trainedRangeOf,
  trainRnn,
  trainVae,
  turningAngles,
  type VaeOptions,
  type WorldModel,
  type WorldModelConfig,
} from "../../worldmodel/index.ts";
import { DATASET, HELD_OUT } from "./collect.ts";
import { type PipelineContext, rngFor, sessionOptions } from "./context.ts";
import type { MetricLog } from "./metric-log.ts";
import type { LearnedVaeSettings, Settings } from "./run-config.ts";
import { HELD_BYTES, openDecisions, type StoredDecisions } from "./stored-decisions.ts";
import { openTrainingStage, type Round, type TrainingStage } from "./training-stage.ts";

/** Scratch of M's training: larger than memory where the dataset is. */
const POSTERIORS = "posteriors.tmp";

/** Facts of the first episodes that fix the model's units; they never change afterwards. */
export async function measureModelConfig(context: PipelineContext): Promise<WorldModelConfig> {
  const { config, scenario } = context;
  const { settings, modality, scenarioHash } = config;
  const first = { dataset: DATASET, episodes: settings.collection.explorationEpisodes } as const;
  const { space, turning, ...measured } = await withDecisions(context, first, async (sequences, observed) => ({
    space: observed,
    turning:
      modality === "pixels" ? [] : turningAngles(observed, columnOf(sequences, "observations", spaceSize(observed))),
    normalisation:
      modality === "pixels"
        ? PIXEL_NORMALISATION
        : columnMoments(columnOf(sequences, "observations", spaceSize(observed)), spaceSize(observed)),
    rewardScale: rewardScaleOf(sequences),
  }));
  const vae = vaeOptionsOf(settings.vae, spaceSize(space), turning);
  return {
    scenario: scenario.id,
    scenarioHash,
    observationSpace: { [modality]: space },
    actionSpace: scenario.actionSpace,
    modality,
    controlStepSecs: scenario.timestepSecs,
    actionRepeat: settings.actionRepeat,
    maxSteps: scenario.maxSteps,
    vae,
    rnn: {
      latents: vae.latents,
      actions: scenario.actuators.length,
      hidden: settings.rnn.hidden,
      mixtures: settings.rnn.mixtures,
      ...(settings.rnn.joint ? { joint: true } : {}),
      residual: settings.rnn.residual,
      headUnits: settings.rnn.headUnits,
      reward: true,
      termination: true,
    },
    ensemble: settings.rnn.ensemble,
    ...measured,
  };
}

function vaeOptionsOf(vae: Settings["vae"], observations: number, turning: readonly number[]): VaeOptions {
  const sizes = { observations, ...(turning.length > 0 ? { turning } : {}) };
  return vae.kind === "learned"
    ? { ...sizes, latents: vae.latents, ...vae.networks }
    : { ...sizes, latents: observations + 2 * turning.length, ...vae };
}

/** Trains V; returns its weights. */
export async function learnVae(
  context: PipelineContext,
  { vae, model, round }: { readonly vae: LearnedVaeSettings; readonly model: WorldModelConfig; readonly round: Round },
  log: MetricLog,
): Promise<Arrays> {
  const { config } = context;
  const { heldOut } = vae;
  const schedule = round.index === 0 ? vae.first : vae.further;
  const stage = await openTrainingStage(context, { part: "vae", round, model: model.vae, schedule, heldOut }, log);
  if (stage.weights) return stage.weights;
  const { optimiser, batch } = vae;
  const options = { model: model.vae, normalisation: model.normalisation, loss: vae, schedule, optimiser, batch };
  const rng = rngFor(config, `vae round ${round.index}`);
  return withDecisions(context, { dataset: DATASET, episodes: round.episodes }, (data) =>
    withDecisions(context, { dataset: HELD_OUT }, (unseen) =>
      stage.run((start, hooks) =>
        trainVae(
          data,
          { ...options, heldOut: { ...heldOut, sequences: unseen } },
          rng,
          sessionOptions(config),
          start,
          hooks,
        ),
      ),
    ),
  );
}

/** Trains M, or the members of an ensemble one after the other, on the posteriors of V; returns the weights of all. */
export async function learnRnn(
  context: PipelineContext,
  {
    vaeWeights,
    model,
    round,
  }: { readonly vaeWeights: Arrays; readonly model: WorldModelConfig; readonly round: Round },
  log: MetricLog,
): Promise<Arrays> {
  const { config } = context;
  const { rnn } = config.settings;
  const { heldOut } = rnn;
  const schedule = round.index === 0 ? rnn.first : rnn.further;
  const options = {
    model: model.rnn,
    rewardScale: model.rewardScale,
    lossWeights: rnn.lossWeights,
    schedule,
    size: { batch: rnn.batch, steps: rnn.steps, burnIn: rnn.burnIn },
    optimiser: rnn.optimiser,
  };
  const names = memberNames(model.ensemble);
  const stages: TrainingStage[] = [];
  for (const [member, part] of names.entries()) {
    const share = { before: member / names.length, own: 1 / names.length };
    stages.push(await openTrainingStage(context, { part, round, share, model: model.rnn, schedule, heldOut }, log));
  }
  const trained = stages.flatMap(({ weights }) => weights ?? []);
  if (trained.length === names.length) return joined(trained);
  const encoder = { vae: model.vae, normalisation: model.normalisation, weights: vaeWeights };
  return withPosteriors(context, { dataset: DATASET, episodes: round.episodes }, encoder, (data) =>
    withPosteriors(context, { dataset: HELD_OUT }, encoder, async (unseen) => {
      const weights: Arrays[] = [];
      for (const [member, name] of names.entries()) {
        const stage = stages[member]!;
        // Each starts elsewhere and draws batches of its own from all of the data: better than parts of it (Lakshminarayanan et al. 2017).
        const rng = rngFor(config, `${name} round ${round.index}`);
        const own = { ...options, name, heldOut: { ...heldOut, sequences: unseen } };
        weights.push(
          stage.weights ??
            (await stage.run((start, hooks) => trainRnn(data, own, rng, sessionOptions(config), start, hooks))),
        );
      }
      return joined(weights);
    }),
  );
}

/** Tells M of standardised states what the episodes of a round held, which its dreams do not leave. */
export async function withTrainedRange(
  context: PipelineContext,
  model: WorldModelConfig,
  { episodes }: Round,
): Promise<WorldModelConfig> {
  if (model.vae.kind !== "standardised") return model;
  const range = await withDecisions(context, { dataset: DATASET, episodes }, async (sequences) =>
    trainedRangeOf(sequences, model),
  );
  return { ...model, rnn: { ...model.rnn, range } };
}

/** Trains actor and critic in the dreams of a round's model, which begin anywhere in the training episodes; returns the model with them. */
export async function learnActor(
  context: PipelineContext,
  model: WorldModel,
  round: Round,
  log: MetricLog,
): Promise<WorldModel> {
  const { config } = context;
  const { inputs, hidden, discount, ...options } = config.settings.actor;
  const policy = { inputs, hidden, discount };
  const { schedule } = options;
  const stage = await openTrainingStage(context, { part: "actor", round, model: policy, schedule }, log);
  const { vae, normalisation } = model.config;
  const encoder = { vae, normalisation, weights: model.weights };
  const weights =
    stage.weights ??
    (await withPosteriors(context, { dataset: DATASET, episodes: round.episodes }, encoder, (sequences) =>
      stage.run((start, hooks) => {
        const rng = rngFor(config, `actor round ${round.index}`);
        return trainActor(sequences, model, { ...options, policy }, rng, sessionOptions(config), start, hooks);
      }),
    ));
  return { config: { ...model.config, policy }, weights: joined([model.weights, weights]) };
}

function joined(parts: readonly Arrays[]): Arrays {
  return new Map(parts.flatMap((part) => [...part]));
}

export interface Episodes {
  readonly dataset: typeof DATASET | typeof HELD_OUT;
  /** The first ones; all of them unless given. */
  readonly episodes?: number;
}

/** Works with episodes as decisions. */
export async function withDecisions<T>(
  { folder, config }: PipelineContext,
  { dataset, episodes = Number.POSITIVE_INFINITY }: Episodes,
  work: (sequences: StoredDecisions["sequences"], space: StoredDecisions["space"]) => Promise<T>,
): Promise<T> {
  const { scenarioHash, modality, settings } = config;
  const { actionRepeat } = settings;
  const stored = await openDecisions(folder.file(dataset), { scenarioHash, modality, actionRepeat, episodes });
  try {
    return await work(stored.sequences, stored.space);
  } finally {
    stored.close();
  }
}

/** Works with episodes as V sees them. */
function withPosteriors<T>(
  context: PipelineContext,
  episodes: Episodes,
  encoder: Parameters<typeof encodeSequences>[1],
  work: (sequences: readonly LatentSequence[]) => Promise<T>,
): Promise<T> {
  const scratch = context.folder.file(`${episodes.dataset}-${POSTERIORS}`);
  return withDecisions(context, episodes, async (sequences) => {
    const posteriors = createRowFile(scratch, 2 * encoder.vae.latents, { maxBytes: HELD_BYTES });
    try {
      await encodeSequences(sequences, encoder, sessionOptions(context.config), (rows) => posteriors.append(rows));
      return await work(latentSequences(sequences, posteriors));
    } finally {
      posteriors.remove();
    }
  });
}

/** The posteriors of all sequences lie one behind the other. */
function latentSequences(sequences: readonly Sequence[], posteriors: RowFile): readonly LatentSequence[] {
  let rows = 0;
  return sequences.map((sequence) => {
    const first = rows;
    rows += sequence.decisions + 1;
    return {
      ...sequence,
      readInto: (column, from, count, out, at) =>
        column === "posterior"
          ? posteriors.readInto(first + from, count, out, at)
          : sequence.readInto(column, from, count, out, at),
    };
  });
}

/** The largest reward of a decision, so that M predicts numbers of about 1; 1 where no reward was seen. */
function rewardScaleOf(sequences: readonly Sequence[]): number {
  let largest = 0;
  for (const rewards of columnOf(sequences, "rewards", 1))
    for (const reward of rewards) largest = Math.max(largest, Math.abs(reward));
  return largest > 0 ? largest : 1;
}
