/** `createEnv`: a scenario as an environment. */
import type { Env, Info, ResetOptions, ResetResult, Snapshot, StepResult } from "./core/env.ts";
import { ShapeError, SpecError, StateError } from "./core/errors.ts";
import { createRng, restoreRng } from "./core/rng.ts";
import type { Observation } from "./core/space.ts";
import { guardTask } from "./guard-function.ts";
import { createObserver, type Observer } from "./observer.ts";
import type { Scenario } from "./scenario-types.ts";
import { createSimulation, type Simulation } from "./simulation.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-codec.ts";

const NO_INFO: Info = Object.freeze({});

export interface EnvOptions {
  /** Modalities of the observation: `state`; `pixels`, `depth` and `segmentation` (64×64, from the scenario's camera); names of sensors. */
  readonly observe: readonly string[];
}

const DEFAULTS: EnvOptions = { observe: ["state"] };

/** Builds an environment. It holds memory outside the garbage collector's reach: `close` frees it. */
export async function createEnv(scenario: Scenario, options: Partial<EnvOptions> = {}): Promise<Env> {
  const { observe: modalities } = { ...DEFAULTS, ...options };
  const simulation = await createSimulation(scenario);
  const observer = observerOf(scenario, simulation, modalities);
  const { info, caption } = guardTask(scenario);
  const actionSize = scenario.actuators.length;
  const action = new Float64Array(actionSize);
  let seeds = createRng(0).split("episodes");
  let phase: "new" | "running" | "terminated" | "truncated" | "failed" = "new";
  let closed = false;

  function requireOpen(call: string): void {
    if (closed) throw new StateError(`${scenario.id}: ${call} needs an open environment, and it was closed`);
  }

  function requireEpisode(call: string): void {
    requireOpen(call);
    if (phase === "new") throw new StateError(`${scenario.id}: ${call} needs an episode, and reset was not called`);
    if (phase === "failed") throw new StateError(`${scenario.id}: ${call} needs a reset, as the episode has failed`);
  }

  function observed(): { readonly observation: Observation; readonly info: Info } {
    return { observation: observer.observe(), info: info?.(simulation.state) ?? NO_INFO };
  }

  function reset(how: { readonly seed?: number; readonly options?: ResetOptions } = {}): ResetResult {
    requireOpen("reset");
    let seed = how.seed;
    if (seed === undefined) seed = seeds.integer(2 ** 53 - 1);
    else seeds = createRng(seed).split("episodes");
    phase = "failed";
    simulation.begin(createRng(seed), how.options ?? {});
    const first = observed();
    phase = "running";
    return first;
  }

  function requireAction(requested: ArrayLike<number>): void {
    if (requested?.length !== actionSize) {
      const got = requested === undefined || requested === null ? requested : `[${requested.length}]`;
      throw new ShapeError(`${scenario.id}: step: action must be [A]=[${actionSize}], got ${got}`);
    }
    for (let i = 0; i < actionSize; i++) {
      const value = requested[i]!;
      if (!Number.isFinite(value)) {
        throw new SpecError(
          `${scenario.id}: step: action must be finite, got ${value} for ${scenario.actuators[i]?.name}`,
        );
      }
      // An action is float32 in files and in models: what is stored must be what was done.
      action[i] = Math.fround(Math.min(1, Math.max(-1, value)));
    }
  }

  function step(requested: ArrayLike<number>): StepResult {
    requireEpisode("step");
    if (phase !== "running") {
      throw new StateError(`${scenario.id}: step needs a running episode, and it was ${phase}; call reset`);
    }
    requireAction(requested);
    // Until the step has succeeded: whatever throws leaves an episode that cannot go on.
    phase = "failed";
    simulation.step(action);
    const reward = simulation.reward();
    const terminated = simulation.terminated();
    const truncated = !terminated && simulation.state.steps >= scenario.maxSteps;
    const result = { ...observed(), reward, terminated, truncated };
    phase = terminated ? "terminated" : truncated ? "truncated" : "running";
    return result;
  }

  function snapshot(): Snapshot {
    requireEpisode("snapshot");
    return encodeSnapshot(scenario, {
      simulation: simulation.save(),
      terminated: phase === "terminated",
      truncated: phase === "truncated",
      seeds: seeds.save(),
    });
  }

  function restore(saved: Snapshot): ResetResult {
    requireOpen("restore");
    const state = decodeSnapshot(scenario, saved);
    phase = "failed";
    simulation.load(state.simulation);
    seeds = restoreRng(state.seeds);
    const first = observed();
    phase = state.terminated ? "terminated" : state.truncated ? "truncated" : "running";
    return first;
  }

  return {
    id: scenario.id,
    observationSpace: observer.space,
    actionSpace: scenario.actionSpace,
    metadata: { autoresetMode: "disabled" },
    controlStepSecs: scenario.timestepSecs,
    maxSteps: scenario.maxSteps,
    get scene() {
      return simulation.scene;
    },
    reset,
    step,
    snapshot,
    restore,
    caption() {
      requireEpisode("caption");
      return caption?.(simulation.state) ?? "";
    },
    posesInto(out) {
      requireEpisode("posesInto");
      const poses = simulation.scenePoses();
      if (out.length !== poses.length) {
        throw new ShapeError(`posesInto: out must be [bodies × 7]=[${poses.length}], got [${out.length}]`);
      }
      out.set(poses);
    },
    close() {
      if (closed) return;
      closed = true;
      simulation.free();
    },
  };
}

/** The observer of a simulation, which is freed where there can be none. */
function observerOf(scenario: Scenario, simulation: Simulation, modalities: readonly string[]): Observer {
  try {
    return createObserver(scenario, simulation, modalities);
  } catch (error) {
    simulation.free();
    throw error;
  }
}
