/** Rolls candidates out one after another, each from the start's own bytes: for contacts and for tasks that remember. */
import type { Scenario } from "../scenario-types.ts";
import { createSimulation } from "../simulation.ts";
import { createStateReader } from "../state-reader.ts";
import type { Roller } from "./roller.ts";

export async function createSimulationRoller(scenario: Scenario): Promise<Roller> {
  const simulation = await createSimulation(scenario);
  const readState = createStateReader(scenario);
  const stateSize = scenario.observation.elements.length;
  const action = new Float64Array(scenario.actuators.length);
  return {
    roll(start, { candidates, horizon, actionRepeat, actions, rewards, terminated, finalStates }) {
      for (let n = 0; n < candidates; n++) {
        simulation.load(start);
        for (let t = 0; t < horizon; t++) {
          const cell = n * horizon + t;
          if (t > 0 && terminated[cell - 1] === 1) {
            terminated[cell] = 1;
            continue;
          }
          for (let k = 0; k < action.length; k++) {
            action[k] = Math.min(1, Math.max(-1, actions[cell * action.length + k]!));
          }
          for (let repeat = 0; repeat < actionRepeat && terminated[cell] === 0; repeat++) {
            simulation.step(action);
            rewards[cell]! += simulation.reward();
            if (simulation.terminated()) terminated[cell] = 1;
          }
        }
        if (finalStates && terminated[(n + 1) * horizon - 1] === 0)
          readState(simulation.state, finalStates.subarray(n * stateSize, (n + 1) * stateSize));
      }
    },
    free: () => simulation.free(),
  };
}
