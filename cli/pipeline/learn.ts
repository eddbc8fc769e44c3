/** Stages: train V, then M, on the episodes gathered so far. */
import { createRowFile, type RowFile, StateError, spaceSize } from "../../sim/index.ts";
import {
  type Arrays,
  columnMoments,
  columnOf,
  decodeTrainerState,
  encodeSequences,
  encodeTrainerState,
  type LatentSequence,
  PIXEL_NORMALISATION,
  type Sequence,
  type TrainerState,
  type TrainingHooks,
  trainRnn,
  trainVae,
  type WorldModelConfig,
} from "../../worldmodel/index.ts";
import { DATASET } from "./collect.ts";
import { type PipelineContext, rngFor, sessionOptions } from "./context.ts";
import type { MetricLog } from "./metric-log.ts";
import { HELD_BYTES, openDecisions, type StoredDecisions } from "./stored-decisions.ts";

/** Which round of learning: 0 is the first. */
export interface Round {
  readonly index: number;
  readonly stage: string;
  /** Episodes to train on. */
  readonly episodes: number;
}

const CHECKPOINTS = "checkpoints";
const REPORT_EVERY = 10;
/** Scratch of M's training: larger than memory where the dataset is. */
const POSTERIORS = "posteriors.tmp";

/** Facts of the first episodes that fix the model's units; they never change afterwards. */
export async function measureModelConfig(context: PipelineContext): Promise<WorldModelConfig> {
  const { config, scenario } = context;
  const { settings, modality, scenarioHash } = config;
  const { explorationEpisodes } = settings.collection;
  const { space, ...measured } = await withDecisions(context, explorationEpisodes, async (sequences, observed) => ({
    space: observed,
    normalisation:
      modality === "pixels"
        ? PIXEL_NORMALISATION
        : columnMoments(columnOf(sequences, "observations", spaceSize(observed)), spaceSize(observed)),
    rewardScale: rewardScaleOf(sequences),
  }));
  return {
    scenario: scenario.id,
    scenarioHash,
    observationSpace: { [modality]: space },
    actionSpace: scenario.actionSpace,
    modality,
    controlStepSecs: scenario.timestepSecs,
    actionRepeat: settings.actionRepeat,
    maxSteps: scenario.maxSteps,
    vae: { observations: spaceSize(space), latents: settings.vae.latents, ...settings.vae.networks },
    rnn: {
      latents: settings.vae.latents,
      actions: scenario.actuators.length,
      hidden: settings.rnn.hidden,
      mixtures: settings.rnn.mixtures,
      residual: settings.rnn.residual,
      headUnits: settings.rnn.headUnits,
      reward: true,
      termination: true,
    },
    ...measured,
  };
}

/** Trains V; returns its weights. */
export async function learnVae(
  context: PipelineContext,
  model: WorldModelConfig,
  round: Round,
  log: MetricLog,
): Promise<Arrays> {
  const { config } = context;
  const { vae } = config.settings;
  const options = {
    model: model.vae,
    normalisation: model.normalisation,
    loss: vae,
    schedule: round.index === 0 ? vae.first : vae.further,
    batch: vae.batch,
  };
  return withDecisions(context, round.episodes, (data) =>
    learn(context, round, "vae", log, (start, hooks) =>
      trainVae(data, options, rngFor(config, `vae round ${round.index}`), sessionOptions(config), start, hooks),
    ),
  );
}

/** Trains M on the posteriors of V; returns its weights. */
export async function learnRnn(
  context: PipelineContext,
  model: WorldModelConfig,
  round: Round,
  vaeWeights: Arrays,
  log: MetricLog,
): Promise<Arrays> {
  const { config } = context;
  const { rnn } = config.settings;
  const options = {
    model: model.rnn,
    rewardScale: model.rewardScale,
    lossWeights: rnn.lossWeights,
    schedule: round.index === 0 ? rnn.first : rnn.further,
    size: { batch: rnn.batch, steps: rnn.steps, burnIn: rnn.burnIn },
    clipValue: rnn.clipValue,
  };
  const encoder = { vae: model.vae, normalisation: model.normalisation, weights: vaeWeights };
  return withDecisions(context, round.episodes, async (sequences) => {
    const posteriors = createRowFile(context.folder.file(POSTERIORS), 2 * model.vae.latents, { maxBytes: HELD_BYTES });
    try {
      await encodeSequences(sequences, encoder, sessionOptions(config), (rows) => posteriors.append(rows));
      const data = withPosteriors(sequences, posteriors);
      return await learn(context, round, "rnn", log, (start, hooks) =>
        trainRnn(data, options, rngFor(config, `rnn round ${round.index}`), sessionOptions(config), start, hooks),
      );
    } finally {
      posteriors.remove();
    }
  });
}

/** Weights of a finished stage. */
export async function loadWeights(
  { folder }: Pick<PipelineContext, "folder">,
  part: "vae" | "rnn",
  round: number,
): Promise<Arrays | undefined> {
  return (await loadState(folder, `${part}-${round}.safetensors`))?.parameters;
}

type Train = (start: Partial<TrainerState> | undefined, hooks: TrainingHooks) => Promise<TrainerState>;

/** Goes on from this stage's last checkpoint, else from the weights of the round before, else from new ones. */
async function learn(
  context: PipelineContext,
  round: Round,
  part: "vae" | "rnn",
  log: MetricLog,
  train: Train,
): Promise<Arrays> {
  const { folder, reporter, config, signal } = context;
  const partial = `${part}-${round.index}.partial.safetensors`;
  const stopped = await loadState(folder, partial);
  const before = stopped ? undefined : await loadState(folder, `${part}-${round.index - 1}.safetensors`);
  await log.rewind(round.stage, stopped?.steps ?? 0);
  const hooks: TrainingHooks = {
    checkpointEvery: config.settings.checkpointEvery,
    signal,
    onCheckpoint: async (reached) => {
      const bytes = encodeTrainerState(reached);
      await log.flush();
      await folder.write(bytes, CHECKPOINTS, partial);
    },
    onSmallerBatch: (batch, smaller) =>
      reporter.note(`${round.stage}: device memory does not hold a batch of ${batch}: going on with ${smaller}`),
    onStep: (step, metrics, fraction) => {
      if (step % REPORT_EVERY !== 0 && fraction < 1) return;
      log.add({ stage: round.stage, step, ...metrics });
      for (const [name, value] of Object.entries(metrics))
        reporter.metric(`${part}/${name}`, log.axis(part, round.stage, step), value);
      reporter.progress(round.stage, fraction, `step ${step + 1}, loss ${metrics["loss"]?.toFixed(3)}`);
    },
  };
  return inStage(round.stage, async () => {
    const state = await train(stopped ?? (before && withoutSteps(before)), hooks);
    const bytes = encodeTrainerState(state);
    await log.flush();
    await folder.write(bytes, CHECKPOINTS, `${part}-${round.index}.safetensors`);
    await folder.remove(CHECKPOINTS, partial);
    return state.parameters;
  });
}

/** Names the stage in which training left the range of finite numbers. */
async function inStage<T>(stage: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StateError ? new StateError(`${stage}: ${error.message}`, { cause: error }) : error;
  }
}

/** What a stage takes over from the same one of the round before. */
function withoutSteps({ parameters, batch }: TrainerState): Partial<TrainerState> {
  return batch === undefined ? { parameters } : { parameters, batch };
}

async function loadState(folder: PipelineContext["folder"], name: string): Promise<TrainerState | undefined> {
  const bytes = await folder.read(CHECKPOINTS, name);
  return bytes && decodeTrainerState(bytes, folder.file(CHECKPOINTS, name));
}

/** Works with the first `count` training episodes as decisions. */
export async function withDecisions<T>(
  { folder, config }: PipelineContext,
  count: number,
  work: (sequences: StoredDecisions["sequences"], space: StoredDecisions["space"]) => Promise<T>,
): Promise<T> {
  const { scenarioHash, modality, settings } = config;
  const { actionRepeat } = settings;
  const stored = await openDecisions(folder.file(DATASET), { scenarioHash, modality, actionRepeat, episodes: count });
  try {
    return await work(stored.sequences, stored.space);
  } finally {
    stored.close();
  }
}

/** The posteriors of all sequences lie one behind the other. */
function withPosteriors(sequences: readonly Sequence[], posteriors: RowFile): readonly LatentSequence[] {
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
