/** Snapshots of robots in generalised coordinates. */
import { describe, expect, it } from "vitest";
import { createEnv, createRng, type Env } from "../../../sim/index.ts";
import { createArticulatedEngine } from "../../../sim/physics/articulated-engine.ts";
import { bodyScenario } from "../../support/body-scenario.ts";
import { ROBOT } from "../../support/branching-robot.ts";

const SCENARIO = bodyScenario(ROBOT);

/** Poses of steps under a fixed sequence of actions. */
function trace(env: Env, steps: number): readonly number[] {
  const rng = createRng(5);
  const poses = new Float32Array(env.scene.bodies.length * 7);
  return Array.from({ length: steps }, () => {
    env.step([0, 1, 2].map(() => 2 * rng.uniform() - 1));
    env.posesInto(poses);
    return [...poses];
  }).flat();
}

describe("a robot's snapshot", () => {
  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ["as it was taken", (bytes) => bytes],
    ["in a Buffer", (bytes) => Buffer.from(bytes)],
    // A view whose first byte is at an odd place of larger memory.
    [
      "in the midst of other bytes",
      (bytes) => Buffer.concat([Buffer.from([1]), bytes, Buffer.from([2])]).subarray(1, -1),
    ],
  ])("continues bit for bit %s", async (_, held) => {
    const env = await createEnv(SCENARIO);
    env.reset({ seed: 3 });
    trace(env, 120);
    const { bytes } = env.snapshot();
    const onwards = trace(env, 60);
    env.restore({ bytes: held(bytes) });
    expect(trace(env, 60)).toEqual(onwards);
    env.close();
  });

  it("of another length is refused before it changes anything", () => {
    const engine = createArticulatedEngine(SCENARIO);
    engine.begin(SCENARIO);
    engine.setJoint(0, 0.3, 0);
    const saved = engine.save();
    const other = SCENARIO.build({});
    const load = (): void => engine.load(other, saved.subarray(8), [0, 0, 0], [0, 0, 0]);
    expect(load).toThrow(
      `restore: ${saved.length} bytes of a world of small-world are required, got ${saved.length - 8}`,
    );
    expect(engine.build).toBe(SCENARIO);
    expect(engine.positions[0]).toBe(0.3);
  });
});
