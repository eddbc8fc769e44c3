import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, type Env, type ResetOptions } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";

describeEnvContract("projectile", () => loadScenario("projectile"));

type Flight = { readonly position: number[]; readonly velocity: number[] };
const STEP = 0.02;

describe("projectile", () => {
  let env: Env;
  beforeAll(async () => {
    env = await createEnv(await loadScenario("projectile"));
  });
  afterAll(() => env.close());

  /** The ball after each step, its start first. */
  function fly(options: ResetOptions, steps: number, action = [0, 0, 0]): Flight[] {
    const seen = ({ observation }: { observation: Readonly<Record<string, ArrayLike<number>>> }): Flight => {
      const state = Array.from(observation["state"] ?? []);
      return { position: state.slice(0, 3), velocity: state.slice(3, 6) };
    };
    const flights = [seen(env.reset({ seed: 0, options }))];
    for (let step = 0; step < steps; step++) flights.push(seen(env.step(action)));
    return flights;
  }

  // x = v t, z = 1 + v t − ½ g t². Symplectic Euler at h = 2.5 ms falls ½ g h t further: 0.01226 m/s · t.
  it("flies a parabola without air", () => {
    const flights = fly({ airDensity: 0, speed: 8, elevation: Math.PI / 4, azimuth: 0 }, 40);
    const v = 8 / Math.SQRT2;
    for (const [i, { position }] of flights.entries()) {
      const t = i * STEP;
      expect(Math.abs((position[0] ?? 0) - (-3 + v * t))).toBeLessThan(1e-4);
      expect(Math.abs((position[2] ?? 0) - (1 + v * t - 0.5 * 9.81 * t * t))).toBeLessThan(0.01227 * t + 1e-4);
    }
  });

  it("slows down in thick air as a Runge-Kutta integration does", () => {
    const flights = fly(
      { airDensity: 8, dragCoefficient: 1, radius: 0.1, speed: 12, elevation: 0.9, azimuth: 0, wind: -2 },
      40,
    );
    const k = (0.5 * 8 * 1 * Math.PI * 0.01) / 0.5;
    const slope = (v: readonly number[]): number[] => {
      const [x, z] = [(v[0] ?? 0) + 2, v[1] ?? 0];
      const speed = Math.hypot(x, z);
      return [-k * speed * x, -k * speed * z - 9.81];
    };
    let v = [12 * Math.cos(0.9), 12 * Math.sin(0.9)];
    const h = 1e-3;
    for (let i = 0; i < 800; i++) {
      const step = (from: number[], by: number[], share: number): number[] =>
        from.map((x, d) => x + share * (by[d] ?? 0));
      const a = slope(v);
      const b = slope(step(v, a, h / 2));
      const c = slope(step(v, b, h / 2));
      const d = slope(step(v, c, h));
      v = v.map((x, i) => x + (h / 6) * ((a[i] ?? 0) + 2 * (b[i] ?? 0) + 2 * (c[i] ?? 0) + (d[i] ?? 0)));
    }
    // First order in h = 2.5 ms: about ½ g h = 0.0123 m/s.
    expect(Math.abs((flights[40]?.velocity[0] ?? 0) - (v[0] ?? 0))).toBeLessThan(0.0123);
    expect(Math.abs((flights[40]?.velocity[2] ?? 0) - (v[1] ?? 0))).toBeLessThan(0.0123);
  });

  // ½ ρ c A v² = m g: v = √(2 · 0.1 · 9.81 / (10 · 1 · π 0.2²)) = 1.2495 m/s. It has fallen for long enough after 0.5 s (v/g = 0.13 s).
  it("falls at its terminal velocity", () => {
    const options = { mass: 0.1, radius: 0.2, airDensity: 10, dragCoefficient: 1, speed: 0 };
    const [{ velocity } = { velocity: [] }] = fly(options, 25).slice(-1);
    const terminal = Math.sqrt((2 * 0.1 * 9.81) / (10 * Math.PI * 0.04));
    // The step settles where k v² = g (1 + k v h): ½ k v h = ½ · 6.28 · 1.25 · 0.0025 = 1 % above it.
    expect(-(velocity[2] ?? 0) / terminal - 1).toBeGreaterThan(0);
    expect(-(velocity[2] ?? 0) / terminal - 1).toBeLessThan(0.011);
  });

  // From 0.8 m above the floor at rest, the share e² is left, as height and as v²/2g. A first-order step is wrong by up to h v/2 =
  // 0.005 m of it before and after, and meets the floor up to h v = 0.01 m late.
  it.each([0.3, 0.5, 0.7, 0.9, 1])("bounces to e² of its height for e = %f", (restitution) => {
    const flights = fly({ airDensity: 0, speed: 0, restitution, friction: 0 }, 60);
    const after = flights.find(({ velocity }) => (velocity[2] ?? 0) > 0);
    const height = (after?.position[2] ?? 0) - 0.2 + ((after?.velocity[2] ?? 0) * (after?.velocity[2] ?? 0)) / 19.62;
    expect(Math.abs(height / 0.8 - restitution * restitution)).toBeLessThan(0.02);
  });

  it("loses energy in air at every step of a flight with bounces", () => {
    const energies = fly({ speed: 10, elevation: 0.8 }, 100).map(
      ({ position, velocity }) => 0.5 * velocity.reduce((sum, v) => sum + v * v, 0) + 9.81 * (position[2] ?? 0),
    );
    for (const [i, energy] of energies.entries()) if (i > 0) expect(energy).toBeLessThan(energies[i - 1] ?? 0);
    expect(energies.at(-1) ?? 0).toBeLessThan(0.5 * (energies[0] ?? 0));
  });

  it("starts as its options say, and draws the rest from the published ranges", () => {
    const options = { speed: 10, elevation: 0.5, azimuth: -0.4, spin: 3, markX: 2, markY: -1 };
    const state = env.reset({ seed: 0, options }).observation["state"] ?? [];
    const [x, y, z] = [10 * Math.cos(0.5) * Math.cos(0.4), -10 * Math.cos(0.5) * Math.sin(0.4), 10 * Math.sin(0.5)];
    const expected = [-3, 0, 1, x, y, z, 3, 5, -1, 0.8];
    for (const [i, value] of expected.entries()) expect(state[i]).toBeCloseTo(value, 4);
    for (let seed = 0; seed < 100; seed++) {
      const [, , , vx = 0, vy = 0, vz = 0, , offX = 0, offY = 0] = env.reset({ seed }).observation["state"] ?? [];
      const speed = Math.hypot(vx, vy, vz);
      expect(speed).toBeGreaterThan(6 - 1e-4);
      expect(speed).toBeLessThan(10 + 1e-4);
      expect(Math.abs(Math.asin(vz / speed) - Math.PI / 4)).toBeLessThan(Math.PI / 12 + 1e-4);
      expect(Math.abs(Math.atan2(vy, vx))).toBeLessThan(0.3 + 1e-4);
      expect(Math.abs(offX - 6)).toBeLessThan(2 + 1e-4);
      expect(Math.abs(offY)).toBeLessThan(1.5 + 1e-4);
    }
  });

  // Δv in 0.2 s: F t/m = 2 · 0.2/m along x, and −g t along z, in a vacuum.
  it.each([
    { mass: 0.5, gravity: 9.81 },
    { mass: 2, gravity: 1.62 },
  ])("accelerates by force over mass and by gravity: %o", ({ mass, gravity }) => {
    const options = { airDensity: 0, speed: 0, mass, gravity };
    const { velocity } = fly(options, 10, [1, 0, 0]).at(-1) ?? { velocity: [] };
    expect(velocity[0]).toBeCloseTo(0.4 / mass, 4);
    expect(velocity[2]).toBeCloseTo(-gravity * 0.2, 4);
  });

  it("is carried along by the wind, and not in a vacuum", () => {
    const along = (airDensity: number): number => fly({ speed: 0, wind: 5, airDensity }, 15).at(-1)?.velocity[0] ?? 0;
    expect(along(0)).toBe(0);
    expect(along(5)).toBeGreaterThan(along(1.2));
    expect(along(1.2)).toBeGreaterThan(0.1);
  });

  it("answers what would have been: from one snapshot, other pushes lead elsewhere and the same push to the same bytes", () => {
    fly({ speed: 8, elevation: 0.8 }, 20);
    const moment = env.snapshot();
    const onwards = (action: number[]): string => {
      env.restore(moment);
      return JSON.stringify(Array.from({ length: 60 }, () => env.step(action)));
    };
    expect(onwards([0, 0, 0])).toBe(onwards([0, 0, 0]));
    expect(onwards([0, 1, 0])).not.toBe(onwards([0, 0, 0]));
  });

  // 1 / (1 + d²) by hand: d = 0 over the mark, 2 beside it.
  it("rewards by the distance from the mark along the floor", () => {
    const over = { speed: 0, markX: -3, markY: 0 };
    env.reset({ options: over });
    expect(env.step([0, 0, 0]).reward).toBeCloseTo(1, 6);
    env.reset({ options: { ...over, markY: 2 } });
    expect(env.step([0, 0, 0]).reward).toBeCloseTo(0.2, 6);
  });
});
