/** `dreamEnv`: the learned model as an environment, in which whatever acts in the true scenario acts. */
import {
  type BoxSpace,
  createRng,
  type Env,
  type Info,
  type ResetOptions,
  type ResetResult,
  ShapeError,
  type Snapshot,
  SpecError,
  StateError,
  type StepResult,
  UsageError,
} from "../../sim/core/index.ts";
import type { TrainedModel } from "../checkpoint/model-files.ts";
import type { WorldModelConfig } from "../models/world-model.ts";
import { beginDream, type DreamMoment, resumeDream, stepDream } from "./dream-episode.ts";
import { type DreamModel, openDreamModel } from "./dream-model.ts";
import { type DreamObserver, dreamObserver } from "./dream-observer.ts";
import { beadPosesInto, dreamScene } from "./dream-scene.ts";
import { decodeDream, dreamDigest, encodeDream } from "./dream-state.ts";

export interface DreamEnvOptions {
  /**
   * τ, above 0. Mixture logits are divided by it, noise is multiplied by √τ: above 1 the dream is less certain than M, which keeps an
   * agent from exploiting what M has wrong (Ha & Schmidhuber 2018, section 4.3).
   */
  readonly temperature: number;
  /** Modalities of the observation: the one that V sees, decoded when it is first read, and `z`. The former unless given. */
  readonly observe?: readonly string[] | undefined;
}

const DEFAULTS: DreamEnvOptions = { temperature: 1 };
const NO_INFO: Info = Object.freeze({});

/**
 * The dream of a trained model under the scenario's id, action space, control step and time limit. A step is a control step. M knows
 * decisions of `actionRepeat` control steps with one action: within one z moves evenly to where it leads, and of actions that differ
 * the mean so far counts. Episodes begin as training episodes did. One thread of the CPU computes it, so that the same seed and actions
 * give the same bytes. Draws z as beads. A reset option is a SpecError: M learned one distribution of worlds.
 *
 * @example
 * const env = dreamEnv(await loadTrainedModel("runs/take-cover-1"), { temperature: 1.15 });
 * const { observation } = env.reset({ seed: 1 });
 * const { reward, terminated } = env.step([1]);
 * env.close();
 */
export function dreamEnv(
  { model, starts }: Pick<TrainedModel, "model" | "starts">,
  options: Partial<DreamEnvOptions> = {},
): Env {
  const { config } = model;
  const { scenario: id, actionSpace } = config;
  const { temperature, observe = [config.modality] } = { ...DEFAULTS, ...options };
  if (!(temperature > 0 && Number.isFinite(temperature)))
    throw new UsageError(`dream of ${id}: temperature must be a number above 0, got ${temperature}`);
  const dreamer = openDreamModel(model, temperature);
  const observer = observerOf(config, dreamer, observe);
  const scene = dreamScene(config.rnn.latents);
  let known: string | undefined;
  let seeds = createRng(0).split("episodes");
  let now: DreamMoment | "new" | "failed" = "new";
  let closed = false;

  const digest = (): string => {
    known ??= dreamDigest(model, temperature);
    return known;
  };

  function requireOpen(call: string): void {
    if (closed) throw new StateError(`dream of ${id}: ${call} needs an open environment, and it was closed`);
  }

  function requireEpisode(call: string): DreamMoment {
    requireOpen(call);
    if (now === "new") throw new StateError(`dream of ${id}: ${call} needs an episode, and reset was not called`);
    if (now === "failed") throw new StateError(`dream of ${id}: ${call} needs a reset, as the episode has failed`);
    return now;
  }

  function arrive(moment: DreamMoment): ResetResult {
    now = moment;
    return { observation: observer.observe(moment.z), info: NO_INFO };
  }

  function reset(how: { readonly seed?: number; readonly options?: ResetOptions } = {}): ResetResult {
    requireOpen("reset");
    const [unknown] = Object.keys(how.options ?? {});
    if (unknown !== undefined)
      throw new SpecError(
        `dream of ${id}: reset: a dream has no options, got ${unknown}; it is of the worlds that M has seen`,
      );
    let seed = how.seed;
    if (seed === undefined) seed = seeds.integer(2 ** 53 - 1);
    else seeds = createRng(seed).split("episodes");
    return arrive(beginDream(config, starts, createRng(seed)));
  }

  function step(requested: ArrayLike<number>): StepResult {
    const before = requireEpisode("step");
    const { phase } = before.state;
    if (phase !== "running")
      throw new StateError(`dream of ${id}: step needs a running episode, and it was ${phase}; call reset`);
    const action = actionWithin(actionSpace, requested, id);
    // Until the step has succeeded: whatever throws leaves an episode that cannot go on.
    now = "failed";
    const { moment, reward } = stepDream(config, dreamer, before, action);
    const { phase: reached } = moment.state;
    return { ...arrive(moment), reward, terminated: reached === "terminated", truncated: reached === "truncated" };
  }

  function restore(saved: Snapshot): ResetResult {
    requireOpen("restore");
    const dream = decodeDream(digest(), saved);
    now = "failed";
    ({ seeds } = dream);
    return arrive(resumeDream(config, dreamer, dream.state));
  }

  return {
    id,
    observationSpace: observer.space,
    actionSpace,
    metadata: { autoresetMode: "disabled" },
    controlStepSecs: config.controlStepSecs,
    maxSteps: config.maxSteps,
    scene,
    reset,
    step,
    snapshot: () => encodeDream(digest(), { state: requireEpisode("snapshot").state, seeds }),
    restore,
    caption() {
      requireEpisode("caption");
      return `dream, temperature ${temperature}`;
    },
    posesInto: (out) => beadPosesInto(requireEpisode("posesInto").z, out),
    close() {
      closed = true;
      dreamer.dispose();
    },
  };
}

/** The observer of a dream, whose model is freed where there can be none. */
function observerOf(config: WorldModelConfig, dreamer: DreamModel, observe: readonly string[]): DreamObserver {
  try {
    return dreamObserver(config, dreamer, observe);
  } catch (error) {
    dreamer.dispose();
    throw error;
  }
}

/** float32 as in files and in models, clipped to its space. */
function actionWithin({ low, high, names }: BoxSpace, requested: ArrayLike<number>, id: string): Float32Array {
  if (requested?.length !== names.length) {
    const got = requested === undefined || requested === null ? requested : `[${requested.length}]`;
    throw new ShapeError(`dream of ${id}: step: action must be [A]=[${names.length}], got ${got}`);
  }
  return Float32Array.from(requested, (value, i) => {
    if (!Number.isFinite(value))
      throw new SpecError(`dream of ${id}: step: action must be finite, got ${value} for ${names[i]}`);
    return Math.min(high[i] ?? 1, Math.max(low[i] ?? -1, value));
  });
}
