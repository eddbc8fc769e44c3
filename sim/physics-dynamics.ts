/** The true physics as dynamics for planners: an oracle. */
import type { Dynamics, RolloutSize, Rollouts, Transitions } from "./core/dynamics.ts";
import type { Snapshot } from "./core/env.ts";
import { ShapeError, SpecError, StateError } from "./core/errors.ts";
import { createMechanismRoller } from "./rollers/mechanism-roller.ts";
import { createSimulationRoller } from "./rollers/simulation-roller.ts";
import { createSnapshotStepper, type SnapshotStepper } from "./rollers/snapshot-stepper.ts";
import type { Scenario } from "./scenario-types.ts";
import { decodeSnapshot } from "./snapshot-codec.ts";

export interface PhysicsDynamicsOptions {
  /** Control steps for which each decision's action is held. */
  readonly actionRepeat: number;
}

/**
 * Rolls candidates out, and steps snapshots on, in worlds of its own; equal to the bit to stepping the environment from the same
 * snapshot. After the task has terminated rewards are 0. The time limit is not part of the physics: rollouts may look beyond it.
 */
export async function createPhysicsDynamics(
  scenario: Scenario,
  { actionRepeat }: PhysicsDynamicsOptions,
): Promise<Dynamics<Snapshot>> {
  if (!Number.isInteger(actionRepeat) || actionRepeat < 1) {
    throw new SpecError(`createPhysicsDynamics: actionRepeat must be a whole number from 1, got ${actionRepeat}`);
  }
  // Mechanisms roll out side by side in one world; what a task does between steps needs an episode of its own.
  const sideBySide = scenario.physics === "joints" && !scenario.update && scenario.sensors.length === 0;
  const roller = await (sideBySide ? createMechanismRoller : createSimulationRoller)(scenario);
  // Another world, built for the first caller who steps.
  let stepper: Promise<SnapshotStepper> | undefined;
  let disposed = false;
  const actionSize = scenario.actuators.length;

  function requireReady(call: string, actions: Float32Array, shape: string, wanted: readonly number[]): void {
    if (disposed) throw new StateError(`physics dynamics of ${scenario.id}: ${call} after dispose`);
    if (actions.length !== wanted.reduce((product, side) => product * side, 1)) {
      throw new ShapeError(
        `physics dynamics of ${scenario.id}: actions must be ${shape}=[${wanted}], got ${actions.length} numbers`,
      );
    }
    if (!actions.every(Number.isFinite)) {
      throw new StateError(`physics dynamics of ${scenario.id}: actions must be finite, got NaN or Infinity`);
    }
  }

  function rollout(belief: Snapshot, candidates: Float32Array, size: RolloutSize): Rollouts {
    requireReady("rollout", candidates, "[N,T,A]", [size.candidates, size.horizon, actionSize]);
    const total = size.candidates * size.horizon;
    const start = decodeSnapshot(scenario, belief);
    const rewards = new Float32Array(total);
    const terminated = new Float32Array(total);
    if (start.terminated) terminated.fill(1);
    else roller.roll(start.simulation, { ...size, actionRepeat, actions: candidates, rewards, terminated });
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
    async step(beliefs, actions): Promise<Transitions<Snapshot>> {
      requireReady("step", actions, "[N,A]", [beliefs.length, actionSize]);
      stepper ??= createSnapshotStepper(scenario, actionRepeat);
      return (await stepper).step(beliefs, actions);
    },
    async dispose() {
      disposed = true;
      roller.free();
      (await stepper)?.free();
      stepper = undefined;
    },
  };
}
