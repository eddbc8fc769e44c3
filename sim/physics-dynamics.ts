/** The true physics as dynamics for planners: an oracle. */
import type { Dynamics, Rollouts } from "./core/dynamics.ts";
import type { Snapshot } from "./core/env.ts";
import { ShapeError, SpecError, StateError } from "./core/errors.ts";
import { PhysicsWorld } from "./physics/physics-world.ts";
import type { Scenario } from "./scenario-types.ts";
import { decodeSnapshot } from "./snapshot-codec.ts";

/**
 * Candidates that share one Rapier world. A world's fixed cost per step (about 6 µs) is shared, which halves the time of a
 * candidate's step; from 64 mechanisms on the engine solves joints in SIMD groups, whose last bit differs from a lone world's.
 */
const COPIES = 32;

export interface PhysicsDynamicsOptions {
  /** Control steps for which each decision's action is held. */
  readonly actionRepeat: number;
}

/**
 * Rolls candidates out in Rapier worlds of its own; equal to the bit to stepping the environment from the same snapshot. After the
 * task has terminated rewards are 0. The time limit is not part of the physics: rollouts may look beyond it.
 */
export async function createPhysicsDynamics(
  scenario: Scenario,
  { actionRepeat }: PhysicsDynamicsOptions,
): Promise<Dynamics<Snapshot>> {
  if (!Number.isInteger(actionRepeat) || actionRepeat < 1) {
    throw new SpecError(`createPhysicsDynamics: actionRepeat must be a whole number from 1, got ${actionRepeat}`);
  }
  let world = await PhysicsWorld.create(scenario, COPIES);
  let disposed = false;
  const joints = scenario.mechanism.links.length;
  const actionSize = scenario.actuators.length;
  const positions = new Float64Array(COPIES * joints);
  const velocities = new Float64Array(COPIES * joints);
  const actions = new Float32Array(COPIES * actionSize);
  const views = Array.from({ length: COPIES }, (_, copy) => ({
    positions: positions.subarray(copy * joints, (copy + 1) * joints),
    velocities: velocities.subarray(copy * joints, (copy + 1) * joints),
    action: actions.subarray(copy * actionSize, (copy + 1) * actionSize),
  }));

  function rolloutBlock(block: Block): void {
    const { first, count, horizon, candidates, rewards, terminated } = block;
    for (let decision = 0; decision < horizon; decision++) {
      for (let copy = 0; copy < count; copy++) {
        const from = ((first + copy) * horizon + decision) * actionSize;
        for (let k = 0; k < actionSize; k++) {
          actions[copy * actionSize + k] = Math.min(1, Math.max(-1, candidates[from + k]!));
        }
      }
      for (let repeat = 0; repeat < actionRepeat; repeat++) {
        world.step(positions, velocities, actions);
        for (let copy = 0; copy < count; copy++) {
          const cell = (first + copy) * horizon + decision;
          const view = views[copy]!;
          if (terminated[cell] === 1 || (decision > 0 && terminated[cell - 1] === 1)) {
            terminated[cell] = 1;
            continue;
          }
          rewards[cell]! += scenario.reward(view);
          if (scenario.terminated?.(view)) terminated[cell] = 1;
        }
      }
    }
  }

  function rollout(
    belief: Snapshot,
    candidates: Float32Array,
    size: { candidates: number; horizon: number },
  ): Rollouts {
    if (disposed) throw new StateError(`physics dynamics of ${scenario.id}: rollout after dispose`);
    const total = size.candidates * size.horizon;
    if (candidates.length !== total * actionSize) {
      const wanted = [size.candidates, size.horizon, actionSize];
      throw new ShapeError(
        `physics dynamics of ${scenario.id}: actions must be [N,T,A]=[${wanted}], got ${candidates.length} numbers`,
      );
    }
    if (!candidates.every(Number.isFinite)) {
      throw new StateError(`physics dynamics of ${scenario.id}: actions must be finite, got NaN or Infinity`);
    }
    const start = decodeSnapshot(scenario, belief);
    const rewards = new Float32Array(total);
    const terminated = new Float32Array(total);
    if (start.terminated) return { rewards, terminated: terminated.fill(1) };
    for (let first = 0; first < size.candidates; first += COPIES) {
      for (const view of views) {
        view.positions.set(start.positions);
        view.velocities.set(start.velocities);
        view.action.fill(0);
      }
      const count = Math.min(COPIES, size.candidates - first);
      try {
        rolloutBlock({ first, count, horizon: size.horizon, candidates, rewards, terminated });
      } catch (error) {
        world = world.rebuild();
        throw error;
      }
    }
    return { rewards, terminated };
  }

  return {
    name: "true",
    actionSpace: scenario.actionSpace,
    actionRepeat,
    begin: (moment) => Promise.resolve(moment.snapshot()),
    advance: (_belief, _action, moment) => Promise.resolve(moment.snapshot()),
    // A promise that rejects, rather than a throw before there is one.
    rollout: (belief, candidates, size) => new Promise((resolve) => resolve(rollout(belief, candidates, size))),
    dispose() {
      disposed = true;
      world.free();
      return Promise.resolve();
    },
  };
}

interface Block {
  /** Index of the first candidate, and how many there are. */
  readonly first: number;
  readonly count: number;
  readonly horizon: number;
  /** [N,T,A] */
  readonly candidates: Float32Array;
  /** [N,T], written. */
  readonly rewards: Float32Array;
  readonly terminated: Float32Array;
}
