/** What the stages that train V and M have in common: checkpoints, metrics, and going on from where they were. */
import { episodesHash, openDataset, ShapeError, SpecError, StateError } from "../../sim/index.ts";
import {
  type About,
  type Arrays,
  type Checkpoint,
  decodeTrainerState,
  encodeTrainerState,
  type HeldOutOptions,
  hasEnded,
  type Schedule,
  type TrainerState,
  type TrainingHooks,
  weightsOf,
} from "../../worldmodel/index.ts";
import { CHECKPOINTS, type CheckpointSlot, checkpointSlot } from "./checkpoint-slot.ts";
import { DATASET, HELD_OUT } from "./collect.ts";
import type { PipelineContext } from "./context.ts";
import { type MetricLog, seriesOf } from "./metric-log.ts";

/** Which round of learning: 0 is the first. */
export interface Round {
  readonly index: number;
  readonly stage: string;
  /** Episodes to train on. */
  readonly episodes: number;
}

export interface TrainingStageOptions {
  /** `vae`, or the name of a member of M. */
  readonly part: string;
  readonly round: Round;
  /** The fractions of the round's stage that lie before this part and in it; all of it unless given. */
  readonly share?: { readonly before: number; readonly own: number };
  /** Sizes of the network, which a checkpoint must share. */
  readonly model: object;
  readonly schedule: Schedule;
  readonly heldOut: HeldOutOptions;
}

export interface TrainingStage {
  /** The weights, where training has ended. */
  readonly weights: Arrays | undefined;
  /** Goes on from this stage's last checkpoint, else from the weights of the round before, else from new ones. */
  run(
    train: (start: Partial<TrainerState> | undefined, hooks: TrainingHooks) => Promise<TrainerState>,
  ): Promise<Arrays>;
}

const REPORT_EVERY = 10;

export async function openTrainingStage(
  context: PipelineContext,
  options: TrainingStageOptions,
  log: MetricLog,
): Promise<TrainingStage> {
  const { part, round, schedule, heldOut } = options;
  const stage = stageOf(options);
  const about = await aboutOf(context, options);
  const slot = slotOf(context, part, round.index);
  const stored = await slot.load();
  const path = context.folder.file(CHECKPOINTS, fileOf(part, round.index));
  if (stored) requireSame(stored.about, about, path);
  const ended = stored !== undefined && hasEnded(stored, schedule, heldOut);
  return {
    weights: ended ? weightsOf(stored) : undefined,
    run: async (train) => {
      let reached = stored?.steps;
      const save = async (state: TrainerState): Promise<void> => {
        const bytes = encodeTrainerState(state, about);
        await log.flush();
        await slot.save(bytes);
        reached = state.steps;
      };
      await log.rewind(stage, stored?.steps ?? 0);
      const before = stored ? undefined : await slotOf(context, part, round.index - 1).load();
      try {
        const state = await train(stored ?? (before && withoutSteps(before)), {
          ...reportingHooks(context, options, log),
          checkpointEvery: context.config.settings.checkpointEvery,
          signal: context.signal,
          onCheckpoint: save,
        });
        await save(state);
        if (state.best && state.steps < schedule.steps)
          context.reporter.note(
            `${stage}: ended after ${state.steps} of ${schedule.steps} updates, as held-out losses were lowest after ${state.best.steps}; those weights are kept`,
          );
        return weightsOf(state);
      } catch (error) {
        throw explained(error, { stage, path, reached, resumed: stored !== undefined });
      }
    },
  };
}

/** What a stage takes over from the same one of the round before. */
function withoutSteps(before: TrainerState): Partial<TrainerState> {
  const { batch } = before;
  return { parameters: weightsOf(before), ...(batch === undefined ? {} : { batch }) };
}

function fileOf(part: string, round: number): string {
  return `${part}-${round}.safetensors`;
}

function slotOf(context: PipelineContext, part: string, round: number): CheckpointSlot<Checkpoint> {
  return checkpointSlot(context, fileOf(part, round), decodeTrainerState);
}

/** All that decides a stage's numbers besides config.json; with the steps it gives every draw of its rng. */
async function aboutOf(
  { folder, config }: PipelineContext,
  options: Pick<TrainingStageOptions, "part" | "round" | "model">,
): Promise<About> {
  const { scenarioHash } = config;
  const { round, model } = options;
  const [training, unseen] = await Promise.all([
    openDataset(folder.file(DATASET), { scenarioHash }),
    openDataset(folder.file(HELD_OUT), { scenarioHash }),
  ]);
  return {
    stage: stageOf(options),
    seed: String(config.seed),
    model: JSON.stringify(model),
    [DATASET]: episodesHash(training.entries.slice(0, round.episodes)),
    [HELD_OUT]: episodesHash(unseen.entries),
  };
}

function requireSame(found: About, required: About, path: string): void {
  for (const [name, value] of Object.entries(required)) {
    if (found[name] !== value)
      throw new SpecError(
        `${path}: must have been made with the run's ${name} ${value}, was made with ${found[name] ?? "none that it names"}`,
      );
  }
}

function reportingHooks(
  { reporter }: PipelineContext,
  options: Pick<TrainingStageOptions, "part" | "round" | "share">,
  log: MetricLog,
): Pick<TrainingHooks, "onStep" | "onHeldOut" | "onSmallerBatch"> {
  const { part, round, share = { before: 0, own: 1 } } = options;
  const stage = stageOf(options);
  let heldOutLoss: number | undefined;
  const report = (step: number, metrics: Readonly<Record<string, number>>): void => {
    log.add({ stage, step, ...metrics });
    for (const [name, value] of Object.entries(metrics))
      reporter.metric(seriesOf(part, name), log.axis(part, stage, step), value);
  };
  return {
    onStep: (step, metrics, fraction) => {
      if (step % REPORT_EVERY !== 0 && fraction < 1) return;
      report(step, metrics);
      const heldOut = heldOutLoss === undefined ? "" : `, ${heldOutLoss.toFixed(3)} held out`;
      const message = `step ${step + 1}, loss ${metrics["loss"]?.toFixed(3)}${heldOut}`;
      reporter.progress(round.stage, share.before + share.own * fraction, message);
    },
    onSmallerBatch: (batch, smaller) =>
      reporter.note(`${stage}: device memory does not hold a batch of ${batch}: going on with ${smaller}`),
    onHeldOut: (step, metrics) => {
      heldOutLoss = metrics["loss"];
      report(step, Object.fromEntries(Object.entries(metrics).map(([name, value]) => [heldOutName(name), value])));
    },
  };
}

/** The round's own, but for a member of an ensemble. */
function stageOf({ part, round }: Pick<TrainingStageOptions, "part" | "round">): string {
  return `${part}-${round.index}`;
}

/** `loss` → `heldOutLoss`. */
function heldOutName(metric: string): string {
  return `heldOut${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
}

/** Names the stage in which training left the range of finite numbers, and what is left of it. */
function explained(
  error: unknown,
  {
    stage,
    path,
    reached,
    resumed,
  }: { readonly stage: string; readonly path: string; readonly reached: number | undefined; readonly resumed: boolean },
): unknown {
  if (error instanceof ShapeError && resumed)
    return new SpecError(`${path}: must fit the sizes in config.json: ${error.message}`, { cause: error });
  if (!(error instanceof StateError)) return error;
  const kept =
    reached === undefined ? "no checkpoint was made before" : `${path} keeps the state after step ${reached}`;
  return new StateError(`${stage}: ${error.message}; ${kept}`, { cause: error });
}
