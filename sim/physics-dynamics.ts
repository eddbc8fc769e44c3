/** The true physics as dynamics for planners: an oracle. */
import type { Dynamics, RolloutSize, Rollouts, StatePolicy, Transitions } from "./core/dynamics.ts";
import type { Snapshot } from "./core/env.ts";
import { ShapeError, SpecError, StateError } from "./core/errors.ts";
import type { Rng } from "./core/rng.ts";
import { actAlong } from "./rollers/act-along.ts";
import { createMechanismRoller } from "./rollers/mechanism-roller.ts";
import { createSimulationRoller } from "./rollers/simulation-roller.ts";
import { createSnapshotStepper, type SnapshotStepper } from "./rollers/snapshot-stepper.ts";
import type { Scenario } from "./scenario-types.ts";
import { decodeSnapshot } from "./snapshot-codec.ts";

export interface PhysicsDynamicsOptions {
  /** Control steps for which each decision's action is held. */
  readonly actionRepeat: number;
  /** Tells the values beyond a rollout and after a step, and proposes sequences: "plan online, learn offline" of Lowrey et al. 2019. */
  readonly policy?: StatePolicy | undefined;
}

/**
 * Rolls candidates out, and steps snapshots on, in worlds of its own; equal to the bit to stepping the environment from the same
 * snapshot. After the task has terminated rewards are 0. The time limit is not part of the physics: rollouts may look beyond it.
 */
export async function createPhysicsDynamics(
  scenario: Scenario,
  { actionRepeat, policy }: PhysicsDynamicsOptions,
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
  const stateSize = scenario.observation.elements.length;

  function requireOpen(call: string): void {
    if (disposed) throw new StateError(`physics dynamics of ${scenario.id}: ${call} after dispose`);
  }

  function requireReady(call: string, actions: Float32Array, shape: string, wanted: readonly number[]): void {
    requireOpen(call);
    if (actions.length !== wanted.reduce((product, side) => product * side, 1)) {
      throw new ShapeError(
        `physics dynamics of ${scenario.id}: actions must be ${shape}=[${wanted}], got ${actions.length} numbers`,
      );
    }
    if (!actions.every(Number.isFinite)) {
      throw new StateError(`physics dynamics of ${scenario.id}: actions must be finite, got NaN or Infinity`);
    }
  }

  function openStepper(): Promise<SnapshotStepper> {
    stepper ??= createSnapshotStepper(scenario, actionRepeat);
    return stepper;
  }

  return {
    name: "true",
    actionSpace: scenario.actionSpace,
    actionRepeat,
    begin: (moment) => Promise.resolve(moment.snapshot()),
    advance: (_belief, _action, moment) => Promise.resolve(moment.snapshot()),
    async rollout(belief, candidates, size): Promise<Rollouts> {
      requireReady("rollout", candidates, "[N,T,A]", [size.candidates, size.horizon, actionSize]);
      const total = size.candidates * size.horizon;
      const start = decodeSnapshot(scenario, belief);
      const rewards = new Float32Array(total);
      const terminated = new Float32Array(total);
      const finalStates = policy && new Float32Array(size.candidates * stateSize);
      const outcomes = { rewards, terminated, finalStates };
      if (start.terminated) terminated.fill(1);
      else roller.roll(start.simulation, { ...size, ...outcomes, actionRepeat, actions: candidates });
      return { rewards, terminated, ...(finalStates && { finalValues: await policy.values(finalStates) }) };
    },
    async step(beliefs, actions): Promise<Transitions<Snapshot>> {
      requireReady("step", actions, "[N,A]", [beliefs.length, actionSize]);
      const states = policy && new Float32Array(beliefs.length * stateSize);
      const transitions = (await openStepper()).step(beliefs, actions, states);
      return { ...transitions, ...(states && { values: await policy.values(states) }) };
    },
    ...(policy && {
      async propose(belief: Snapshot, size: RolloutSize, rng: Rng): Promise<Float32Array> {
        requireOpen("propose");
        return actAlong(policy, await openStepper(), belief, { ...size, actionSize }, rng);
      },
    }),
    async dispose() {
      disposed = true;
      roller.free();
      (await stepper)?.free();
      stepper = undefined;
    },
  };
}
