/** MuJoCo's format: the scenario's bodies, joints, motors and sensors. The task (reward, start, end) is code and stays behind. */

import type { BodySpec, JointSpec, ShapeSpec } from "../body-types.ts";
import type { Geometry, Quat } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { IDENTITY_QUAT } from "../core/quaternion.ts";
import { crossVec, normalizeVec, subtractVec } from "../core/vector.ts";
import type { Scenario } from "../scenario-types.ts";
import { type XmlAttributes, xmlElement } from "./xml.ts";

/**
 * The scenario as MJCF, which MuJoCo compiles. One MuJoCo step is one control step, by Runge-Kutta of fourth order as in
 * DeepMind's suite; controls are the actions in [−1, 1]; each joint has a position and a velocity sensor, named
 * `<joint> position` and `<joint> velocity`.
 */
export function exportMjcf(scenario: Scenario): string {
  const joints = scenario.bodies.flatMap((body) => body.joint ?? []);
  const motors = scenario.actuators.map((actuator) =>
    xmlElement("motor", {
      name: actuator.name,
      joint: actuator.joint,
      gear: actuator.gear,
      ctrllimited: "true",
      ctrlrange: [-1, 1],
    }),
  );
  const sensors = joints.flatMap(({ name }) => [
    xmlElement("jointpos", { name: `${name} position`, joint: name }),
    xmlElement("jointvel", { name: `${name} velocity`, joint: name }),
  ]);
  const option = { timestep: scenario.timestepSecs, gravity: scenario.gravity, integrator: "RK4" };
  return `${xmlElement("mujoco", { model: scenario.id }, [
    xmlElement("compiler", { angle: "radian", autolimits: "true" }),
    xmlElement("option", option, [xmlElement("flag", { contact: "disable" })]),
    xmlElement("worldbody", {}, [
      xmlElement("light", { pos: [0, 0, 4], dir: [0, 0, -1] }),
      cameraElement(scenario),
      ...childElements(scenario, undefined),
    ]),
    xmlElement("actuator", {}, motors),
    xmlElement("sensor", {}, sensors),
  ])}\n`;
}

function childElements(scenario: Scenario, parent: string | undefined): string[] {
  return scenario.bodies.filter((body) => body.parent === parent).map((body) => bodyElement(scenario, body));
}

function bodyElement(scenario: Scenario, body: BodySpec): string {
  const colours = scenario.scene.bodies.find(({ name }) => name === body.name)?.shapes ?? [];
  return xmlElement("body", { name: body.name, pos: body.position, quat: wxyz(body.rotation) }, [
    ...(body.joint ? [jointElement(body.joint)] : []),
    ...body.shapes.map((shape, i) => geomElement(shape, `${body.name} ${i}`, colours[i]?.colour ?? [1, 1, 1])),
    ...childElements(scenario, body.name),
  ]);
}

function jointElement(joint: JointSpec): string {
  return xmlElement("joint", {
    name: joint.name,
    type: joint.kind,
    axis: joint.axis,
    pos: joint.anchor,
    range: joint.range,
    damping: joint.damping,
  });
}

function geomElement(shape: ShapeSpec, name: string, colour: readonly number[]): string {
  return xmlElement("geom", {
    name,
    ...sizeOf(shape.geometry),
    pos: shape.position,
    quat: wxyz(shape.rotation),
    rgba: [...colour, 1],
    // MuJoCo would give a shape without a mass the density of water.
    ...(shape.density === undefined ? { mass: shape.mass ?? 0 } : { density: shape.density }),
    contype: 0,
    conaffinity: 0,
  });
}

/** Half sizes and half lengths, as here; a plane's third size is the spacing of its grid. */
function sizeOf(geometry: Geometry): XmlAttributes {
  switch (geometry.kind) {
    case "box":
      return { type: "box", size: geometry.halfSizes };
    case "sphere":
      return { type: "sphere", size: geometry.radius };
    case "capsule":
    case "cylinder":
      return { type: geometry.kind, size: [geometry.radius, geometry.halfLength] };
    case "plane":
      return { type: "plane", size: [...geometry.halfSizes, 1] };
    case "heightfield":
    case "patch":
    case "mesh":
      throw new SpecError(`MJCF export: geometry must be a primitive, got a ${geometry.kind}`);
  }
}

/** MuJoCo writes the scalar part first. */
function wxyz(rotation: Quat = IDENTITY_QUAT): readonly number[] {
  return [rotation[3], rotation[0], rotation[1], rotation[2]];
}

function cameraElement({ camera }: Scenario): string {
  // A camera looks along its −z, with +y upwards on the image.
  const back = normalizeVec(subtractVec(camera.position, camera.target));
  const vertical = Math.abs(back[2]) > 1 - 1e-9;
  const right = normalizeVec(crossVec(vertical ? [0, 1, 0] : [0, 0, 1], back));
  const up = crossVec(back, right);
  const fovDegrees = (camera.verticalFovRad * 180) / Math.PI;
  return xmlElement("camera", { name: "scene", pos: camera.position, xyaxes: [...right, ...up], fovy: fovDegrees });
}
