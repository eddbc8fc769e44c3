import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, type Env, type ResetOptions, type StepResult } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";

describeEnvContract("billiards", () => loadScenario("billiards"));

/** No friction anywhere, two balls. */
const SMOOTH = { clothFriction: 0, cushionFriction: 0, rollingResistance: 0, balls: 2 };
const HEAD_ON = { cueX: -0.3, cueY: 0, targetX: 0, targetY: 0, cueVelocityX: 1, cueVelocityY: 0, targetVelocityX: 0 };

interface Ball {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly spin: readonly [number, number];
}

function ballOf({ observation }: Pick<StepResult, "observation">, index: number): Ball {
  const [x = 0, y = 0, vx = 0, vy = 0, sx = 0, sy = 0] = observation["state"]?.subarray(index * 6, index * 6 + 6) ?? [];
  return { x, y, vx, vy, spin: [sx, sy] };
}

async function play<R>(options: ResetOptions, use: (env: Env, idle: (steps: number) => StepResult) => R): Promise<R> {
  const env = await createEnv(await loadScenario("billiards"));
  env.reset({ seed: 1, options });
  const idle = (steps: number): StepResult => {
    for (let i = 1; i < steps; i++) env.step([0, 0]);
    return env.step([0, 0]);
  };
  const result = use(env, idle);
  env.close();
  return result;
}

describe("billiards", () => {
  // Momentum stays; in the frame of the centre of mass e² of the energy does. v₁' = v (m₁ − e m₂)/(m₁ + m₂), v₂' = v m₁ (1 + e)/(m₁ + m₂).
  it.each([
    { ballRestitution: 1, cueMass: 0.17 },
    { ballRestitution: 1, cueMass: 0.34 },
    { ballRestitution: 0.5, cueMass: 0.17 },
    { ballRestitution: 0, cueMass: 0.085 },
  ])("collides head on as %o says", (factors) =>
    play({ ...SMOOTH, ...HEAD_ON, ...factors }, (_, idle) => {
      const after = idle(18);
      const { ballRestitution: e, cueMass: m } = factors;
      const sum = m + 0.17;
      expect(ballOf(after, 0).vx).toBeCloseTo((m - e * 0.17) / sum, 3);
      expect(ballOf(after, 1).vx).toBeCloseTo((m * (1 + e)) / sum, 3);
      expect(after.info["momentumX"]).toBeCloseTo(m, 4);
      const ofCentre = (m * m) / (2 * sum);
      const relative = ((m * 0.17) / sum / 2) * e * e;
      expect(after.info["kineticEnergy"]).toBeCloseTo(ofCentre + relative, 4);
    }),
  );

  it("keeps momentum and energy when elastic balls glance, which part at right angles", () =>
    play({ ...SMOOTH, ...HEAD_ON, ballRestitution: 1, cueY: 0.05 }, (_, idle) => {
      const after = idle(18);
      expect(after.info["momentumX"]).toBeCloseTo(0.17, 4);
      expect(after.info["momentumY"]).toBeCloseTo(0, 4);
      expect(Math.abs((after.info["kineticEnergy"] ?? 0) / 0.085 - 1)).toBeLessThan(0.01);
      const [cue, target] = [ballOf(after, 0), ballOf(after, 1)];
      const cosine =
        (cue.vx * target.vx + cue.vy * target.vy) / Math.hypot(cue.vx, cue.vy) / Math.hypot(target.vx, target.vy);
      expect(Math.abs(cosine)).toBeLessThan(0.03);
    }));

  // The normal component turns round times the mean restitution, (1 + 0.6)/2; the other one stays.
  it("reflects from a smooth cushion: angle out after angle in and restitution", () =>
    play(
      {
        ...SMOOTH,
        ...HEAD_ON,
        cueX: 0.2,
        cueY: 0,
        cueVelocityX: 0.8,
        cueVelocityY: 0.5,
        targetX: -0.4,
        targetY: -0.3,
        ballRestitution: 1,
        cushionRestitution: 0.6,
      },
      (_, idle) => {
        const { vx, vy, x } = ballOf(idle(25), 0);
        expect(x).toBeLessThan(0.45);
        expect(vx).toBeCloseTo(-0.8 * 0.8, 3);
        expect(vy).toBeCloseTo(0.5, 3);
      },
    ));

  // A sphere that starts sliding at v rolls at 5/7 v, after 2 v/(7 μ g) = 0.15 s, with the spin v/r about the axis across its way.
  it("slides until it rolls, at five sevenths of its speed", () =>
    play({ ...SMOOTH, ...HEAD_ON, cueX: -0.4, cueY: 0.3, targetY: -0.3, clothFriction: 0.2 }, (_, idle) => {
      const { vx, spin } = ballOf(idle(15), 0);
      expect(vx).toBeCloseTo(5 / 7, 2);
      expect(spin[1] * 0.04).toBeCloseTo(vx, 2);
      expect(spin[0]).toBeCloseTo(0, 2);
    }));

  // v² = 2 μ g s, and it stays where it stops.
  it("slows down by rolling resistance times g, and stops", () =>
    play(
      {
        ...SMOOTH,
        ...HEAD_ON,
        cueX: -0.44,
        cueY: 0.3,
        targetY: -0.3,
        clothFriction: 0.5,
        rollingResistance: 0.05,
        cueVelocityX: 0.7,
      },
      (_, idle) => {
        const rolling = ballOf(idle(15), 0);
        const later = ballOf(idle(25), 0);
        expect((rolling.vx - later.vx) / 0.5).toBeCloseTo(0.05 * 9.81, 1);
        const { x, vx } = ballOf(idle(100), 0);
        expect(x - rolling.x).toBeCloseTo(rolling.vx ** 2 / (2 * 0.05 * 9.81), 1);
        expect(Math.abs(vx)).toBeLessThan(1e-3);
      },
    ));

  // 0.6 N on 0.17 kg that rolls: a = 5/7 F/m.
  it("moves the cue ball by the action alone", () =>
    play({ ...SMOOTH, ...HEAD_ON, cueVelocityX: 0, clothFriction: 0.5 }, (env) => {
      let after = env.step([0, 0.5]);
      for (let i = 1; i < 20; i++) after = env.step([0, 0.5]);
      expect(ballOf(after, 0).vy).toBeCloseTo(((5 / 7) * 0.3 * 0.4) / 0.17, 1);
      expect(ballOf(after, 0).vx).toBeCloseTo(0, 3);
      expect(ballOf(after, 1).vy).toBeCloseTo(0, 3);
    }));

  it("rewards 1 on the mark, and 0.1 at 0.64 m from it", async () => {
    const still = { ...HEAD_ON, cueVelocityX: 0 };
    expect(await play({ ...still, markX: 0.03, markY: 0.02 }, (_, idle) => idle(1).reward)).toBe(1);
    // √(0.4² + 0.3²) = 0.5: a gaussian of 0.1^((0.46/0.6)²).
    const away = await play({ ...still, markX: 0.4, markY: 0.3 }, (_, idle) => idle(1).reward);
    expect(away).toBeCloseTo(0.1 ** ((0.46 / 0.6) ** 2), 3);
  });

  it("starts without contact, the mark away from the target, whatever the seed", async () => {
    const env = await createEnv(await loadScenario("billiards"));
    for (let seed = 0; seed < 100; seed++) {
      const first = env.reset({ seed, options: { ballRadius: 0.05, balls: 6 } });
      const balls = [0, 1, 2, 3, 4, 5, 6].map((i) => ballOf(first, i));
      for (const [i, a] of balls.entries()) {
        expect(Math.abs(a.y) < 0.37 && Math.abs(a.x) < 0.45).toBe(i < 6);
        for (const b of balls.slice(0, i)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(0.1);
      }
      expect(first.info["distanceToMark"]).toBeGreaterThan(0.2 - 1e-6);
    }
    expect(() => env.reset({ options: { cueX: 0, cueY: 0, targetX: 0.05, targetY: 0 } })).toThrow(
      "scenario billiards: start: targetX, targetY: expected a place beside the cue ball, got (0.05, 0)",
    );
    env.close();
  });
});
