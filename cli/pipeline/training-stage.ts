/** What the stages that train V, M and the actor have in common: checkpoints, metrics, and going on from where they were. */
import { ShapeError, SpecError, StateError } from "../../sim/index.ts";
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
import { changedVersions, factsOf, requireFacts } from "./checkpoint-facts.ts";
import { CHECKPOINTS, type CheckpointSlot, checkpointSlot } from "./checkpoint-slot.ts";
import type { PipelineContext } from "./context.ts";
import type { MetricLog } from "./metric-log.ts";
import { trainingReport } from "./training-report.ts";
import { versionsInUse } from "./versions.ts";

/** Which round of learning: 0 is the first. */
export interface Round {
  readonly index: number;
  readonly stage: string;
  /** Episodes to train on. */
  readonly episodes: number;
}

export interface TrainingStageOptions {
  /** `vae`, the name of a member of M, or `actor`. */
  readonly part: string;
  readonly round: Round;
  /** The fractions of the round's stage that lie before this part and in it; all of it unless given. */
  readonly share?: { readonly before: number; readonly own: number };
  /** Sizes of the network, which a checkpoint must share. */
  readonly model: object;
  readonly schedule: Schedule;
  /** Where its losses are measured on held-out episodes. */
  readonly heldOut?: HeldOutOptions;
}

export interface TrainingStage {
  /** The weights, where training has ended. */
  readonly weights: Arrays | undefined;
  /** Goes on from this stage's last checkpoint, else from the weights of the round before, else from new ones. */
  run(
    train: (start: Partial<TrainerState> | undefined, hooks: TrainingHooks) => Promise<TrainerState>,
  ): Promise<Arrays>;
}

export async function openTrainingStage(
  context: PipelineContext,
  options: TrainingStageOptions,
  log: MetricLog,
): Promise<TrainingStage> {
  const { part, round, share = { before: 0, own: 1 }, schedule, heldOut } = options;
  const stage = stageOf(options);
  const facts = await factsOf(context, { stage, episodes: round.episodes, model: options.model });
  const versions: About = { ...(await versionsInUse()) };
  const slot = slotOf(context, part, round.index);
  const stored = await slot.load();
  const path = context.folder.file(CHECKPOINTS, fileOf(part, round.index));
  if (stored) requireFacts(stored.about, facts, path);
  const ended = stored !== undefined && hasEnded(stored, schedule, heldOut);
  return {
    weights: ended ? weightsOf(stored) : undefined,
    run: async (train) => {
      let reached = stored?.steps;
      const save = async (state: TrainerState): Promise<void> => {
        const bytes = encodeTrainerState(state, { ...facts, ...versions });
        await log.flush();
        await slot.save(bytes);
        reached = state.steps;
      };
      for (const change of changedVersions(stored?.about ?? {}, versions))
        context.reporter.note(`${stage}: ${change}; from here on its numbers may differ from an undisturbed run's`);
      await log.rewind(stage, stored?.steps ?? 0);
      const before = stored ? undefined : await slotOf(context, part, round.index - 1).load();
      try {
        const state = await train(stored ?? (before && withoutSteps(before)), {
          ...trainingReport(context, { part, stage, within: { stage: round.stage, ...share } }, log),
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

/** The round's own, but for a member of an ensemble. */
function stageOf({ part, round }: Pick<TrainingStageOptions, "part" | "round">): string {
  return `${part}-${round.index}`;
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
