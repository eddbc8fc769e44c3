/** Steps snapshots on by a decision each: for planners that come back to where a decision led. */
import type { Transitions } from "../core/dynamics.ts";
import type { Snapshot } from "../core/env.ts";
import type { Scenario } from "../scenario-types.ts";
import { createSimulation } from "../simulation.ts";
import { decodeSnapshot, encodeSnapshot } from "../snapshot-codec.ts";
import { createStateReader } from "../state-reader.ts";

export interface SnapshotStepper {
  /**
   * actions [N,A], finite; clipped to the action space. `states` [N,O], where given, is filled with the state observations that follow;
   * rows of what has ended stay as they are.
   */
  step(beliefs: readonly Snapshot[], actions: Float32Array, states?: Float32Array): Transitions<Snapshot>;
  /** The state observation of a snapshot. → [O] */
  observe(belief: Snapshot): Float32Array;
  free(): void;
}

/** Each action is held for `actionRepeat` control steps, or until the task has ended; what has ended stays as it is, without reward. */
export async function createSnapshotStepper(scenario: Scenario, actionRepeat: number): Promise<SnapshotStepper> {
  const simulation = await createSimulation(scenario);
  const readState = createStateReader(scenario);
  const stateSize = scenario.observation.elements.length;
  const action = new Float64Array(scenario.actuators.length);
  return {
    step(beliefs, actions, states) {
      const rewards = new Float32Array(beliefs.length);
      const terminated = new Float32Array(beliefs.length);
      const next = beliefs.map((belief, n) => {
        const start = decodeSnapshot(scenario, belief);
        if (start.terminated) {
          terminated[n] = 1;
          return belief;
        }
        simulation.load(start.simulation);
        for (let k = 0; k < action.length; k++) {
          action[k] = Math.min(1, Math.max(-1, actions[n * action.length + k]!));
        }
        for (let repeat = 0; repeat < actionRepeat && terminated[n] === 0; repeat++) {
          simulation.step(action);
          rewards[n]! += simulation.reward();
          if (simulation.terminated()) terminated[n] = 1;
        }
        if (states && terminated[n] === 0)
          readState(simulation.state, states.subarray(n * stateSize, (n + 1) * stateSize));
        const { seeds } = start;
        // The time limit is not part of the physics, so no snapshot from here is truncated.
        return encodeSnapshot(scenario, {
          simulation: simulation.save(),
          terminated: terminated[n] === 1,
          truncated: false,
          seeds,
        });
      });
      return { beliefs: next, rewards, terminated };
    },
    observe(belief) {
      simulation.load(decodeSnapshot(scenario, belief).simulation);
      const state = new Float32Array(stateSize);
      readState(simulation.state, state);
      return state;
    },
    free: () => simulation.free(),
  };
}
