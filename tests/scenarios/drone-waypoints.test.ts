import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, type Env, type TaskWorld } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";
import { taskStateOf } from "../support/task-state.ts";

describeEnvContract("drone-waypoints", () => loadScenario("drone-waypoints"));

const MASS = 0.5;
const MOST_THRUST = 3.7;
const STEP = 0.02;
/** 4 T = m g, as a command from −1 to 1. */
const HOVER = ((MASS * 9.81) / 4 / MOST_THRUST) * 2 - 1;

describe("drone-waypoints", () => {
  let env: Env;
  let drone: number;
  beforeAll(async () => {
    env = await createEnv(await loadScenario("drone-waypoints"));
    drone = env.scene.bodies.findIndex(({ name }) => name === "drone");
  });
  afterAll(() => env.close());

  const stateOf = ({ observation }: { observation: Readonly<Record<string, ArrayLike<number>>> }): number[] =>
    Array.from(observation["state"] ?? []);
  const place = (): number[] => {
    const poses = new Float32Array(env.scene.bodies.length * 7);
    env.posesInto(poses);
    return Array.from(poses.subarray(drone * 7, drone * 7 + 7));
  };
  const middle = { x: 0, y: 0, z: 2 };
  const hold = (command: readonly number[], steps: number): number[] => {
    let state: number[] = [];
    for (let step = 0; step < steps; step++) state = stateOf(env.step(command));
    return state;
  };

  it("hovers where thrust equals weight", () => {
    env.reset({ seed: 0, options: middle });
    hold([HOVER, HOVER, HOVER, HOVER], 50);
    expect(place()[2]).toBeCloseTo(2, 2);
  });

  // The lag: T = T₀ + (T₁ − T₀)(1 − e^(−t/τ)), with t = 0.04 s, τ = 0.05 s, from hovering.
  it("follows commands with a lag of 0.05 s", () => {
    env.reset({ seed: 0, options: middle });
    const [thrust] = hold([1, 1, 1, 1], 2).slice(18);
    const hover = (HOVER + 1) / 2;
    expect(thrust).toBeCloseTo(hover + (1 - hover) * (1 - Math.exp(-0.04 / 0.05)), 4);
  });

  // After 0.4 s, eight time constants, (4 T − m g − c v)/m = 19.79 m/s² less 0.2 v.
  it("climbs with the greatest thrust at the rate that its mass allows", () => {
    env.reset({ seed: 0, options: { ...middle, z: 0.5 } });
    const before = hold([1, 1, 1, 1], 20)[14] ?? 0;
    const after = hold([1, 1, 1, 1], 1)[14] ?? 0;
    const speed = (before + after) / 2;
    expect((after - before) / STEP).toBeCloseTo((4 * MOST_THRUST - MASS * 9.81 - 0.1 * speed) / MASS, 0);
  });

  it("falls without thrust, once the rotors have stopped", () => {
    env.reset({ seed: 0, options: { ...middle, z: 4 } });
    const before = hold([-1, -1, -1, -1], 20)[14] ?? 0;
    const after = hold([-1, -1, -1, -1], 1)[14] ?? 0;
    expect((after - before) / STEP).toBeCloseTo(-9.81 + 0.2 * Math.abs(before), 0);
  });

  // More thrust on the rotors whose drag turns the body to the left (front left, back right) turns it to the left; to the left pair, it rolls right.
  it("yaws and rolls to the sides that its rotors' places and senses say", () => {
    env.reset({ seed: 0, options: middle });
    expect(hold([HOVER + 0.1, HOVER - 0.1, HOVER + 0.1, HOVER - 0.1], 10)[17]).toBeGreaterThan(0.05);
    env.reset({ seed: 0, options: middle });
    expect(hold([HOVER + 0.01, HOVER - 0.01, HOVER - 0.01, HOVER + 0.01], 10)[15]).toBeGreaterThan(0.05);
  });

  it("ends the flight at a touch of the ground", () => {
    env.reset({ seed: 0, options: { ...middle, z: 0.5 } });
    let step = 0;
    while (!env.step([-1, -1, -1, -1]).terminated) step++;
    expect(place()[2]).toBeLessThan(0.1);
    expect(step).toBeLessThan(60);
  });

  // Gates stand 30° to either side of the start, drawn within 11.5°: some 1.3 m away, of which tilt, rotors and the start's own draw take 0.65.
  it("starts clear of every gate", () => {
    for (let seed = 0; seed < 200; seed++) {
      env.reset({ seed });
      expect(env.step([HOVER, HOVER, HOVER, HOVER]).terminated).toBe(false);
    }
  });

  it("ends the flight at a touch of a gate's frame", () => {
    env.reset({ seed: 0 });
    const poses = new Float32Array(env.scene.bodies.length * 7);
    env.posesInto(poses);
    const first = env.scene.bodies.findIndex(({ name }) => name === "gate 1") * 7;
    const [x = 0, y = 0, z = 0] = poses.subarray(first, first + 3);
    // Options change nothing but themselves: the same course. Above the upper bar, from where it falls onto it.
    env.reset({ seed: 0, options: { x, y, z: z + 0.9 } });
    let step = 0;
    while (!env.step([-1, -1, -1, -1]).terminated) step++;
    expect(place()[2]).toBeGreaterThan(z + 0.6);
    expect(step).toBeLessThan(40);
  });

  // A gate at (0, 0, 1) that faces along x, open for ±0.6 m, crossed at x = 0 halfway; 0.5 m are the most progress.
  it.each([
    ["forwards through the middle", [-0.1, 0, 1], [0.1, 0, 1], 1],
    ["backwards", [0.1, 0, 1], [-0.1, 0, 1], 0],
    ["forwards beside the opening", [-0.1, 0.7, 1], [0.1, 0.7, 1], 0],
    ["forwards above the opening", [-0.1, 0, 1.7], [0.1, 0, 1.7], 0],
    ["forwards and in at the plane only", [-0.1, 0.8, 1], [0.1, 0.2, 1], 1],
    ["towards it, not through", [-0.3, 0, 1], [-0.1, 0, 1], 0],
  ] as const)("counts a gate %s: from %j to %j as %i", async (_, from, to, passed) => {
    const { update, reward } = await loadScenario("drone-waypoints");
    const course = new Float64Array(24);
    course.set([0, 0, 1, 0, 9, 9, 1, 0]);
    const memory = {
      course,
      next: new Float64Array(1),
      previous: Float64Array.from(from),
      progress: new Float64Array(1),
      passed: new Float64Array(1),
      crashed: new Float64Array(1),
      thrust: new Float64Array(4),
    };
    const still = { rotation: [0, 0, 0, 1], velocity: [0, 0, 0], angularVelocity: [0, 0, 0] } as const;
    const at = (position: readonly [number, number, number]): TaskWorld =>
      ({
        ...taskStateOf({ memory, action: [0, 0, 0, 0], body: () => ({ ...still, position }) }),
        touching: () => false,
      }) as Partial<TaskWorld> as TaskWorld;
    update?.(at(to));
    expect(memory.next[0]).toBe(passed);
    // Half of the greatest thrust costs 0.01 · ¼.
    const away = ([x, y, z]: readonly [number, number, number]): number => Math.hypot(x, y, z - 1);
    expect(reward(at(to))).toBeCloseTo(Math.min(0.5, away(from) - away(to)) + passed - 0.0025, 12);
    // Back and through once more: the next gate is another one by then.
    if (passed === 0) return;
    update?.(at(from));
    update?.(at(to));
    expect(memory.next[0]).toBe(1);
  });

  it("counts gates in their order, says which is next, and is flown by a plain controller", () => {
    const gates = [0, 1, 2].map((seed) => {
      let state = stateOf(env.reset({ seed }));
      expect(env.caption()).toBe("gate 1 of 6");
      let [passed, bonus] = [0, 0];
      for (let step = 0; step < 1000; step++) {
        const result = env.step(pilot(state));
        state = stateOf(result);
        if (result.reward > 0.6) bonus++;
        expect(result.info["gates"]).toBeGreaterThanOrEqual(passed);
        passed = result.info["gates"] ?? 0;
        if (result.terminated) break;
        expect(env.caption()).toBe(`gate ${passed + 1} of 6`);
      }
      expect(bonus).toBe(passed);
      return passed;
    });
    expect(gates).toEqual([6, 6, 6]);
  });
});

/** A cascade: speed towards a point behind the next gate's middle, lean towards that speed, torques towards that lean. */
function pilot(state: readonly number[]): number[] {
  const at = (i: number): number => state[i] ?? 0;
  const [gx, gy, gz] = [at(0), at(1), at(2)];
  const [nx, ny] = [at(3), at(4)];
  const along = gx * nx + gy * ny + gz * at(5);
  // Before the gate aim at its axis ahead of it, near it straight through.
  const aim = along > 0.8 ? -0.6 : 0.8;
  const target = [gx + aim * nx, gy + aim * ny, gz + aim * at(5)];
  const distance = Math.hypot(...target) || 1;
  const speed = Math.min(1.6, 1.2 * distance);
  const wish = target.map((value) => (value / distance) * speed);
  const up = [at(9), at(10), at(11)];
  // Acceleration in the body's frame, gravity included.
  const force = [0, 1, 2].map((k) => 2.5 * ((wish[k] ?? 0) - at(12 + k)) + 9.81 * (up[k] ?? 0));
  const thrust = Math.max(1, force[2] ?? 0) * 0.5;
  const lean = [-(force[1] ?? 0) / 9.81, (force[0] ?? 0) / 9.81];
  const limited = lean.map((value) => Math.max(-0.5, Math.min(0.5, value)));
  const roll = 0.35 * (limited[0] ?? 0) - 0.06 * at(15);
  const pitch = 0.35 * (limited[1] ?? 0) - 0.06 * at(16);
  const yaw = 0.08 * Math.atan2(target[1] ?? 0, Math.max(0.3, target[0] ?? 0)) - 0.05 * at(17);
  const arm = 0.17 / Math.SQRT2;
  const rotors = [
    [1, -1, 1],
    [-1, -1, -1],
    [-1, 1, 1],
    [1, 1, -1],
  ] as const;
  return rotors.map(([r, p, y]) => {
    const newtons = thrust / 4 + (r * roll + p * pitch) / (4 * arm) + (y * yaw) / (4 * 0.0245);
    return Math.max(-1, Math.min(1, (newtons / MOST_THRUST) * 2 - 1));
  });
}
