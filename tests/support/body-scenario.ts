/** Small worlds with contacts for tests of the physics. */
import {
  type BodySpec,
  createRng,
  defineScenario,
  type ResetOptions,
  type Scenario,
  type ScenarioSpec,
} from "../../sim/index.ts";
import { createSimulation, type Simulation } from "../../sim/simulation.ts";

/** What a test chooses; the task itself does nothing unless it says so. */
export type BodyWorldSpec = Partial<ScenarioSpec> & { readonly bodies: readonly BodySpec[] };

/** A scenario with contacts: 5 ms steps of four solver iterations, one actuator that drives nothing. */
export function bodyScenario(spec: BodyWorldSpec): Scenario {
  return defineScenario({
    id: "small-world",
    description: "A small world.",
    physics: "bodies",
    timestepSecs: 0.005,
    maxSteps: 100_000,
    actuators: [{ name: "nothing" }],
    control: () => undefined,
    camera: { position: [0, -3, 1], target: [0, 0, 0], verticalFovRad: 0.8 },
    observation: { elements: [{ name: "nothing", unit: "1" }], into: (out) => out.fill(0) },
    start: () => undefined,
    reward: () => 0,
    ...spec,
  } as ScenarioSpec);
}

/** An infinite floor, its top at height 0. */
export function floor(friction = 0.5, restitution = 0): BodySpec {
  return { name: "floor", shapes: [{ geometry: { kind: "plane", halfSizes: [5, 5] }, friction, restitution }] };
}

/** Opens a world, begins an episode, hands it over and frees it. */
export async function inWorld<R>(
  spec: BodyWorldSpec,
  use: (simulation: Simulation, step: (count: number) => void) => R,
  options: ResetOptions = {},
): Promise<R> {
  const scenario = bodyScenario(spec);
  const simulation = await createSimulation(scenario);
  try {
    simulation.begin(createRng(1), options);
    const action = new Float64Array(scenario.actuators.length);
    return use(simulation, (count) => {
      for (let i = 0; i < count; i++) simulation.step(action);
    });
  } finally {
    simulation.free();
  }
}
