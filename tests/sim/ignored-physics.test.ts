/** Declared physics that an engine would drop. */
import { describe, expect, it } from "vitest";
import type { BodySpec, JointSpec, Scenario, ShapeSpec } from "../../sim/index.ts";
import { type BodyWorldSpec, bodyScenario } from "../support/body-scenario.ts";

type Parts = Partial<BodyWorldSpec> & {
  readonly body?: Partial<BodySpec>;
  readonly joint?: Partial<JointSpec>;
  readonly shape?: Partial<ShapeSpec>;
};

/** A wheel on an axle with a motor. */
function wheel({ body, joint, shape, ...spec }: Parts): Scenario {
  const bodies: readonly BodySpec[] = [
    {
      name: "wheel",
      joint: { name: "axle", kind: "hinge", axis: [0, 0, 1], ...joint },
      shapes: [{ geometry: { kind: "sphere", radius: 0.1 }, mass: 1, ...shape }],
      ...body,
    },
  ];
  return bodyScenario({ bodies, actuators: [{ name: "motor", joint: "axle" }], control: undefined, ...spec });
}

const SERVO = { name: "servo", joint: "axle", kind: "velocity", maxForce: 2 } as const;

describe.each(["joints", "articulated"] as const)("physics %s", (physics) => {
  it.each<[string, Parts, string]>([
    ["solverIterations", { solverIterations: 8 }, "8"],
    ["contactFrequencyHz", { contactFrequencyHz: 60 }, "60"],
    ["bodies.0.continuous", { body: { continuous: true } }, "true"],
    ["bodies.0.shapes.0.restitution", { shape: { restitution: 0.5 } }, "0.5"],
  ])("refuses %s, which it ignores", (field, parts, value) => {
    const define = (): unknown => wheel({ ...parts, physics });
    expect(define).toThrow(
      `scenario small-world: ${field}: expected nothing, as physics "${physics}" ignores it, got ${value}`,
    );
    expect(define).toThrow(expect.objectContaining({ name: "SpecError" }));
    expect(() => wheel({ ...parts, physics: "bodies" })).not.toThrow();
  });

  it("takes what says no more than it does", () => {
    expect(() => wheel({ physics, body: { continuous: false }, shape: { restitution: 0 } })).not.toThrow();
  });
});

describe("armature", () => {
  it("is refused by physics joints, which has no rotors, and by no other", () => {
    expect(() => wheel({ physics: "joints", joint: { armature: 0.2 } })).toThrow(
      'scenario small-world: bodies.0.joint.armature: expected nothing, as physics "joints" ignores it, got 0.2',
    );
    for (const physics of ["articulated", "bodies"] as const) {
      expect(() => wheel({ physics, joint: { armature: 0.2 } })).not.toThrow();
    }
  });

  it("is refused where only some factors make it", () => {
    const scenario = bodyScenario({
      physics: "joints",
      factors: { rotor: { description: "inertia of the rotor", unit: "kg m²", low: 0, high: 1, nominal: 0 } },
      bodies: ((factors: Readonly<Record<string, number>>): readonly BodySpec[] => [
        {
          name: "wheel",
          joint: { name: "axle", kind: "hinge", axis: [0, 0, 1], armature: factors["rotor"] },
          shapes: [{ geometry: { kind: "sphere", radius: 0.1 }, mass: 1 }],
        },
      ]) as unknown as readonly BodySpec[],
      actuators: [{ name: "motor", joint: "axle" }],
      control: undefined,
    });
    expect(() => scenario.build({ rotor: 0.5 })).toThrow("bodies.0.joint.armature: expected nothing");
  });
});

describe("a velocity servo", () => {
  it.each<[string, Parts, string]>([
    [
      "a motor on its joint",
      { actuators: [SERVO, { name: "motor", joint: "axle" }] },
      'actuators.1.joint: expected another joint, as the velocity servo servo drives it alone, got "axle"',
    ],
    [
      "a motor declared before it",
      { actuators: [{ name: "motor", joint: "axle" }, SERVO] },
      'actuators.0.joint: expected another joint, as the velocity servo servo drives it alone, got "axle"',
    ],
    [
      "a second servo",
      { actuators: [SERVO, { ...SERVO, name: "again" }] },
      'actuators.1.joint: expected another joint, as the velocity servo servo drives it alone, got "axle"',
    ],
    [
      "damping",
      { actuators: [SERVO], joint: { damping: 0.5 } },
      "bodies.0.joint.damping: expected nothing, as the velocity servo servo takes its place, got 0.5",
    ],
    [
      "a rotor",
      { actuators: [SERVO], joint: { armature: 0.3 } },
      "bodies.0.joint.armature: expected nothing, as the velocity servo servo takes its place, got 0.3",
    ],
  ])("refuses %s, which would do nothing", (_, parts, message) => {
    expect(() => wheel(parts)).toThrow(`scenario small-world: ${message}`);
  });

  it("alone has a greatest force", () => {
    expect(() => wheel({ actuators: [{ name: "motor", joint: "axle", maxForce: 3 }] })).toThrow(
      'scenario small-world: actuators.0.maxForce: expected the kind "velocity" for it, got 3 of a motor',
    );
    expect(() => wheel({ actuators: [SERVO] })).not.toThrow();
  });
});
