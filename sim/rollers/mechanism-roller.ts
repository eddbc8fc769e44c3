/** Rolls candidates of a mechanism out side by side in one Rapier world. */
import { createBuilds } from "../builds.ts";
import { guardTask, requireFiniteReward } from "../guard-function.ts";
import { jointReadings } from "../physics/joint-engine.ts";
import { PhysicsWorld } from "../physics/physics-world.ts";
import type { Build, Scenario } from "../scenario-types.ts";
import { unknownSensor } from "../sensors/read-sensors.ts";
import type { SimulationState } from "../snapshot-codec.ts";
import { createStateReader } from "../state-reader.ts";
import { createEpisodeTask, createTaskState, type EpisodeTask } from "../task.ts";
import type { TaskState } from "../task-types.ts";
import type { Candidates, Roller } from "./roller.ts";

/**
 * Candidates that share one Rapier world. A world's fixed cost per step (about 6 µs) is shared, which halves the time of a
 * candidate's step; from 64 mechanisms on the engine solves joints in SIMD groups, whose last bit differs from a lone world's.
 */
const COPIES = 32;

interface Copy {
  readonly task: EpisodeTask;
  readonly state: TaskState;
  /** Of all copies' coordinates, its own. [J] */
  readonly positions: Float64Array;
  readonly velocities: Float64Array;
}

/** The scenario has physics `joints`, no `update` and no sensors. */
export async function createMechanismRoller(scenario: Scenario): Promise<Roller> {
  let world = await PhysicsWorld.create(scenario, COPIES);
  const { reward, terminated: ended } = guardTask(scenario);
  const builds = createBuilds(scenario);
  const readState = createStateReader(scenario);
  const stateSize = scenario.observation.elements.length;
  let build: Build = scenario;
  const joints = scenario.mechanism.joints.length;
  const actionSize = scenario.actuators.length;
  const positions = new Float64Array(COPIES * joints);
  const velocities = new Float64Array(COPIES * joints);
  const actions = new Float64Array(COPIES * actionSize);
  const copies = Array.from({ length: COPIES }, (_, i): Copy => {
    const own = (all: Float64Array, size: number): Float64Array => all.subarray(i * size, (i + 1) * size);
    const task = { ...createEpisodeTask(scenario), action: own(actions, actionSize) };
    const coordinates = { positions: own(positions, joints), velocities: own(velocities, joints) };
    const readings = jointReadings(() => build, coordinates.positions, coordinates.velocities);
    const state = createTaskState(scenario, readings, task, (name) => unknownSensor(scenario, name));
    return { task, state, ...coordinates };
  });

  /** Sets every copy to the start. */
  function place(start: SimulationState): void {
    for (const { task, positions: q, velocities: v } of copies) {
      task.steps = start.steps;
      task.factors = factorsOf(scenario, start);
      for (const [k, values] of Object.values(task.memory).entries()) values.set(start.memory[k]!);
      task.action.fill(0);
      q.set(start.positions);
      v.set(start.velocities);
    }
  }

  function rollBlock(first: number, count: number, { horizon, actionRepeat, ...rest }: Candidates): void {
    for (let t = 0; t < horizon; t++) {
      for (let copy = 0; copy < count; copy++) {
        const from = ((first + copy) * horizon + t) * actionSize;
        for (let k = 0; k < actionSize; k++) {
          actions[copy * actionSize + k] = Math.min(1, Math.max(-1, rest.actions[from + k]!));
        }
      }
      for (let repeat = 0; repeat < actionRepeat; repeat++) {
        world.step(positions, velocities, actions);
        for (let copy = 0; copy < count; copy++) score(copies[copy]!, (first + copy) * horizon + t, t, rest);
      }
    }
    const { terminated, finalStates } = rest;
    if (!finalStates) return;
    for (let copy = 0, n = first; copy < count; copy++, n++)
      if (terminated[(n + 1) * horizon - 1] === 0)
        readState(copies[copy]!.state, finalStates.subarray(n * stateSize, (n + 1) * stateSize));
  }

  function score({ task, state }: Copy, cell: number, t: number, { rewards, terminated }: Outcomes): void {
    task.steps++;
    if (terminated[cell] === 1 || (t > 0 && terminated[cell - 1] === 1)) {
      terminated[cell] = 1;
      return;
    }
    rewards[cell]! += requireFiniteReward(scenario.id, reward(state), task.steps);
    if (ended?.(state)) terminated[cell] = 1;
  }

  return {
    roll(start, candidates) {
      const wanted = builds(factorsOf(scenario, start));
      if (wanted !== build) {
        build = wanted;
        world = world.rebuild(build);
      }
      for (let first = 0; first < candidates.candidates; first += COPIES) {
        place(start);
        try {
          rollBlock(first, Math.min(COPIES, candidates.candidates - first), candidates);
        } catch (error) {
          world = world.rebuild(build);
          throw error;
        }
      }
    },
    free: () => world.free(),
  };
}

type Outcomes = Pick<Candidates, "rewards" | "terminated">;

function factorsOf(scenario: Scenario, { factors }: SimulationState): Record<string, number> {
  return Object.fromEntries(Object.keys(scenario.factors).map((name, i) => [name, factors[i]!]));
}
