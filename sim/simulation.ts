/** One episode after another of a scenario: its physics and its task. What environments and planners share. */

import { createBuilds } from "./builds.ts";
import type { ResetOptions, Scene } from "./core/env.ts";
import { SpecError } from "./core/errors.ts";
import { type Rng, restoreRng } from "./core/rng.ts";
import { guardTask, requireFiniteReward } from "./guard-function.ts";
import { createArticulatedEngine } from "./physics/articulated-engine.ts";
import { createBodyEngine } from "./physics/body-engine.ts";
import type { Engine } from "./physics/engine.ts";
import { createJointEngine } from "./physics/joint-engine.ts";
import { resolveOptions } from "./reset-options.ts";
import type { Scenario } from "./scenario-types.ts";
import { sensorByName } from "./sensors/read-sensors.ts";
import type { SimulationState } from "./snapshot-codec.ts";
import { overlapFault, requireApart } from "./start-overlap.ts";
import { createEpisodeTask, createTaskState, createTaskWorld, type EpisodeTask } from "./task.ts";
import type { TaskState } from "./task-types.ts";

export interface Simulation {
  readonly engine: Engine;
  readonly state: TaskState;
  /** Of the present episode; the same object until the next one. */
  readonly scene: Scene;
  /** Poses of the scene's bodies, scenery at the origin; valid until the next call. [scene bodies × 7] */
  scenePoses(): Float32Array;
  /** Starts an episode; everything random in it comes from the rng. */
  begin(rng: Rng, options: ResetOptions): void;
  /** One control step under an action within the action space. [A] */
  step(action: ArrayLike<number>): void;
  /** Reward of the last step. A StateError where it is not a number. */
  reward(): number;
  terminated(): boolean;
  save(): SimulationState;
  load(saved: SimulationState): void;
  free(): void;
}

/** Builds the physics. It holds memory outside the garbage collector's reach: `free` it. */
export async function createSimulation(scenario: Scenario): Promise<Simulation> {
  const engine = await createEngine(scenario);
  const task = createEpisodeTask(scenario);
  const state = createTaskState(scenario, engine, task, sensorByName(scenario, engine));
  const world = createTaskWorld(scenario, engine, task, state);
  const { start, control, update, reward, terminated, scenery } = guardTask(scenario);
  const beforeSubstep = control && ((): void => control(world));
  // Published tasks of the articulated engine draw starts that its soft contacts resolve; what options ask for is the caller's own.
  engine.settle();
  const overlapped = overlapFault(scenario, engine) !== undefined;
  const mustBeApart = (options: ResetOptions): boolean =>
    overlapped || (scenario.physics === "bodies" && Object.keys(options).length === 0);
  const builds = createBuilds(scenario);
  let scene: Scene = scenario.scene;
  let placed = new Float32Array();

  return {
    engine,
    state,
    get scene() {
      return scene;
    },
    scenePoses() {
      const poses = engine.poses();
      const length = scene.bodies.length * 7;
      if (poses.length === length) return poses;
      if (placed.length !== length) {
        placed = new Float32Array(length);
        for (let at = 6; at < length; at += 7) placed[at] = 1;
      }
      placed.set(poses);
      return placed;
    },
    begin(rng, options) {
      const { factors, start: asked } = resolveOptions(scenario, options, rng.split("options"));
      task.steps = 0;
      task.factors = factors;
      task.rng = rng.split("start");
      task.action.fill(0);
      for (const values of Object.values(task.memory)) values.fill(0);
      engine.begin(builds(factors));
      start(world, asked);
      requireFiniteStart(scenario, engine, task);
      engine.settle();
      if (mustBeApart(options)) requireApart(scenario, engine);
      scene = sceneOf(scenery, engine, state);
    },
    step(action) {
      task.action.set(action);
      engine.step(task.action, beforeSubstep);
      task.steps++;
      if (!update) return;
      update(world);
      engine.settle();
    },
    reward() {
      return requireFiniteReward(scenario.id, reward(world), task.steps);
    },
    terminated: () => terminated?.(world) ?? false,
    save: () => ({
      steps: task.steps,
      rng: task.rng.save(),
      factors: Object.keys(scenario.factors).map((name) => task.factors[name]!),
      action: task.action.slice(),
      memory: Object.values(task.memory).map((values) => values.slice()),
      positions: engine.positions.slice(),
      velocities: engine.velocities.slice(),
      physics: engine.save(),
    }),
    load(saved) {
      task.steps = saved.steps;
      task.rng = restoreRng(saved.rng);
      task.factors = Object.fromEntries(Object.keys(scenario.factors).map((name, i) => [name, saved.factors[i]!]));
      task.action.set(saved.action);
      for (const [i, values] of Object.values(task.memory).entries()) values.set(saved.memory[i]!);
      engine.load(builds(task.factors), saved.physics, saved.positions, saved.velocities);
      scene = sceneOf(scenery, engine, state);
    },
    free: () => engine.free(),
  };
}

async function createEngine(scenario: Scenario): Promise<Engine> {
  if (scenario.physics === "articulated") return createArticulatedEngine(scenario);
  return scenario.physics === "bodies" ? createBodyEngine(scenario) : createJointEngine(scenario);
}

/** What is drawn of an episode: its bodies, and scenery behind them. */
function sceneOf(scenery: Scenario["scenery"], { build }: Engine, state: TaskState): Scene {
  return scenery ? { ...build.scene, bodies: [...build.scene.bodies, ...scenery(state)] } : build.scene;
}

function requireFiniteStart(scenario: Scenario, engine: Engine, task: EpisodeTask): void {
  const check = (field: string, values: ArrayLike<number>): void => {
    if (Array.prototype.every.call(values, Number.isFinite)) return;
    throw new SpecError(`scenario ${scenario.id}: start: ${field} must be finite numbers, got [${Array.from(values)}]`);
  };
  check("joint positions", engine.positions);
  check("joint velocities", engine.velocities);
  for (const [name, values] of Object.entries(task.memory)) check(`memory ${name}`, values);
  for (const [i, { name }] of scenario.bodies.entries()) {
    check(`pose of ${name}`, engine.poses().subarray(i * 7, i * 7 + 7));
  }
}
