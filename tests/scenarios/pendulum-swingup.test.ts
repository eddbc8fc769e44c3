import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, createRng } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";
import { mujocoModel } from "../support/mujoco-model.ts";
import { randomReturns } from "../support/random-returns.ts";
import { taskStateOf } from "../support/task-state.ts";

describeEnvContract("pendulum-swingup", () => loadScenario("pendulum-swingup"));

/** dm_control/suite/pendulum.xml without what is only drawn. */
const MJCF = `<mujoco>
  <option timestep="0.02"><flag contact="disable"/></option>
  <worldbody><body pos="0 0 0.6">
    <joint name="hinge" type="hinge" axis="0 1 0" damping="0.1"/>
    <geom type="sphere" pos="0 0 0.5" size="0.05" mass="1"/>
  </body></worldbody>
  <actuator><motor joint="hinge" gear="1" ctrllimited="true" ctrlrange="-1 1"/></actuator>
</mujoco>`;

describe("pendulum-swingup", () => {
  // dm_control: tolerance(cos θ, bounds (cos 8°, 1)), without a margin.
  it.each([
    [0, 1],
    [7.99, 1],
    [-7.99, 1],
    [8.01, 0],
    [-8.01, 0],
    [180, 0],
    [360 + 7.99, 1],
  ])("rewards %f° from upright with %i", async (degrees, expected) => {
    const scenario = await loadScenario("pendulum-swingup");
    expect(scenario.reward(taskStateOf({ positions: [(degrees * Math.PI) / 180], velocities: [0] }))).toBe(expected);
  });

  it("observes cosine, sine and angular velocity", async () => {
    const scenario = await loadScenario("pendulum-swingup");
    const out = new Float32Array(3);
    scenario.observation.into(out, taskStateOf({ positions: [Math.PI / 6], velocities: [-2] }));
    expect(Array.from(out)).toEqual([Math.sqrt(3) / 2, 0.5, -2].map((value) => expect.closeTo(value, 6)));
    expect([scenario.maxSteps, scenario.timestepSecs, scenario.actuators[0]?.gear]).toEqual([1000, 0.02, 1]);
  });

  // Of n = 400 uniform angles, the mean of the cosine and of the sine strays by less than 5 · √(1/2)/√400 = 0.18.
  it("starts at rest anywhere on the circle", async () => {
    const env = await createEnv(await loadScenario("pendulum-swingup"));
    const sums = [0, 0];
    const quarters = new Set<number>();
    for (let seed = 0; seed < 400; seed++) {
      const [c = 0, s = 0, rate] = Array.from(env.reset({ seed }).observation["state"] ?? []) as number[];
      sums[0]! += c;
      sums[1]! += s;
      quarters.add((c > 0 ? 1 : 0) + (s > 0 ? 2 : 0));
      expect(rate).toBe(0);
    }
    env.close();
    for (const sum of sums) expect(Math.abs(sum / 400)).toBeLessThan(0.18);
    expect(quarters.size).toBe(4);
  });

  // Both take one symplectic Euler step with implicit damping: the differences are those of float32 observations.
  it("follows MuJoCo's simulation of DeepMind's model", async () => {
    const { data, step, free } = await mujocoModel(MJCF);
    const env = await createEnv(await loadScenario("pendulum-swingup"));
    const rng = createRng(5);
    for (const angle of [-2.5, 0.3, 3]) {
      env.reset({ options: { angle } });
      data.qpos[0] = angle;
      data.qvel[0] = 0;
      for (let t = 0; t < 200; t++) {
        const action = Math.fround(2 * rng.uniform() - 1);
        data.ctrl[0] = action;
        step();
        const [c, s, rate] = Array.from(env.step([action]).observation["state"] ?? []);
        expect(c).toBeCloseTo(Math.cos(data.qpos[0] as number), 5);
        expect(s).toBeCloseTo(Math.sin(data.qpos[0] as number), 5);
        expect(rate).toBeCloseTo(data.qvel[0] as number, 4);
      }
    }
    env.close();
    free();
  });

  // A compound pendulum of inertia I = m (l² + 0.4 r²): small swings have ω² = m g l / I, and die as exp(−d t / 2I). Symplectic Euler
  // shortens the period by the share (ω h)²/24 = 6e-4 at most, an amplitude a of 0.1 lengthens it by a²/16 = 6e-4, and damping one step ahead
  // by half of its share of a step, d h / 4I = 8e-3 for the short pendulum. The bound is 1 %.
  it.each([{}, { gravity: 3 }, { length: 0.25 }, { mass: 2 }, { damping: 0 }])(
    "swings with a compound pendulum's period and damping with factors %o",
    async (factors) => {
      const { gravity, mass, length, damping } = { gravity: 9.81, mass: 1, length: 0.5, damping: 0.1, ...factors };
      const inertia = mass * (length * length + 0.4 * 0.05 * 0.05);
      const env = await createEnv(await loadScenario("pendulum-swingup"));
      env.reset({ options: { ...factors, angle: Math.PI - 0.1 } });
      const crossings: { time: number; rate: number }[] = [];
      let previous = 0.1;
      for (let t = 1; crossings.length < 5; t++) {
        const [, s = 0, rate = 0] = Array.from(env.step([0]).observation["state"] ?? []) as number[];
        if (previous > 0 && s <= 0) crossings.push({ time: (t - s / (s - previous)) * 0.02, rate: Math.abs(rate) });
        previous = s;
      }
      env.close();
      const first = crossings[0]!;
      const last = crossings.at(-1)!;
      const decay = damping / (2 * inertia);
      const omega = Math.sqrt((mass * gravity * length) / inertia - decay * decay);
      expect(Math.abs(((last.time - first.time) * omega) / (8 * Math.PI) - 1)).toBeLessThan(0.01);
      // The rates are read up to a step after the crossings, within (ω h)²/2 = 0.8 % of the greatest, and damping one step ahead is
      // weaker by the share d h / 2I, 1.6 % of 3.2 at most: 0.016 + 0.05.
      expect(Math.abs(Math.log(first.rate / last.rate) - decay * (last.time - first.time))).toBeLessThan(0.07);
    },
  );

  // Without damping and torque the energy of symplectic Euler swings about its start by ½ h · power, ½ · 0.02 · m g l ω ≈ 7 % of m g l
  // at the fastest (ω = 6.5 rad/s), and does not drift: after 1,000 steps it is still within that.
  it("keeps its energy when nothing damps it", async () => {
    const env = await createEnv(await loadScenario("pendulum-swingup"));
    env.reset({ options: { damping: 0, angle: 1.5 } });
    const mgl = 9.81 * 0.5;
    const start = mgl * Math.cos(1.5);
    let worst = 0;
    for (let t = 0; t < 1000; t++) {
      const [c = 0, , rate = 0] = Array.from(env.step([0]).observation["state"] ?? []) as number[];
      worst = Math.max(worst, Math.abs(0.5 * 0.251 * rate * rate + mgl * c - start) / mgl);
    }
    env.close();
    expect(worst).toBeLessThan(0.07);
  });

  // The torque about +y and gravity's, m g l sin θ, balance where sin θ = −1/(m g l), 11.8° from hanging.
  it("has a motor too weak to lift it", async () => {
    const env = await createEnv(await loadScenario("pendulum-swingup"));
    env.reset({ options: { angle: Math.PI, damping: 0.5 } });
    let highest = -1;
    let s = 0;
    for (let t = 0; t < 999; t++) {
      const state = env.step([1]).observation["state"] as Float32Array;
      highest = Math.max(highest, state[0] ?? 0);
      s = state[1] ?? 0;
    }
    env.close();
    expect(highest).toBeLessThan(-0.9);
    expect(s).toBeCloseTo(-1 / (9.81 * 0.5), 3);
  });

  // MuJoCo on DeepMind's model: 1.0 ± 0.4 (300 random episodes); a published table of some episodes gives 0.0.
  it("returns about as little for random actions as DeepMind's task", async () => {
    const { mean, standardError } = await randomReturns(await loadScenario("pendulum-swingup"), 60);
    expect(mean).toBeLessThan(1 + 4 * 0.4 + 4 * standardError);
  });
});
