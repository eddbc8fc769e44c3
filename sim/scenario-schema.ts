/** Checks a scenario's declaration field by field, and names the first one that is wrong. */
import * as v from "valibot";
import { SpecError } from "./core/errors.ts";

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const name = v.pipe(v.string(), v.nonEmpty());
const vec3 = v.strictTuple([finite, finite, finite]);
const direction = v.pipe(
  vec3,
  v.check(([x, y, z]) => x !== 0 || y !== 0 || z !== 0, "a direction, not the zero vector"),
);
const quat = v.pipe(
  v.strictTuple([finite, finite, finite, finite]),
  v.check((q) => Math.abs(q.reduce((sum, x) => sum + x * x, 0) - 1) < 1e-6, "a unit quaternion (x, y, z, w)"),
);
const range = v.pipe(
  v.strictTuple([finite, finite]),
  v.check(([low, high]) => low < high, "a range [low, high] with low < high"),
);
const func = v.function();
const unitInterval = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const geometry = v.variant("kind", [
  v.strictObject({ kind: v.literal("box"), halfSizes: v.strictTuple([positive, positive, positive]) }),
  v.strictObject({ kind: v.literal("sphere"), radius: positive }),
  v.strictObject({ kind: v.literal("capsule"), radius: positive, halfLength: positive }),
  v.strictObject({ kind: v.literal("cylinder"), radius: positive, halfLength: positive }),
  v.strictObject({ kind: v.literal("plane"), halfSizes: v.strictTuple([positive, positive]) }),
  v.pipe(
    v.strictObject({
      kind: v.literal("heightfield"),
      size: v.strictTuple([positive, positive]),
      rows: v.pipe(count, v.minValue(2)),
      columns: v.pipe(count, v.minValue(2)),
      heights: v.array(finite),
    }),
    v.check(({ rows, columns, heights }) => heights.length === rows * columns, "rows × columns heights"),
  ),
  v.pipe(
    v.strictObject({
      kind: v.literal("patch"),
      rows: v.pipe(count, v.minValue(2)),
      columns: v.pipe(count, v.minValue(2)),
      corners: v.array(finite),
    }),
    v.check(({ rows, columns, corners }) => corners.length === 3 * rows * columns, "3 × rows × columns numbers"),
  ),
  v.pipe(
    v.strictObject({ kind: v.literal("mesh"), vertices: v.array(finite), triangles: v.array(index) }),
    v.check(
      ({ vertices }) => vertices.length >= 12 && vertices.length % 3 === 0,
      "three numbers for each of 4 or more vertices",
    ),
    v.check(
      ({ triangles }) => triangles.length >= 12 && triangles.length % 3 === 0,
      "three indices for each of 4 or more faces",
    ),
    v.check(({ vertices, triangles }) => triangles.every((i) => i * 3 < vertices.length), "indices of vertices"),
  ),
]);

const shape = v.pipe(
  v.strictObject({
    geometry,
    position: v.optional(vec3),
    rotation: v.optional(quat),
    colour: v.optional(v.strictTuple([unitInterval, unitInterval, unitInterval])),
    mass: v.optional(notNegative),
    density: v.optional(notNegative),
    solid: v.optional(v.boolean()),
    friction: v.optional(notNegative),
    restitution: v.optional(unitInterval),
    group: v.optional(name),
    touches: v.optional(v.array(name)),
  }),
  v.check((s) => s.mass === undefined || s.density === undefined, "either mass or density, not both"),
);

const joint = v.strictObject({
  name,
  kind: v.picklist(["slide", "hinge"]),
  axis: direction,
  anchor: v.optional(vec3),
  range: v.optional(range),
  damping: v.optional(notNegative),
  armature: v.optional(notNegative),
});

const body = v.strictObject({
  name,
  parent: v.optional(name),
  position: v.optional(vec3),
  rotation: v.optional(quat),
  motion: v.optional(v.picklist(["joint", "fixed", "free", "kinematic"])),
  joint: v.optional(joint),
  freedoms: v.optional(v.array(v.picklist(["x", "y", "z", "rx", "ry", "rz"]))),
  continuous: v.optional(v.boolean()),
  shapes: v.array(shape),
});

const bodies = v.pipe(v.array(body), v.minLength(1));

const actuator = v.strictObject({
  name,
  joint: v.optional(name),
  kind: v.optional(v.picklist(["motor", "velocity"])),
  gear: v.optional(finite),
  maxForce: v.optional(positive),
});

const rope = v.strictObject({
  bodies: v.strictTuple([name, name]),
  anchors: v.strictTuple([vec3, vec3]),
  length: positive,
});

const vehicle = v.strictObject({
  name,
  chassis: name,
  wheels: v.pipe(
    v.array(
      v.strictObject({
        position: vec3,
        radius: positive,
        suspensionLength: positive,
        suspensionTravel: v.optional(positive),
        stiffness: positive,
        damping: v.optional(notNegative),
        body: v.optional(name),
      }),
    ),
    v.minLength(1),
  ),
});

const camera = v.strictObject({
  position: vec3,
  target: vec3,
  verticalFovRad: v.pipe(v.number(), v.gtValue(0), v.ltValue(3.1)),
  up: v.optional(direction),
  mount: v.optional(v.strictObject({ body: name, turns: v.picklist(["all", "yaw", "none"]) })),
});

/** Pixels along an edge: a space names each of its elements, 786,432 of a picture of 512². `createCamera` takes pictures of any size. */
const side = v.pipe(count, v.maxValue(512));

const sensor = v.variant("kind", [
  v.strictObject({
    kind: v.literal("camera"),
    name,
    width: side,
    height: side,
    image: v.optional(v.picklist(["rgb", "depth", "segmentation"])),
    maxDistance: v.optional(positive),
    pose: v.optional(camera),
  }),
  v.strictObject({
    kind: v.literal("lidar"),
    name,
    body: name,
    position: v.optional(vec3),
    directions: v.pipe(v.array(direction), v.minLength(1)),
    maxDistance: positive,
  }),
  v.strictObject({ kind: v.literal("joints"), name, joints: v.optional(v.pipe(v.array(name), v.minLength(1))) }),
  v.strictObject({ kind: v.literal("contact"), name, bodies: v.pipe(v.array(name), v.minLength(1)) }),
  v.strictObject({ kind: v.literal("pose"), name, bodies: v.pipe(v.array(name), v.minLength(1)) }),
]);

const option = { description: name, unit: name, low: finite, high: finite };

const schema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "kebab-case, such as cartpole-swingup")),
  description: name,
  tags: v.optional(v.array(name)),
  source: v.optional(name),
  physics: v.optional(v.picklist(["joints", "bodies", "articulated"])),
  timestepSecs: positive,
  substeps: v.optional(count),
  solverIterations: v.optional(count),
  contactFrequencyHz: v.optional(positive),
  gravity: v.optional(v.lazy((value) => (typeof value === "function" ? func : vec3))),
  maxSteps: count,
  bodies: v.lazy((value) => (typeof value === "function" ? func : v.array(v.unknown()))),
  actuators: v.pipe(v.array(actuator), v.minLength(1)),
  ropes: v.optional(v.array(rope)),
  vehicles: v.optional(v.array(vehicle)),
  sensors: v.optional(v.array(sensor)),
  camera,
  observation: v.strictObject({
    elements: v.pipe(
      v.array(v.strictObject({ name, unit: name, low: v.optional(v.number()), high: v.optional(v.number()) })),
      v.minLength(1),
    ),
    into: func,
  }),
  resetOptions: v.optional(v.record(v.string(), v.strictObject(option))),
  factors: v.optional(v.record(v.string(), v.strictObject({ ...option, nominal: finite }))),
  memory: v.optional(v.record(v.string(), count)),
  start: func,
  control: v.optional(func),
  update: v.optional(func),
  reward: func,
  rewardRange: v.optional(
    v.pipe(
      v.strictTuple([v.number(), v.number()]),
      v.check(([low, high]) => low < high, "a range [low, high] with low < high"),
    ),
  ),
  terminated: v.optional(func),
  info: v.optional(func),
  caption: v.optional(func),
  scenery: v.optional(func),
  jointsFromObservation: v.optional(func),
});

/** Checks a scenario's declaration, its bodies apart. */
export function checkScenarioFields(spec: unknown): void {
  const id = typeof spec === "object" && spec !== null && "id" in spec ? String(spec.id) : "without id";
  check(schema, spec, `scenario ${id}: `);
}

/** Checks bodies, as declared or as made from factors. */
export function checkBodies(id: string, declared: unknown): void {
  check(v.strictObject({ bodies }), { bodies: declared }, `scenario ${id}: `);
}

/** Raises a SpecError that names the field's path, what was expected and what arrived. */
function check(against: v.GenericSchema, value: unknown, where: string): void {
  const result = v.safeParse(against, value, { abortEarly: true });
  if (result.success) return;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? "(the whole definition)";
  throw new SpecError(`${where}${path}: ${expectation(issue)}, got ${describe(issue.input)}`);
}

function expectation(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === "never") return "no such field exists";
  // A missing key is reported by the object around it, whose expectation is the key's own name.
  if (issue.type === "strict_object" && issue.input === undefined) return "expected a value";
  if (issue.type === "integer") return "expected an integer";
  return `expected ${issue.type === "check" || issue.type === "regex" ? issue.message : issue.expected}`;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
