import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { type BodySpec, defineScenario, type ScenarioSpec, scenarioHash, tolerance } from "../../sim/index.ts";

const bodies: readonly BodySpec[] = [
  {
    name: "box",
    joint: { name: "slide", kind: "slide", axis: [1, 0, 0] },
    shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, density: 1000 }],
  },
];

const spec: ScenarioSpec = {
  id: "sled",
  description: "A box that slides.",
  timestepSecs: 0.02,
  maxSteps: 10,
  bodies,
  actuators: [{ name: "push", joint: "slide", gear: 1 }],
  camera: { position: [0, -2, 1], target: [0, 0, 0], verticalFovRad: 1 },
  observation: {
    elements: [{ name: "position", unit: "m" }],
    into: (out, { positions }) => {
      out[0] = positions[0] ?? 0;
    },
  },
  start: () => {},
  reward: ({ positions }) => -Math.abs(positions[0] ?? 0),
};

describe("defineScenario", () => {
  it("completes a declaration with spaces, scene and defaults", () => {
    const sled = defineScenario(spec);
    expect(sled.gravity).toEqual([0, 0, -9.81]);
    expect(sled.actionSpace).toMatchObject({ shape: [1], low: [-1], high: [1], names: ["push"] });
    expect(sled.observationSpace["state"]?.low).toEqual([Number.NEGATIVE_INFINITY]);
    // 1000 kg/m³ times a cube of 0.2 m.
    expect(sled.mechanism.links[0]?.mass.mass).toBeCloseTo(8, 12);
  });

  const body = bodies[0];
  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ["a number out of range", { timestepSecs: 0 }, /^scenario sled: timestepSecs: expected >0, got 0$/],
    ["a value of another type", { maxSteps: "many" }, /^scenario sled: maxSteps: expected number, got "many"$/],
    ["a missing field", { reward: undefined }, /^scenario sled: reward: .*Function.*, got nothing$/],
    ["an unknown field", { rewards: 1 }, /^scenario sled: rewards: no such field exists, got/],
    ["an unknown nested field", { camera: { ...spec.camera, zoom: 2 } }, /^scenario sled: camera\.zoom: no such field/],
    ["an id that is not kebab-case", { id: "My Sled" }, /^scenario My Sled: id: expected kebab-case/],
    ["a vector of two", { gravity: [0, 1] }, /^scenario sled: gravity\.2: /],
    [
      "an unknown kind of joint",
      { bodies: [{ ...body, joint: { ...body?.joint, kind: "ball" } }] },
      /bodies\.0\.joint\.kind: /,
    ],
    [
      "an actuator without its joint",
      { actuators: [{ name: "a", joint: "wheel", gear: 1 }] },
      /joint \(slide\), got "wheel"/,
    ],
    ["a parent that comes later", { bodies: [{ ...body, parent: "base" }] }, /bodies\.0\.parent: expected the name/],
    [
      "a free body without contacts",
      { bodies: [{ ...body, joint: undefined, motion: "free" }] },
      /^scenario sled: bodies\.0\.motion: expected physics "bodies" or "articulated" for it, got "free"$/,
    ],
    [
      "a kinematic body without contacts",
      { bodies: [{ ...body, joint: undefined, motion: "kinematic" }] },
      /^scenario sled: bodies\.0\.motion: expected physics "bodies" for it, got "kinematic"$/,
    ],
    [
      "a control without contacts",
      { control: () => {} },
      /^scenario sled: control: expected physics "bodies" or "articulated" for it, got "joints"$/,
    ],
    [
      "a lidar without contacts",
      { sensors: [{ kind: "lidar", name: "eyes", body: "box", directions: [[1, 0, 0]], maxDistance: 1 }] },
      /^scenario sled: sensors: expected physics "bodies" for it, got "joints"$/,
    ],
    ["two bodies of one name", { bodies: [body, body] }, /bodies\.1\.name: expected a name of its own/],
    [
      "a moving body without mass",
      { bodies: [{ ...body, shapes: [] }] },
      /bodies\.0\.shapes: expected a shape with mass/,
    ],
  ];
  it.each(wrong)("names the field of %s", (_, change, message) => {
    const define = (): unknown => defineScenario({ ...spec, ...change } as ScenarioSpec);
    expect(define).toThrow(message);
    expect(define).toThrow(expect.objectContaining({ name: "SpecError" }));
  });
});

describe("a declaration that lacks a field", () => {
  it("is told which", () => {
    const { description: _, ...rest } = spec;
    expect(() => defineScenario(rest as ScenarioSpec)).toThrow(
      /^scenario sled: description: expected a value, got nothing$/,
    );
  });
});

describe("scenarioHash", () => {
  it("changes with anything that changes trajectories, and with nothing else", async () => {
    const base = await scenarioHash(defineScenario(spec));
    expect(base).toMatch(/^[0-9a-f]{32}$/);
    expect(await scenarioHash(defineScenario({ ...spec, description: "Other words.", tags: ["new"] }))).toBe(base);
    const changes: Partial<ScenarioSpec>[] = [
      { timestepSecs: 0.021 },
      { substeps: 5 },
      { maxSteps: 11 },
      { actuators: [{ name: "push", joint: "slide", gear: 1.001 }] },
      { reward: () => 0 },
      { start: ({ rng, setJoint }) => setJoint("slide", 0.001 * rng.normal()) },
      { terminated: ({ positions }) => (positions[0] ?? 0) > 0 },
    ];
    const hashes = await Promise.all(changes.map((change) => scenarioHash(defineScenario({ ...spec, ...change }))));
    expect(new Set([base, ...hashes]).size).toBe(changes.length + 1);
  });

  it("changes with what only a reset option or a factor shows", async () => {
    const range = { description: "A range.", unit: "1", low: 0, high: 1 };
    const optional: ScenarioSpec = {
      ...spec,
      resetOptions: { at: range },
      factors: { lean: { ...range, nominal: 0 } },
    };
    const base = await scenarioHash(defineScenario(optional));
    expect(await scenarioHash(defineScenario({ ...optional }))).toBe(base);
    const changes: Partial<ScenarioSpec>[] = [
      { start: ({ setJoint }, { at = 0 }) => setJoint("slide", at) },
      { gravity: ({ lean = 0 }) => [lean, 0, -9.81] },
    ];
    const hashes = await Promise.all(changes.map((change) => scenarioHash(defineScenario({ ...optional, ...change }))));
    expect(new Set([base, ...hashes]).size).toBe(changes.length + 1);
  });

  it("tells a scenario whose options cannot all be drawn at once, which is for its resets to refuse", async () => {
    const range = { description: "A range.", unit: "1", low: 1, high: 2 };
    const start: ScenarioSpec["start"] = (_, { at }) => {
      if (at !== undefined) throw new Error("not there");
    };
    expect(await scenarioHash(defineScenario({ ...spec, resetOptions: { at: range }, start }))).toMatch(
      /^[0-9a-f]{32}$/,
    );
  });

  // Recorded: it changes only when the hash covers more, when the cart-pole's physics, task or observation changes, or when the
  // arithmetic differs between machines.
  it("is the same on every machine for the cart-pole", async () => {
    expect(await scenarioHash(await loadScenario("cartpole-swingup"))).toBe(RECORDED_CARTPOLE_HASH);
  });
});

describe("tolerance", () => {
  // The formulas of dm_control/utils/rewards.py at hand-picked distances; 0.1 at the margin by definition.
  it("is 1 within the bounds and falls to the value at the margin", () => {
    expect(tolerance(0.5, { bounds: [0, 1] })).toBe(1);
    expect(tolerance(1.5, { bounds: [0, 1] })).toBe(0);
    for (const shape of ["gaussian", "linear", "quadratic"] as const) {
      expect(tolerance(-2, { bounds: [0, 1], margin: 2, shape })).toBeCloseTo(0.1, 14);
    }
    expect(tolerance(1, { margin: 2 })).toBeCloseTo(0.1 ** 0.25, 14);
    expect(tolerance(1, { margin: 2, shape: "linear" })).toBeCloseTo(0.55, 14);
    expect(tolerance(1, { margin: 2, valueAtMargin: 0, shape: "quadratic" })).toBeCloseTo(0.75, 14);
  });
});

const RECORDED_CARTPOLE_HASH = "4f03851699896a5f33f58b0a472fb885";
