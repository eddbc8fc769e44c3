/** The learned model as Dynamics against its own graph of one step. */
import { afterAll, describe, expect, it } from "vitest";
import { createRng, type Moment, ShapeError, StateError } from "../../sim/core/index.ts";
import { type Belief, LearnedDynamics } from "../../worldmodel/learned-dynamics.ts";
import { dynamicsGraph, encodeGraph } from "../../worldmodel/models/imagine.ts";
import { expectClose } from "./support/expect-close.ts";
import { openGraph } from "./support/open-graph.ts";
import { randomWorldModel } from "./support/random-world-model.ts";

const model = randomWorldModel(6, { residual: true, headUnits: 6 });
const dynamics = new LearnedDynamics(model, { device: "cpu", threads: 1 });
afterAll(() => dynamics.dispose());

function momentOf(observation: Moment["observation"]): Moment {
  return {
    observation,
    snapshot: () => {
      throw new Error("a learned model must not look at the physics");
    },
  };
}

describe("LearnedDynamics", () => {
  it("begins with the posterior's mean and an empty memory", async () => {
    const observation = Float32Array.of(0.3, -0.2, 1, 4);
    const encoder = await openGraph(encodeGraph(model.config), model.weights);
    const { z } = await encoder.run({ observation });
    await encoder.dispose();
    const belief = await dynamics.begin(momentOf({ state: observation }));
    expect(belief).toEqual({ z, h: new Float32Array(5), c: new Float32Array(5) });
  });

  it("advances h and c by one step of the LSTM, and z to what is seen", async () => {
    const rng = createRng(3);
    const encoder = await openGraph(encodeGraph(model.config), model.weights);
    const step = await openGraph(dynamicsGraph(model.config), model.weights);
    let belief = await dynamics.begin(momentOf({ state: Float32Array.of(0.3, -0.2, 1, 4) }));
    for (let decision = 0; decision < 4; decision++) {
      const action = Float32Array.of(2 * rng.uniform() - 1, 2 * rng.uniform() - 1);
      const observation = Float32Array.from({ length: 4 }, () => rng.normal());
      const { nextH, nextC } = await step.run({ ...belief, action });
      const { z } = await encoder.run({ observation });
      belief = await dynamics.advance(belief, action, momentOf({ state: observation }));
      expect(belief).toEqual({ z, h: nextH, c: nextC });
    }
    expect(belief.h.every((value) => value !== 0)).toBe(true);
    await encoder.dispose();
    await step.dispose();
  });

  it("keeps a memory for each member of an ensemble, and tells in rollouts how far they disagree", async () => {
    const several = randomWorldModel(6, { residual: true, headUnits: 6, ensemble: 2 });
    const ensemble = new LearnedDynamics(several, { device: "cpu", threads: 1 });
    const moment = momentOf({ state: Float32Array.of(0.3, -0.2, 1, 4) });
    const action = Float32Array.of(0.5, -0.5);
    const belief = await ensemble.advance(await ensemble.begin(moment), action, moment);
    const step = await openGraph(dynamicsGraph(several.config), several.weights);
    const empty = { h: new Float32Array(10), c: new Float32Array(10) };
    const { nextH, nextC } = await step.run({ z: [...belief.z, ...belief.z], ...empty, action });
    await step.dispose();
    expect(belief).toEqual({ z: belief.z, h: nextH, c: nextC });
    const actions = Float32Array.from({ length: 2 * 3 * 2 }, (_, index) => Math.sin(index));
    const { disagreement, ...outcome } = await ensemble.rollout(belief, actions, { candidates: 2, horizon: 3 });
    expect(disagreement?.length).toBe(6);
    expect(disagreement?.every((value) => value > 0)).toBe(true);
    const dreams = await ensemble.dreamEach([belief, belief], actions, 3);
    expectClose(dreams.rewards, outcome.rewards, 1e-6);
    expectClose(dreams.disagreement ?? [], disagreement ?? [], 1e-6);
    await ensemble.dispose();
    const alone = await dynamics.begin(moment);
    expect(await dynamics.rollout(alone, actions, { candidates: 2, horizon: 3 })).not.toHaveProperty("disagreement");
  });

  // 11 beliefs fill one batch of 8 and need one of 16, of which five rows are padding.
  it.each([1, 2])(
    "steps as it rolls out, with %i members: rewards, and terminations given those before",
    async (ensemble) => {
      const [count, horizon] = [11, 5];
      const stepping = new LearnedDynamics(randomWorldModel(6, { residual: true, headUnits: 6, ensemble }), {
        device: "cpu",
        threads: 1,
      });
      const seen = await stepping.begin(momentOf({ state: Float32Array.of(0.3, -0.2, 1, 4) }));
      const start = await stepping.advance(seen, Float32Array.of(0.5, -0.5), momentOf({ state: new Float32Array(4) }));
      const actions = Float32Array.from({ length: count * horizon * 2 }, (_, index) => Math.sin(index));
      const rolled = await stepping.rollout(start, actions, { candidates: count, horizon });
      let beliefs = new Array<Belief>(count).fill(start);
      const running = new Array<number>(count).fill(1);
      for (let t = 0; t < horizon; t++) {
        const chosen = Float32Array.from({ length: count * 2 }, (_, at) => {
          const n = Math.floor(at / 2);
          return actions[(n * horizon + t) * 2 + (at % 2)]!;
        });
        const { beliefs: next, rewards, terminated } = await stepping.step(beliefs, chosen);
        beliefs = [...next];
        for (let n = 0; n < count; n++) {
          running[n]! *= 1 - terminated[n]!;
          expect(rewards[n]).toBeCloseTo(rolled.rewards[n * horizon + t]!, 5);
          // A rollout averages what each member says of the whole way; a step knows its own decision only.
          if (ensemble === 1 || t === 0) expect(1 - running[n]!).toBeCloseTo(rolled.terminated[n * horizon + t]!, 5);
        }
      }
      expect(beliefs[0]!.z.length).toBe(3 * ensemble);
      if (ensemble > 1) {
        const rollout = stepping.rollout(beliefs[0]!, actions, { candidates: count, horizon });
        await expect(rollout).rejects.toThrow("z must be [Z]=[3] as observed, got [6] as an ensemble imagines it");
      }
      await stepping.dispose();
    },
  );

  it.each<[string, Moment["observation"], string]>([
    ["another modality", { lidar: new Float32Array(4) }, "got none"],
    ["another size", { state: new Float32Array(3) }, "got 3"],
    ["bytes", { state: new Uint8Array(4) }, "got 4"],
  ])("refuses %s", async (_, observation, got) => {
    const begun = dynamics.begin(momentOf(observation));
    await expect(begun).rejects.toThrow(StateError);
    await expect(begun).rejects.toThrow(`observation "state" must have 4 float32 elements, ${got}`);
  });

  it("refuses actions of another length than N·T·A", async () => {
    const belief = await dynamics.begin(momentOf({ state: new Float32Array(4) }));
    const rolled = dynamics.rollout(belief, new Float32Array(11), { candidates: 2, horizon: 3 });
    await expect(rolled).rejects.toThrow(ShapeError);
    await expect(rolled).rejects.toThrow("actions must be [N,T,A]=[2,3,2], got 11 elements");
    const stepped = dynamics.step([belief, belief], new Float32Array(3));
    await expect(stepped).rejects.toThrow("actions must be [N,A]=[2,2], got 3 elements");
  });
});
