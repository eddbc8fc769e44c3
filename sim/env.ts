/** `createEnv`: a scenario as an environment on Rapier. */
import type { Env, Info, ResetOptions, ResetResult, Snapshot, StepResult } from "./core/env.ts";
import { ShapeError, SpecError, StateError } from "./core/errors.ts";
import { createRng, restoreRng } from "./core/rng.ts";
import type { Observation } from "./core/space.ts";
import { bodyPosesFromJoints } from "./kinematics.ts";
import { PhysicsWorld } from "./physics/physics-world.ts";
import type { Scenario } from "./scenario-types.ts";
import { decodeSnapshot, type EnvState, encodeSnapshot } from "./snapshot-codec.ts";
import { startJoints } from "./start-joints.ts";

const NO_INFO: Info = Object.freeze({});

/** Builds an environment. It holds memory outside the garbage collector's reach: `close` frees it. */
export async function createEnv(scenario: Scenario): Promise<Env> {
  let world = await PhysicsWorld.create(scenario, 1);
  const joints = scenario.mechanism.links.length;
  const actionSize = scenario.actuators.length;
  const action = new Float64Array(actionSize);
  let positions = new Float64Array(joints);
  let velocities = new Float64Array(joints);
  let task = { positions, velocities, action };
  let seeds = createRng(0).split("episodes");
  let steps = 0;
  let phase: "new" | "running" | "terminated" | "truncated" | "failed" = "new";
  let closed = false;

  function requireOpen(call: string): void {
    if (closed) throw new StateError(`${scenario.id}: ${call} needs an open environment, and it was closed`);
  }

  function requireEpisode(call: string): void {
    requireOpen(call);
    if (phase === "new") throw new StateError(`${scenario.id}: ${call} needs an episode, and reset was not called`);
    if (phase === "failed") throw new StateError(`${scenario.id}: ${call} needs a reset, as the physics has failed`);
  }

  function observe(): Observation {
    const state = new Float32Array(scenario.observation.elements.length);
    scenario.observation.into(state, task);
    return { state };
  }

  /** Takes over joints, and leaves a failed world behind. */
  function take(state: Pick<EnvState, "positions" | "velocities">): void {
    if (phase === "failed") world = world.rebuild();
    positions = Float64Array.from(state.positions);
    velocities = Float64Array.from(state.velocities);
    task = { positions, velocities, action };
  }

  function reset(how: { readonly seed?: number; readonly options?: ResetOptions } = {}): ResetResult {
    requireOpen("reset");
    let seed = how.seed;
    if (seed === undefined) seed = seeds.integer(2 ** 53 - 1);
    else seeds = createRng(seed).split("episodes");
    take(startJoints(scenario, createRng(seed).split("start"), how.options ?? {}));
    steps = 0;
    phase = "running";
    action.fill(0);
    return { observation: observe(), info: NO_INFO };
  }

  function step(requested: ArrayLike<number>): StepResult {
    requireEpisode("step");
    if (phase !== "running") {
      throw new StateError(`${scenario.id}: step needs a running episode, and it was ${phase}; call reset`);
    }
    if (requested.length !== actionSize) {
      throw new ShapeError(`${scenario.id}: step: action must be [A]=[${actionSize}], got [${requested.length}]`);
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
    try {
      world.step(positions, velocities, action);
    } catch (error) {
      phase = "failed";
      throw error;
    }
    steps++;
    const reward = scenario.reward(task);
    if (!Number.isFinite(reward)) {
      phase = "failed";
      throw new StateError(`${scenario.id}: reward must be finite, got ${reward} at step ${steps}`);
    }
    const terminated = scenario.terminated?.(task) ?? false;
    const truncated = !terminated && steps >= scenario.maxSteps;
    if (terminated || truncated) phase = terminated ? "terminated" : "truncated";
    return { observation: observe(), info: NO_INFO, reward, terminated, truncated };
  }

  function snapshot(): Snapshot {
    requireEpisode("snapshot");
    const flags = { terminated: phase === "terminated", truncated: phase === "truncated" };
    return encodeSnapshot(scenario, { steps, ...flags, positions, velocities, action, seeds: seeds.save() });
  }

  function restore(saved: Snapshot): ResetResult {
    requireOpen("restore");
    const state = decodeSnapshot(scenario, saved);
    take(state);
    action.set(state.action);
    steps = state.steps;
    seeds = restoreRng(state.seeds);
    phase = state.terminated ? "terminated" : state.truncated ? "truncated" : "running";
    return { observation: observe(), info: NO_INFO };
  }

  function close(): void {
    if (closed) return;
    closed = true;
    world.free();
  }

  return {
    id: scenario.id,
    observationSpace: scenario.observationSpace,
    actionSpace: scenario.actionSpace,
    metadata: { autoresetMode: "disabled" },
    controlStepSecs: scenario.timestepSecs,
    maxSteps: scenario.maxSteps,
    scene: scenario.scene,
    reset,
    step,
    snapshot,
    restore,
    posesInto(out) {
      requireEpisode("posesInto");
      bodyPosesFromJoints(scenario, positions, out);
    },
    close,
  };
}
