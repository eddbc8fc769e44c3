import { describe, expect, it } from "vitest";
import { type BodySpec, defineScenario, pictureHash, type ScenarioSpec, scenarioHash } from "../../sim/index.ts";

const body: BodySpec = {
  name: "box",
  joint: { name: "slide", kind: "slide", axis: [1, 0, 0] },
  shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, density: 1000, colour: [0.2, 0.4, 0.6] }],
};

const spec: ScenarioSpec = {
  id: "sled",
  description: "A box that slides.",
  timestepSecs: 0.02,
  maxSteps: 10,
  bodies: [body],
  actuators: [{ name: "push", joint: "slide", gear: 1 }],
  sensors: [{ kind: "camera", name: "above", width: 16, height: 8 }],
  camera: { position: [0, -2, 1], target: [0, 0, 0], verticalFovRad: 1 },
  observation: {
    elements: [{ name: "position", unit: "m" }],
    into: (out, { positions }) => {
      out[0] = positions[0] ?? 0;
    },
  },
  start: () => {},
  reward: () => 0,
};
const recoloured = { ...body, shapes: body.shapes.map((shape) => ({ ...shape, colour: [0.6, 0.4, 0.2] })) };
const sign = { name: "sign", moves: false };
const square = { geometry: { kind: "plane", halfSizes: [0.3, 0.3] }, position: [0, 0, 0.3], rotation: [0, 0, 0, 1] };

describe("pictureHash", () => {
  const changes: readonly (readonly [string, object])[] = [
    ["the camera", { camera: { ...spec.camera, position: [0, -2.1, 1] } }],
    ["a colour", { bodies: [recoloured] }],
    ["the scenery", { scenery: () => [{ ...sign, shapes: [{ ...square, colour: [1, 0, 0] }] }] }],
  ];
  it.each(changes)("changes with %s, which the scenario's hash leaves out", async (_, change) => {
    const [base, changed] = [defineScenario(spec), defineScenario({ ...spec, ...change } as ScenarioSpec)];
    expect(await scenarioHash(changed)).toBe(await scenarioHash(base));
    const [one, other] = [await pictureHash(base, ["pixels"]), await pictureHash(changed, ["pixels"])];
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(other).toMatch(/^[0-9a-f]{32}$/);
    expect(other).not.toBe(one);
  });

  it("is the same in any order of the modalities, other for other cameras, and none without one", async () => {
    const scenario = defineScenario(spec);
    const [both, above] = [await pictureHash(scenario, ["pixels", "above"]), await pictureHash(scenario, ["above"])];
    expect(await pictureHash(scenario, ["above", "state", "pixels"])).toBe(both);
    expect(await pictureHash(defineScenario({ ...spec, description: "Other words." }), ["above"])).toBe(above);
    expect(new Set([both, above, await pictureHash(scenario, ["pixels"])]).size).toBe(3);
    expect(await pictureHash(scenario, ["state"])).toBeUndefined();
  });
});
