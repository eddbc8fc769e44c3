import { afterEach, describe, expect, it } from "vitest";
import { type BoxSpace, checkEnvConformance, type Env, type StepResult } from "../../../sim/index.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { type DreamEnvOptions, dreamEnv, LearnedDynamics, type WorldModelConfig } from "../../../worldmodel/index.ts";
import { decodeGraph } from "../../../worldmodel/models/imagine.ts";
import { smallWorldModel } from "../../agents/comparison/small-world-model.ts";
import { runModel } from "../support/run-model.ts";

/** Means and deviations of three latents at the start of two episodes. */
const STARTS = Float32Array.of(0.1, -0.2, 0.3, 0.1, 0.2, 0.3, -1, 0.5, 0, 0.2, 0.2, 0.2);
const CERTAIN = Float32Array.of(0.1, -0.2, 0.3, 0, 0, 0);
const SMALL = smallWorldModel(3);
const { rnn } = SMALL.config;
/** Nothing is drawn but noise of next to no size. */
const MODAL: Partial<DreamEnvOptions> = { temperature: 1e-12 };

const opened: Env[] = [];
function open(change: Partial<WorldModelConfig>, options: Partial<DreamEnvOptions> = {}, starts = STARTS): Env {
  const env = dreamEnv({ model: smallWorldModel(3, change), starts }, options);
  opened.push(env);
  return env;
}
afterEach(() => {
  for (const env of opened.splice(0)) env.close();
});

function walk(env: Env, actions: readonly number[]): readonly StepResult[] {
  return actions.map((action) => env.step([action]));
}

describe("a dream as an environment", () => {
  it.each([
    ["of what V sees", { temperature: 1.15 }],
    ["of z", { observe: ["z"] }],
  ])("keeps the contract of environments, %s", async (_title, options) => {
    const create = async (): Promise<Env> => dreamEnv({ model: SMALL, starts: STARTS }, options);
    const { failed, skipped } = await checkEnvConformance(create);
    expect({ failed, skipped }).toEqual({ failed: [], skipped: [] });
  });

  it("has the id, the actions, the control step and the time limit of the true scenario", () => {
    const { config } = SMALL;
    expect(open({})).toMatchObject({
      id: "double-integrator",
      observationSpace: config.observationSpace,
      actionSpace: config.actionSpace,
      controlStepSecs: 0.05,
      maxSteps: 60,
    });
  });

  it("goes the way that planners roll out, at a vanishing temperature", async () => {
    // With one mixture its mean is what it expects.
    const change = { rnn: { ...rnn, mixtures: 1, termination: false } };
    const env = open(change, MODAL, CERTAIN);
    env.reset({ seed: 0 });
    const actions = [0.3, -0.7, 0.1, 0.9, -0.2];
    const steps = walk(
      env,
      actions.flatMap((action) => [action, action]),
    );
    const dynamics = new LearnedDynamics(smallWorldModel(3, change), { device: "cpu", threads: 1 });
    const belief = { z: CERTAIN.subarray(0, 3), h: new Float32Array(5), c: new Float32Array(5) };
    const dream = await dynamics.dream(belief, Float32Array.from(actions), { candidates: 1, horizon: 5 });
    await dynamics.dispose();
    for (let decision = 0; decision < actions.length; decision++) {
      const [first, second] = steps.slice(2 * decision, 2 * decision + 2);
      expect(first!.reward + second!.reward).toBeCloseTo(dream.rewards[decision]!, 5);
      const [position, speed] = dream.observations.subarray(2 * decision, 2 * decision + 2);
      expect(second!.observation["state"]![0]).toBeCloseTo(position!, 4);
      expect(second!.observation["state"]![1]).toBeCloseTo(speed!, 4);
    }
  });

  it("ends with the first decision to which M gives more than half a chance of it", async () => {
    // z does not depend on what is drawn, so that M can be asked along the same way.
    const change = { rnn: { ...rnn, mixtures: 1 }, maxSteps: 1000 };
    const model = smallWorldModel(3, change);
    const dynamics = new LearnedDynamics(model, { device: "cpu", threads: 1 });
    const belief = { z: CERTAIN.subarray(0, 3), h: new Float32Array(5), c: new Float32Array(5) };
    const actions = Float32Array.from({ length: 60 }, (_, at) => Math.sin(at));
    const { terminated } = await dynamics.dream(belief, actions, { candidates: 1, horizon: 60 });
    await dynamics.dispose();
    // `terminated` is the chance of having ended by a decision: that of ending with it is the part of what was left before.
    const chances = [...terminated].map((by, at) => {
      const before = at === 0 ? 0 : terminated[at - 1]!;
      return (by - before) / (1 - before);
    });
    const last = chances.findIndex((chance) => chance > 0.5);
    expect(last).toBeGreaterThanOrEqual(0);
    const env = open(change, MODAL, CERTAIN);
    env.reset({ seed: 0 });
    const ends: boolean[] = [];
    for (let decision = 0; decision <= last; decision++) {
      for (const { terminated: ended } of walk(env, [actions[decision]!, actions[decision]!])) ends.push(ended);
    }
    expect(ends.indexOf(true)).toBe(2 * last + 1);
  });

  it("takes actions that change within a decision as their mean", () => {
    const [changing, steady] = [open({}), open({})];
    for (const env of [changing, steady]) env.reset({ seed: 7 });
    const first = walk(changing, [0.5, -0.25]).at(-1);
    expect(first?.observation).toEqual(walk(steady, [0.125, 0.125]).at(-1)?.observation);
  });

  it("moves z evenly within a decision", () => {
    const env = open({}, { observe: ["z"] });
    const before = env.reset({ seed: 4 }).observation["z"]!;
    const [half, whole] = walk(env, [0.4, 0.4]).map(({ observation }) => observation["z"]!);
    for (const [i, z] of half!.entries()) expect(z).toBeCloseTo((before[i]! + whole![i]!) / 2, 6);
  });

  it("begins as training episodes did", () => {
    const env = open({}, { observe: ["z"] });
    const starts = Array.from({ length: 400 }, (_, seed) => env.reset({ seed }).observation["z"]![0]!);
    // Means 0.1 and −1, deviations 0.1 and 0.2: −0.3 lies 4 and 3.5 deviations away.
    const [near, far] = [starts.filter((z) => z > -0.3), starts.filter((z) => z <= -0.3)];
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    // Four standard errors of 200 draws.
    expect(Math.abs(mean(near) - 0.1)).toBeLessThan((4 * 0.1) / Math.sqrt(near.length));
    expect(Math.abs(mean(far) + 1)).toBeLessThan((4 * 0.2) / Math.sqrt(far.length));
    // Four standard deviations of a fair coin's count.
    expect(Math.abs(near.length - 200)).toBeLessThan(40);
  });

  it("is another at another temperature, which does not take its snapshots", () => {
    const [cool, warm] = [open({}, { temperature: 0.5 }), open({}, { temperature: 1.5 })];
    for (const env of [cool, warm]) env.reset({ seed: 1 });
    const [one, other] = [cool, warm].map((env) => walk(env, [0.2, 0.2]).at(-1)?.observation);
    expect(one).not.toEqual(other);
    expect(() => warm.restore(cool.snapshot())).toThrow(/^restore: a snapshot of this dream.* required/);
  });

  it("says so where M leaves the range of finite numbers, and asks for a reset", () => {
    const { config, weights } = SMALL;
    const infinite = new Map(
      [...weights].map(([name, array]) => [
        name,
        name.startsWith("rnn.heads") ? array.map(() => Number.POSITIVE_INFINITY) : array,
      ]),
    );
    const env = dreamEnv({ model: { config, weights: infinite }, starts: STARTS });
    opened.push(env);
    env.reset({ seed: 0 });
    expect(() => env.step([1])).toThrow(/^double-integrator: the dream left the range of finite numbers in decision 1/);
    expect(() => env.step([1])).toThrow("step needs a reset, as the episode has failed");
  });

  it.each([
    [{ temperature: 0 }, /temperature must be a number above 0, got 0/],
    [{ observe: ["lidar"] }, /observe must name modalities among state, z, got lidar/],
    [{ observe: [] }, /observe must name modalities among state, z, got none/],
  ])("refuses %j", (options, message) => {
    expect(() => open({}, options)).toThrow(message);
  });
});

describe("a dream of pixels", () => {
  const SIDE = 64;
  const size = SIDE * SIDE * 3;
  const each = <T>(value: (at: number) => T): T[] => Array.from({ length: size }, (_, at) => value(at));
  const pixels: BoxSpace = {
    ...{ kind: "box", dtype: "uint8", shape: [SIDE, SIDE, 3], low: each(() => 0), high: each(() => 255) },
    ...{ names: each((at) => `byte ${at}`), units: each(() => "1") },
  };
  const change: Partial<WorldModelConfig> = {
    observationSpace: { pixels },
    modality: "pixels",
    vae: { kind: "convolutional", observations: size, latents: 3, channels: [2, 2, 2, 2] },
    normalisation: { mean: [0], std: [255] },
  };

  it("keeps the contract of environments", async () => {
    // Short, as each step decodes.
    const model = smallWorldModel(3, { ...change, maxSteps: 12 });
    const create = async (): Promise<Env> => dreamEnv({ model, starts: STARTS }, { observe: ["pixels", "z"] });
    const { failed, skipped } = await checkEnvConformance(create);
    expect({ failed, skipped }).toEqual({ failed: [], skipped: [] });
  });

  it("shows as bytes what V's decoder makes of z", async () => {
    const env = open(change, { observe: ["pixels", "z"] });
    env.reset({ seed: 2 });
    const { observation } = env.step([0.5]);
    const model = smallWorldModel(3, change);
    const decoder = emitOnnx(decodeGraph(model.config), { name: "decoder", weights: model.weights });
    const decoded = await runModel(decoder, { z: observation["z"] as Float32Array });
    const bytes = Uint8Array.from(decoded["observation"]!, (value) => Math.round(Math.min(255, Math.max(0, value))));
    expect(Buffer.from(observation["pixels"]!).equals(Buffer.from(bytes))).toBe(true);
  });

  it("is decoded when it is looked at, and once", () => {
    const env = open(change);
    const { observation: seen } = env.reset({ seed: 2 });
    const { observation: unseen } = env.step([0.5]);
    const first = seen["pixels"];
    env.close();
    expect(seen["pixels"]).toBe(first);
    expect(() => unseen["pixels"]).toThrow("an observation must be read before the dream is closed");
  });
});
