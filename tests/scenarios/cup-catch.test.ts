import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, createRng, type Env } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";
import { mujocoModel } from "../support/mujoco-model.ts";

describeEnvContract("cup-catch", () => loadScenario("cup-catch"));

const OUTLINE = [
  [-0.05, 0],
  [-0.05, -0.075],
  [-0.025, -0.1],
  [0.025, -0.1],
  [0.05, -0.075],
  [0.05, 0],
] as const;

/** dm_control/suite/ball_in_cup.xml without what is only drawn. */
const MJCF = `<mujoco>
  <option timestep="0.002"/>
  <default>
    <motor gear="5" ctrllimited="true" ctrlrange="-1 1"/>
    <default class="cup"><joint type="slide" damping="3" stiffness="20"/><geom type="capsule" size="0.008"/></default>
  </default>
  <worldbody>
    <geom type="plane" size="1 1 1"/>
    <body pos="0 0 0.6" childclass="cup">
      <joint name="x" axis="1 0 0"/>
      <joint name="z" axis="0 0 1"/>
      ${OUTLINE.slice(1)
        .map(([x, z], i) => `<geom fromto="${OUTLINE[i]?.[0]} 0 ${OUTLINE[i]?.[1]} ${x} 0 ${z}"/>`)
        .join("")}
      <site name="hook" pos="0 0 -0.108"/>
    </body>
    <body pos="0 0 0.2">
      <joint type="slide" axis="1 0 0"/>
      <joint type="slide" axis="0 0 1"/>
      <geom type="sphere" size="0.025"/>
      <site name="ball"/>
    </body>
  </worldbody>
  <actuator><motor joint="x"/><motor joint="z"/></actuator>
  <tendon><spatial limited="true" range="0 0.3"><site site="ball"/><site site="hook"/></spatial></tendon>
</mujoco>`;

describe("cup-catch", () => {
  let env: Env;
  beforeAll(async () => {
    env = await createEnv(await loadScenario("cup-catch"));
  });
  afterAll(() => env.close());

  const stateOf = ({ observation }: { observation: Readonly<Record<string, ArrayLike<number>>> }): number[] =>
    Array.from(observation["state"] ?? []);

  it("has dm_control's dimensions, length and gear", () => {
    expect([env.actionSpace.shape, env.observationSpace["state"]?.shape]).toEqual([[2], [8]]);
    expect([env.maxSteps, env.controlStepSecs]).toEqual([1000, 0.02]);
  });

  // Mass by hand: 1000 π 0.008² (Σ lengths 0.27071 + 5 · 4/3 · 0.008) = 65.15 g. The cup then hangs m g / k = 31.95 mm below its rest; the
  // ball, 4/3 π 0.025³ = 65.45 g, pulls on it as well once the string is taut: 64.06 mm in all.
  it("hangs on its springs, with the ball on its string", () => {
    env.reset({ seed: 0, options: { ballX: 0, ballZ: 0.4 } });
    let state: number[] = [];
    for (let step = 0; step < 600; step++) state = stateOf(env.step([0, 0]));
    expect(state[1]).toBeCloseTo(-((0.06515 + 0.06545) * 9.81) / 20, 3);
    // Ball below the string's end: 0.6 + z − 0.108 − 0.3, told from (0, 0.2).
    expect(state[3]).toBeCloseTo(0.6 + (state[1] ?? 0) - 0.108 - 0.3 - 0.2, 3);
    expect(Math.abs(state[2] ?? 1)).toBeLessThan(1e-3);
  });

  // A constant force F moves the cup's equilibrium by F/k: 5 N / 20 N/m = 0.25 m along x.
  it("moves by force over stiffness", () => {
    env.reset({ seed: 0, options: { ballX: 0, ballZ: 0.4 } });
    let state: number[] = [];
    for (let step = 0; step < 900; step++) state = stateOf(env.step([1, 0]));
    expect(state[0]).toBeCloseTo(0.25, 2);
  });

  it("never lets the string stretch by more than a tenth of the ball, however it is swung", () => {
    const rng = createRng(1);
    let longest = 0;
    for (let seed = 0; seed < 4; seed++) {
      env.reset({ seed });
      let action = [0, 0];
      for (let step = 0; step < 500; step++) {
        if (step % 8 === 0) action = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1];
        const [cupX = 0, cupZ = 0, ballX = 0, ballZ = 0] = stateOf(env.step(action));
        longest = Math.max(longest, Math.hypot(ballX - cupX, ballZ + 0.2 - (cupZ + 0.6 - 0.108)));
      }
    }
    expect(longest).toBeGreaterThan(0.29);
    expect(longest).toBeLessThan(0.3 + 0.0025);
  });

  // Walls of radius 0.008 and a ball of 0.025: their centre lines are 0.033 apart where they touch.
  it("keeps the ball out of the cup's walls, however hard it is thrown at them", () => {
    const rng = createRng(6);
    let nearest = 1;
    for (let seed = 0; seed < 4; seed++) {
      env.reset({ seed, options: { ballX: 0.04 * seed - 0.06, ballZ: 0.68 } });
      let action = [0, 0];
      for (let step = 0; step < 300; step++) {
        if (step % 6 === 0) action = [rng.uniform() < 0.5 ? -1 : 1, rng.uniform() < 0.5 ? -1 : 1];
        const [cupX = 0, cupZ = 0, ballX = 0, ballZ = 0] = stateOf(env.step(action));
        nearest = Math.min(nearest, distanceToCup(ballX - cupX, ballZ - cupZ - 0.4));
      }
    }
    expect(nearest).toBeLessThan(0.034);
    expect(nearest).toBeGreaterThan(0.033 - 0.006);
  });

  // MuJoCo's string and contacts give way softly and Rapier's do not, so both only stay near one another: here within 2 cm of the cup
  // and half a ball's width of the ball in 0.8 s, with the string taut for the second half.
  it("moves much as DeepMind's model does in MuJoCo", async () => {
    const { data, step, free } = await mujocoModel(MJCF);
    env.reset({ options: { ballX: 0.1, ballZ: 0.45 } });
    data.qpos.set([0, 0, 0.1, 0.25]);
    for (let t = 0; t < 40; t++) {
      const action = t < 20 ? [0.6, -0.3] : [-0.5, 0.4];
      data.ctrl.set(action);
      for (let k = 0; k < 10; k++) step();
      const state = stateOf(env.step(action));
      const expected = Array.from(data.qpos) as number[];
      for (const i of [0, 1]) expect(Math.abs((state[i] ?? 0) - (expected[i] ?? 0))).toBeLessThan(0.02);
      for (const i of [2, 3]) expect(Math.abs((state[i] ?? 0) - (expected[i] ?? 0))).toBeLessThan(0.025);
    }
    free();
  });

  it("draws its string from the cup to the ball", () => {
    env.reset({ seed: 3 });
    const at = (name: string): number => env.scene.bodies.findIndex((body) => body.name === name) * 7;
    const poses = new Float32Array(env.scene.bodies.length * 7);
    for (let t = 0; t < 60; t++) {
      env.step([t % 20 < 10 ? 1 : -1, 0.3]);
      env.posesInto(poses);
      const [cup, ball] = [at("cup"), at("ball")];
      // Each of four rods is 0.075 long: its middle is within half of that of the end that it starts from.
      const first = at("string 1");
      const last = at("string 4");
      const hook = Math.hypot(poses[first]! - poses[cup]!, poses[first + 2]! - poses[cup + 2]! + 0.108);
      const knot = Math.hypot(poses[last]! - poses[ball]!, poses[last + 2]! - poses[ball + 2]!);
      expect(hook).toBeLessThan(0.0375 + 0.002);
      expect(knot).toBeLessThan(0.0375 + 0.002);
    }
  });

  it("starts with a ball in its range that does not touch the cup, at rest", () => {
    for (let seed = 0; seed < 200; seed++) {
      const state = stateOf(env.reset({ seed }));
      const [cupX, cupZ, ballX = 0, ballZ = 0] = state;
      expect([cupX, cupZ, ...state.slice(4)]).toEqual([0, 0, 0, 0, 0, 0].map((zero) => expect.closeTo(zero, 6)));
      expect(Math.abs(ballX)).toBeLessThanOrEqual(0.2);
      expect(ballZ).toBeGreaterThanOrEqual(0.2 - 1e-6);
      expect(ballZ).toBeLessThanOrEqual(0.5);
      expect(env.step([0, 0]).reward === 0 || Math.abs(ballX) < 0.05).toBe(true);
    }
  });

  // dm_control: both |x| and |z| of ball − (cup + (0, −0.05)) below 0.05 − 0.025. A ball dropped into the cup lies on its bottom, whose inside
  // is at −0.1 + 0.008: its centre at −0.067, within 0.025 of −0.05.
  it("rewards a ball that lies in the cup, and it stays there", () => {
    env.reset({ seed: 0, options: { ballX: 0, ballZ: 0.62 } });
    let caught = 0;
    for (let step = 0; step < 300; step++) caught += env.step([0, 0]).reward;
    expect(caught).toBeGreaterThan(250);
    env.reset({ seed: 0, options: { ballX: 0.2, ballZ: 0.4 } });
    expect(env.step([0, 0]).reward).toBe(0);
  });
});

/** Distance of a point, from the cup's rim, to the centre lines of the cup's walls. */
function distanceToCup(x: number, z: number): number {
  const distances = OUTLINE.slice(1).map(([bx, bz], i) => {
    const [ax = 0, az = 0] = OUTLINE[i] ?? [];
    const [dx, dz] = [bx - ax, bz - az];
    const share = Math.min(1, Math.max(0, ((x - ax) * dx + (z - az) * dz) / (dx * dx + dz * dz)));
    return Math.hypot(x - ax - share * dx, z - az - share * dz);
  });
  return Math.min(...distances);
}
