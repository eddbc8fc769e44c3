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

  // x = v t, z = 1 + v t − ½ g t². Symplectic Euler at 5 ms falls ½ g h t further: at most 0.0245 m/s · t.
  it("flies a parabola without air", () => {
    const flights = fly({ airDensity: 0, speed: 8, elevation: Math.PI / 4, azimuth: 0 }, 40);
    const v = 8 / Math.SQRT2;
    for (const [i, { position }] of flights.entries()) {
      const t = i * STEP;
      expect(Math.abs((position[0] ?? 0) - (-3 + v * t))).toBeLessThan(1e-4);
      expect(Math.abs((position[2] ?? 0) - (1 + v * t - 0.5 * 9.81 * t * t))).toBeLessThan(0.0245 * t + 1e-4);
    }
  });

  it("slows down in thick air as a Runge-Kutta integration does", () => {
    const flights = fly({ airDensity: 8, dragCoefficient: 1, speed: 12, elevation: 0.9, azimuth: 0, wind: -2 }, 40);
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
    // First order in 5 ms: k v h = 3 % of the speed a step at the start, half of which is the error's size.
    expect(Math.abs((flights[40]?.velocity[0] ?? 0) - (v[0] ?? 0))).toBeLessThan(0.1);
    expect(Math.abs((flights[40]?.velocity[2] ?? 0) - (v[1] ?? 0))).toBeLessThan(0.1);
  });

  // ½ ρ c A v² = m g: v = √(2 · 0.1 · 9.81 / (10 · 1 · π 0.2²)) = 1.2495 m/s. It has fallen for long enough after 0.5 s (v/g = 0.13 s).
  it("falls at its terminal velocity", () => {
    const options = { mass: 0.1, radius: 0.2, airDensity: 10, dragCoefficient: 1, speed: 0 };
    const [{ velocity } = { velocity: [] }] = fly(options, 25).slice(-1);
    expect(velocity[2]).toBeCloseTo(-Math.sqrt((2 * 0.1 * 9.81) / (10 * Math.PI * 0.04)), 1);
  });

  // Of a bounce the share e² of the height above the floor is left.
  it.each([0.5, 0.7, 0.9])("bounces to e² of its height for e = %f", (restitution) => {
    const flights = fly({ airDensity: 0, speed: 0, restitution, friction: 0 }, 90).map(
      ({ position }) => position[2] ?? 0,
    );
    const bounce = flights.findIndex((z, i) => i > 2 && z > (flights[i - 1] ?? 0));
    const second = flights.findIndex(
      (z, i) => i > bounce + 2 && z > (flights[i - 1] ?? 0) && (flights[i - 2] ?? 0) > (flights[i - 1] ?? 0),
    );
    const peak = Math.max(...flights.slice(bounce, second < 0 ? undefined : second)) - 0.1;
    expect(peak / 0.9).toBeGreaterThan(restitution * restitution - 0.06);
    expect(peak / 0.9).toBeLessThan(restitution * restitution + 0.06);
  });

  it("never gains energy in air", () => {
    const energies = fly({ speed: 10, elevation: 0.8 }, 200).map(
      ({ position, velocity }) => 0.5 * velocity.reduce((sum, v) => sum + v * v, 0) + 9.81 * (position[2] ?? 0),
    );
    // A bounce within a step shifts what the floor gives back by one step of fall at most, 9.81 · 0.02 · 10 J/kg.
    for (const [i, energy] of energies.entries()) expect(energy).toBeLessThan((energies[i - 1] ?? energy) + 0.3);
    expect(energies.at(-1) ?? 0).toBeLessThan(0.2 * (energies[0] ?? 0));
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
