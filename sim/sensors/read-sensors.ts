/** Reads the sensors of an episode. */

import type { Quat, Vec3 } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { rotateVec } from "../core/quaternion.ts";
import { addVec } from "../core/vector.ts";
import type { Engine } from "../physics/engine.ts";
import type { Scenario } from "../scenario-types.ts";
import type { BodyPoseSensorSpec, ContactSensorSpec, JointSensorSpec, LidarSpec, SensorSpec } from "../sensor-types.ts";

/** Sensors that the physics answers; cameras are the environment's. */
export type PhysicsSensorSpec = Exclude<SensorSpec, { kind: "camera" }>;

/** Present values of a sensor, in an array of its own. */
export function readSensor(scenario: Scenario, engine: Engine, sensor: PhysicsSensorSpec): Float32Array {
  switch (sensor.kind) {
    case "lidar":
      return readLidar(scenario, engine, sensor);
    case "joints":
      return readJoints(scenario, engine, sensor);
    case "contact":
      return readContacts(scenario, engine, sensor);
    case "pose":
      return readPoses(scenario, engine, sensor);
  }
}

/** A lookup by name, for the task's functions. */
export function sensorByName(scenario: Scenario, engine: Engine): (name: string) => Float32Array {
  return (name) => {
    const sensor = scenario.sensors.find((candidate) => candidate.name === name);
    return sensor && sensor.kind !== "camera" ? readSensor(scenario, engine, sensor) : unknownSensor(scenario, name);
  };
}

/** A SpecError that names the sensors which a task can read. */
export function unknownSensor(scenario: Scenario, name: string): never {
  const names = scenario.sensors.filter(({ kind }) => kind !== "camera").map((candidate) => candidate.name);
  throw new SpecError(
    `scenario ${scenario.id}: expected the name of a sensor (${names.join(", ") || "none"}), got "${name}"`,
  );
}

function bodyIndex(scenario: Scenario, name: string): number {
  return scenario.bodies.findIndex((body) => body.name === name);
}

function readLidar(scenario: Scenario, engine: Engine, sensor: LidarSpec): Float32Array {
  const body = bodyIndex(scenario, sensor.body);
  const poses = engine.poses();
  const at = body * 7;
  const turn: Quat = [poses[at + 3]!, poses[at + 4]!, poses[at + 5]!, poses[at + 6]!];
  const base: Vec3 = [poses[at]!, poses[at + 1]!, poses[at + 2]!];
  const origin = addVec(base, rotateVec(turn, sensor.position ?? [0, 0, 0]));
  return Float32Array.from(sensor.directions, (direction) => {
    const hit = engine.castRay(origin, rotateVec(turn, direction), sensor.maxDistance, body);
    return hit ? Math.min(hit.distance, sensor.maxDistance) : sensor.maxDistance;
  });
}

function readJoints(scenario: Scenario, engine: Engine, sensor: JointSensorSpec): Float32Array {
  const { positions, velocities } = engine;
  const chosen = scenario.mechanism.joints
    .filter(({ joint }) => sensor.joints?.includes(joint.name) ?? true)
    .map(({ coordinate }) => coordinate);
  return Float32Array.from([...chosen.map((j) => positions[j]!), ...chosen.map((j) => velocities[j]!)]);
}

function readContacts(scenario: Scenario, engine: Engine, sensor: ContactSensorSpec): Float32Array {
  const out = new Float32Array(sensor.bodies.length * 3);
  const force = new Float64Array(3);
  for (const [i, name] of sensor.bodies.entries()) {
    engine.contactForceInto(force, bodyIndex(scenario, name));
    out.set(force, i * 3);
  }
  return out;
}

function readPoses(scenario: Scenario, engine: Engine, sensor: BodyPoseSensorSpec): Float32Array {
  const out = new Float32Array(sensor.bodies.length * 13);
  const velocity = new Float64Array(6);
  const poses = engine.poses();
  for (const [i, name] of sensor.bodies.entries()) {
    const body = bodyIndex(scenario, name);
    out.set(poses.subarray(body * 7, body * 7 + 7), i * 13);
    engine.velocityInto(velocity, body);
    out.set(velocity, i * 13 + 7);
  }
  return out;
}
