/** Bodies, joints, shapes and the camera as elements of MJCF. */
import type { BodySpec, Freedom, JointSpec, ShapeSpec } from "../body-types.ts";
import type { Geometry, Quat, Vec3 } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { IDENTITY_QUAT } from "../core/quaternion.ts";
import { crossVec, normalizeVec, subtractVec } from "../core/vector.ts";
import { motionOf } from "../mechanism.ts";
import { DEFAULT_FRICTION } from "../physics/collider.ts";
import type { Scenario } from "../scenario-types.ts";
import type { ContactPlan } from "./mjcf-contacts.ts";
import { type XmlAttributes, xmlElement } from "./xml.ts";

const AXES: Readonly<Record<Freedom, Vec3>> = {
  x: [1, 0, 0],
  y: [0, 1, 0],
  z: [0, 0, 1],
  rx: [1, 0, 0],
  ry: [0, 1, 0],
  rz: [0, 0, 1],
};

/** The bodies that hang from `parent`, and what hangs from them. `contacts`: none where nothing touches. */
export function bodyElements(
  scenario: Scenario,
  parent: string | undefined,
  contacts: ContactPlan | undefined,
): string[] {
  return scenario.bodies
    .filter((body) => body.parent === parent)
    .map((body) => {
      const colours = scenario.scene.bodies.find(({ name }) => name === body.name)?.shapes ?? [];
      const attributes = {
        name: body.name,
        mocap: motionOf(body) === "kinematic" ? "true" : undefined,
        pos: body.position,
        quat: wxyz(body.rotation),
      };
      return xmlElement("body", attributes, [
        ...(body.joint ? [jointElement(body.joint)] : []),
        ...(motionOf(body) === "free" ? freedomElements(body) : []),
        ...body.shapes.map((shape, i) =>
          geomElement(shape, `${body.name} ${i}`, colours[i]?.colour ?? [1, 1, 1], contacts),
        ),
        ...siteElements(scenario, body),
        ...(scenario.camera.mount?.body === body.name ? [cameraElement(scenario)] : []),
        ...bodyElements(scenario, body.name, contacts),
      ]);
    });
}

/** The scenario's camera, in the world or in the body that carries it. */
export function cameraElement({ camera }: Scenario): string {
  // A camera looks along its −z, with +y upwards on the image.
  const back = normalizeVec(subtractVec(camera.position, camera.target));
  const upwards = camera.up ?? (Math.abs(back[2]) > 1 - 1e-9 ? [0, 1, 0] : [0, 0, 1]);
  const right = normalizeVec(crossVec(upwards, back));
  const up = crossVec(back, right);
  return xmlElement("camera", {
    name: "scene",
    // MuJoCo's `track` keeps directions; it has no camera that turns about the vertical alone.
    mode: camera.mount && camera.mount.turns !== "all" ? "track" : undefined,
    pos: camera.position,
    xyaxes: [...right, ...up],
    fovy: (camera.verticalFovRad * 180) / Math.PI,
  });
}

function jointElement(joint: JointSpec): string {
  return xmlElement("joint", {
    name: joint.name,
    type: joint.kind,
    axis: joint.axis,
    pos: joint.anchor,
    range: joint.range,
    damping: joint.damping,
    armature: joint.armature,
  });
}

/** A free body's six ways of moving, or some of them as joints of their own. */
function freedomElements({ name, freedoms, rotation }: BodySpec): string[] {
  if (!freedoms || new Set(freedoms).size === 6) return [xmlElement("freejoint", { name })];
  const turns = freedoms.filter((freedom) => freedom.startsWith("r"));
  if (rotation && (freedoms.length > turns.length || turns.length < 3)) {
    throw new SpecError(
      `MJCF export: the free body ${name} must be declared without a rotation, as its freedoms are the world's`,
    );
  }
  if (turns.length === 2) {
    throw new SpecError(`MJCF export: body ${name} must turn about one axis or all three, got ${turns.join(", ")}`);
  }
  const slides = freedoms
    .filter((freedom) => !turns.includes(freedom))
    .map((freedom) => xmlElement("joint", { name: `${name} ${freedom}`, type: "slide", axis: AXES[freedom] }));
  if (turns.length === 3) return [...slides, xmlElement("joint", { name: `${name} r`, type: "ball" })];
  return [
    ...slides,
    ...turns.map((freedom) => xmlElement("joint", { name: `${name} ${freedom}`, type: "hinge", axis: AXES[freedom] })),
  ];
}

function geomElement(
  shape: ShapeSpec,
  name: string,
  colour: readonly number[],
  contacts: ContactPlan | undefined,
): string {
  const bits = contacts?.bits(shape);
  const friction = shape.friction ?? DEFAULT_FRICTION;
  return xmlElement("geom", {
    name,
    ...sizeOf(shape.geometry),
    pos: shape.position,
    quat: wxyz(shape.rotation),
    rgba: [...colour, 1],
    // MuJoCo would give a shape without a mass the density of water.
    ...(shape.density === undefined ? { mass: shape.mass ?? 0 } : { density: shape.density }),
    friction: bits ? [friction, 0.005, 1e-4] : undefined,
    contype: bits?.type ?? 0,
    conaffinity: bits?.affinity ?? 0,
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

/** Where ropes are tied to a body. */
function siteElements({ ropes }: Scenario, body: BodySpec): string[] {
  return ropes.flatMap(({ bodies, anchors }, i) =>
    (["start", "end"] as const).flatMap((end, k) =>
      bodies[k] === body.name ? [xmlElement("site", { name: `rope ${i} ${end}`, pos: anchors[k], size: 0.005 })] : [],
    ),
  );
}

/** MuJoCo writes the scalar part first. */
function wxyz(rotation: Quat = IDENTITY_QUAT): readonly number[] {
  return [rotation[3], rotation[0], rotation[1], rotation[2]];
}
