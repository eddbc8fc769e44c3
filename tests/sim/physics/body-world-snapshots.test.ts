import { describe, expect, it } from "vitest";
import { allocatedBytes } from "../../../sim/conformance/allocated-memory.ts";
import { type BodySpec, createEnv, createPhysicsDynamics, createRng, type Env } from "../../../sim/index.ts";
import { bodyScenario, floor } from "../../support/body-scenario.ts";

/** Three boxes dropped on one another, a pendulum that hits them and is driven, and a task that remembers. */
const BODIES: readonly BodySpec[] = [
  floor(0.6, 0.2),
  ...[0, 1, 2].map(
    (i): BodySpec => ({
      name: `box ${i}`,
      motion: "free",
      position: [0.02 * i, 0, 0.1 + 0.22 * i],
      shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, mass: 1 }],
    }),
  ),
  {
    name: "pendulum",
    position: [-0.3, 0, 1],
    joint: { name: "hinge", kind: "hinge", axis: [0, 1, 0], damping: 0.01 },
    shapes: [{ geometry: { kind: "sphere", radius: 0.1 }, position: [0, 0, -0.75], mass: 1 }],
  },
];

const PILE = bodyScenario({
  id: "pile",
  bodies: BODIES,
  substeps: 2,
  actuators: [{ name: "swing", joint: "hinge", gear: 12 }],
  control: undefined,
  memory: { sum: 1 },
  observation: {
    elements: [
      { name: "height", unit: "m" },
      { name: "angle", unit: "rad" },
    ],
    into(out, { body, positions }) {
      out[0] = body("box 2").position[2];
      out[1] = positions[0]!;
    },
  },
  start({ rng, setJoint }) {
    setJoint("hinge", 0.9 + 0.1 * rng.uniform());
  },
  update({ memory, rng }) {
    memory["sum"]![0]! += rng.uniform();
  },
  reward: ({ body, memory }) => body("box 1").velocity[0] + (memory["sum"]![0] ?? 0),
});

/** Rewards and poses of steps under a fixed sequence of actions. */
function trace(env: Env, steps: number): readonly number[] {
  const rng = createRng(5);
  const poses = new Float32Array(env.scene.bodies.length * 7);
  return Array.from({ length: steps }, () => {
    const { reward } = env.step([2 * rng.uniform() - 1]);
    env.posesInto(poses);
    return [reward, ...poses];
  }).flat();
}

describe("snapshots in the middle of contact", () => {
  it.each([10, 60, 85, 120])(
    "after %i steps continue bit for bit, in the same and in another environment",
    async (count) => {
      const [env, other] = [await createEnv(PILE), await createEnv(PILE)];
      env.reset({ seed: 3 });
      trace(env, count);
      const saved = env.snapshot();
      const onwards = trace(env, 60);
      env.restore(saved);
      expect(trace(env, 60)).toEqual(onwards);
      other.reset({ seed: 8 });
      trace(other, 7);
      other.restore(saved);
      expect(Array.from(other.snapshot().bytes)).toEqual(Array.from(saved.bytes));
      expect(trace(other, 60)).toEqual(onwards);
      env.close();
      other.close();
    },
  );

  it("are rolled out by the true dynamics to the bit as the environment steps", async () => {
    const env = await createEnv(PILE);
    const dynamics = await createPhysicsDynamics(PILE, { actionRepeat: 2 });
    env.reset({ seed: 4 });
    trace(env, 70);
    const saved = env.snapshot();
    const [candidates, horizon] = [3, 12];
    const actions = Float32Array.from({ length: candidates * horizon }, (_, i) => ((i * 37) % 21) / 10 - 1);
    const { rewards } = await dynamics.rollout(saved, actions, { candidates, horizon });
    const stepped = Float32Array.from(rewards, (_, cell) => {
      if (cell % horizon === 0) env.restore(saved);
      // Summed as the rollout sums: in float32.
      return Math.fround(env.step([actions[cell]!]).reward) + env.step([actions[cell]!]).reward;
    });
    await dynamics.dispose();
    env.close();
    expect(Array.from(rewards)).toEqual(Array.from(stepped));
  });
});

describe("worlds with contacts", () => {
  // Rapier's own restore leaked 2 kB a call: 2 MB here.
  it.each(["reset", "restore"] as const)("hold no more memory after 1,000 calls of %s", async (call) => {
    const env = await createEnv(PILE);
    env.reset({ seed: 0 });
    trace(env, 80);
    const saved = env.snapshot();
    const work = (): void => {
      for (let i = 0; i < 1000; i++) {
        if (call === "reset") env.reset({ seed: i });
        else env.restore(saved);
        env.step([0.5]);
      }
    };
    // The compiler's turn takes longer on a busy machine.
    for (let warmUp = 0; warmUp < 3; warmUp++) work();
    const before = allocatedBytes();
    work();
    expect(allocatedBytes() - before).toBeLessThan(2 ** 19);
    env.close();
  });
});
