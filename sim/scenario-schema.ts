/** Checks a scenario's declaration field by field, and names the first one that is wrong. */
import * as v from "valibot";
import { SpecError } from "./core/errors.ts";

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
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
]);

const shape = v.pipe(
  v.strictObject({
    geometry,
    position: v.optional(vec3),
    rotation: v.optional(quat),
    colour: v.optional(v.strictTuple([unitInterval, unitInterval, unitInterval])),
    mass: v.optional(notNegative),
    density: v.optional(notNegative),
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
});

const body = v.strictObject({
  name,
  parent: v.optional(name),
  position: v.optional(vec3),
  rotation: v.optional(quat),
  joint: v.optional(joint),
  shapes: v.array(shape),
});

const schema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "kebab-case, such as cartpole-swingup")),
  description: name,
  tags: v.optional(v.array(name)),
  source: v.optional(name),
  timestepSecs: positive,
  substeps: v.optional(count),
  gravity: v.optional(vec3),
  maxSteps: count,
  bodies: v.pipe(v.array(body), v.minLength(1)),
  actuators: v.pipe(v.array(v.strictObject({ name, joint: name, gear: finite })), v.minLength(1)),
  camera: v.strictObject({
    position: vec3,
    target: vec3,
    verticalFovRad: v.pipe(v.number(), v.gtValue(0), v.ltValue(3.1)),
  }),
  observation: v.strictObject({
    elements: v.pipe(
      v.array(v.strictObject({ name, unit: name, low: v.optional(v.number()), high: v.optional(v.number()) })),
      v.minLength(1),
    ),
    into: func,
  }),
  resetOptions: v.optional(
    v.record(v.string(), v.strictObject({ description: name, unit: name, low: finite, high: finite })),
  ),
  start: func,
  reward: func,
  terminated: v.optional(func),
  jointsFromObservation: v.optional(func),
});

/** Raises a SpecError that names the scenario, the field's path, what was expected and what arrived. */
export function checkScenarioFields(spec: unknown): void {
  const result = v.safeParse(schema, spec, { abortEarly: true });
  if (result.success) return;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? "(the whole definition)";
  const id = typeof spec === "object" && spec !== null && "id" in spec ? String(spec.id) : "without id";
  const expected = expectation(issue);
  throw new SpecError(`scenario ${id}: ${path}: ${expected}, got ${describe(issue.input)}`);
}

function expectation(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === "never") return "no such field exists";
  // A missing key is reported by the object around it, whose expectation is the key's own name.
  if (issue.type === "strict_object" && issue.input === undefined) return "expected a value";
  return `expected ${issue.type === "check" || issue.type === "regex" ? issue.message : issue.expected}`;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
