/** What an environment's observations hold: the state vector, pictures, sensors. */
import { SpecError } from "./core/errors.ts";
import type { BoxSpace, Observation, ObservationSpace } from "./core/space.ts";
import type { Scenario } from "./scenario-types.ts";
import type { CameraSensorSpec, SensorSpec } from "./sensor-types.ts";
import { createPicture } from "./sensors/picture.ts";
import { readSensor } from "./sensors/read-sensors.ts";
import { sensorSpace } from "./sensors/sensor-space.ts";
import type { Simulation } from "./simulation.ts";
import { createStateReader } from "./state-reader.ts";

const SIDE = 64;
/** The pictures that every scenario has, of the size of Ha & Schmidhuber's. A sensor of the same name takes the place of one. */
const PICTURES: readonly CameraSensorSpec[] = [
  { kind: "camera", name: "pixels", width: SIDE, height: SIDE },
  { kind: "camera", name: "depth", width: SIDE, height: SIDE, image: "depth" },
  { kind: "camera", name: "segmentation", width: SIDE, height: SIDE, image: "segmentation" },
];

export interface Observer {
  readonly space: ObservationSpace;
  /** New arrays at every call. */
  observe(): Observation;
}

interface Modality {
  readonly name: string;
  readonly space: BoxSpace;
  readonly read: () => Float32Array | Uint8Array;
}

/** A SpecError for a modality that the scenario does not have. */
export function createObserver(scenario: Scenario, simulation: Simulation, modalities: readonly string[]): Observer {
  if (modalities.length === 0) throw new SpecError(`${scenario.id}: observe must name a modality, got none`);
  const chosen = modalities.map((name) => modality(scenario, simulation, name));
  return {
    space: Object.fromEntries(chosen.map(({ name, space }) => [name, space])),
    observe: () => Object.fromEntries(chosen.map(({ name, read }) => [name, read()])),
  };
}

/** Names of what can be observed in a scenario. */
export function modalitiesOf(scenario: Scenario): string[] {
  return [...new Set(["state", ...[...PICTURES, ...scenario.sensors].map(({ name }) => name)])];
}

/** The sensor that a modality is read by; `undefined` for the state, and for what the scenario does not have. */
export function sensorOf({ sensors }: Scenario, name: string): SensorSpec | undefined {
  return [...sensors, ...PICTURES].find((candidate) => candidate.name === name);
}

function modality(scenario: Scenario, simulation: Simulation, name: string): Modality {
  const { engine, state } = simulation;
  if (name === "state") {
    const space = scenario.observationSpace["state"] as BoxSpace;
    const readInto = createStateReader(scenario);
    const read = (): Float32Array => {
      const out = new Float32Array(scenario.observation.elements.length);
      readInto(state, out);
      return out;
    };
    return { name, space, read };
  }
  const sensor = sensorOf(scenario, name);
  if (!sensor) {
    const known = modalitiesOf(scenario).join(", ");
    throw new SpecError(`${scenario.id}: observe must be of ${known}, got "${name}"`);
  }
  const space = sensorSpace(sensor, scenario.mechanism);
  const read =
    sensor.kind === "camera" ? createPicture(simulation, sensor) : () => readSensor(scenario, engine, sensor);
  return { name, space, read };
}
