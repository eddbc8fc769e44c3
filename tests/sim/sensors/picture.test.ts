/** Depth and segmentation as observations: of every scenario, and of cameras of its own. */
import { describe, expect, it } from "vitest";
import { builtinScenarios, loadScenario } from "../../../scenarios/index.ts";
import { createCamera, createEnv, modalitiesOf } from "../../../sim/index.ts";
import { bodyScenario, floor } from "../../support/body-scenario.ts";

/** From 4 m above a floor with a box 1 m high in the middle of the picture. */
const scenario = bodyScenario({
  bodies: [
    floor(),
    { name: "box", position: [0, 0, 0.5], shapes: [{ geometry: { kind: "box", halfSizes: [0.3, 0.3, 0.5] } }] },
  ],
  camera: { position: [0, 0, 4], target: [0, 0, 0], up: [0, 1, 0], verticalFovRad: 1 },
  sensors: [
    { kind: "camera", name: "near", width: 9, height: 5, image: "depth", maxDistance: 3.5 },
    {
      kind: "camera",
      name: "sky",
      width: 4,
      height: 4,
      image: "depth",
      pose: { position: [0, 0, 2], target: [0, 0, 3], up: [0, 1, 0], verticalFovRad: 1 },
    },
  ],
});

describe("a picture of depth", () => {
  it("tells metres along the line of sight, and its limit for what is farther or nothing", async () => {
    const env = await createEnv(scenario, { observe: ["depth", "near", "sky"] });
    const { observation } = env.reset({ seed: 1 });
    env.close();
    const { depth, near, sky } = observation;
    // The box's top is 3 m below the camera, the floor 4 m; 1,000 m are the limit unless told.
    expect(depth).toHaveLength(64 * 64);
    expect(depth?.[32 * 64 + 32]).toBeCloseTo(3, 5);
    expect(depth?.[0]).toBeCloseTo(4, 5);
    expect(near?.[2 * 9 + 4]).toBeCloseTo(3, 5);
    expect(near?.[0]).toBe(3.5);
    expect(Array.from(sky ?? [])).toEqual(Array(16).fill(1000));
    expect(env.observationSpace["near"]).toMatchObject({ dtype: "float32", shape: [5, 9] });
    expect(env.observationSpace["near"]?.high[0]).toBe(3.5);
  });
});

it("reaches beyond what every built-in scenario shows", async () => {
  for (const id of builtinScenarios) {
    const env = await createEnv(await loadScenario(id));
    env.reset({ seed: 0 });
    const depth = new Float32Array(64 * 64);
    const poses = new Float32Array(env.scene.bodies.length * 7);
    env.posesInto(poses);
    createCamera(env.scene, { width: 64, height: 64 }).renderInto({ depth }, poses);
    env.close();
    expect(Math.max(...depth.filter(Number.isFinite))).toBeLessThan(1000);
  }
});

describe("a picture of bodies", () => {
  it("tells each pixel's body by its index + 1, as bytes", async () => {
    const env = await createEnv(scenario, { observe: ["segmentation"] });
    const { segmentation } = env.reset({ seed: 1 }).observation;
    env.close();
    expect(segmentation).toBeInstanceOf(Uint8Array);
    expect(segmentation?.[32 * 64 + 32]).toBe(2);
    expect(segmentation?.[0]).toBe(1);
    expect(env.observationSpace["segmentation"]).toMatchObject({ dtype: "uint8", shape: [64, 64] });
  });
});

it("every scenario has all three", () => {
  expect(modalitiesOf(scenario)).toEqual(["state", "pixels", "depth", "segmentation", "near", "sky"]);
});
