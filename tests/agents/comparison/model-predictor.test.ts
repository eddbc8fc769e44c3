import { afterAll, describe, expect, it } from "vitest";
import { modelPredictor } from "../../../agents/index.ts";
import { createRng, type Moment } from "../../../sim/index.ts";
import { type DecisionSequence, LearnedDynamics, withUntrainedMemory } from "../../../worldmodel/index.ts";
import { smallWorldModel } from "./small-world-model.ts";

const rng = createRng(5);
const SEQUENCE: DecisionSequence = {
  decisions: 60,
  observations: Float32Array.from({ length: 61 * 2 }, () => rng.normal()),
  actions: Float32Array.from({ length: 60 }, () => 2 * rng.uniform() - 1),
  rewards: new Float32Array(60),
  terminated: false,
};
const model = smallWorldModel(1, { ensemble: 2 });
const dynamics = new LearnedDynamics(model, { device: "cpu", threads: 1 });
afterAll(() => dynamics.dispose());

const momentAt = (decision: number): Moment => ({
  observation: { state: SEQUENCE.observations.slice(2 * decision, 2 * decision + 2) },
  snapshot: () => ({ bytes: new Uint8Array() }),
});

describe("modelPredictor", () => {
  it("dreams many starts at once as LearnedDynamics dreams each", async () => {
    // More starts than one run of the graph takes.
    const starts = Array.from({ length: 40 }, (_, index) => 2 + index);
    const horizon = 4;
    const { quantities: predicted, disagreement } = await modelPredictor("model", dynamics).predict(
      SEQUENCE,
      starts,
      horizon,
    );
    let belief = await dynamics.begin(momentAt(0));
    let point = 0;
    for (let decision = 0; decision <= 41; decision++) {
      if (decision === starts[point]) {
        const actions = SEQUENCE.actions.slice(decision, decision + horizon);
        const dream = await dynamics.dream(belief, actions, { candidates: 1, horizon });
        for (let ahead = 0; ahead < horizon; ahead++) {
          const row = predicted.subarray((point * horizon + ahead) * 3, (point * horizon + ahead + 1) * 3);
          const single = [...dream.observations.subarray(2 * ahead, 2 * ahead + 2), dream.rewards[ahead] ?? Number.NaN];
          // Float32 sums may be taken in another order for another batch.
          for (const [index, value] of single.entries()) expect(row[index]).toBeCloseTo(value, 5);
          expect(disagreement?.[point * horizon + ahead]).toBeCloseTo(dream.disagreement?.[ahead] ?? Number.NaN, 5);
        }
        point += 1;
      }
      belief = await dynamics.advance(belief, SEQUENCE.actions.slice(decision, decision + 1), momentAt(decision + 1));
    }
    expect(point).toBe(starts.length);
  });

  it("looks at nothing that comes after a start but the actions", async () => {
    const observations = SEQUENCE.observations.slice().fill(99, 2 * 11);
    const predictor = modelPredictor("model", dynamics);
    const blind = await predictor.predict({ ...SEQUENCE, observations }, [10], 4);
    expect(blind).toEqual(await predictor.predict(SEQUENCE, [10], 4));
  });
});

describe("withUntrainedMemory", () => {
  it("draws every parameter of M anew, by the seed, and leaves V", () => {
    const untrained = withUntrainedMemory(model, createRng(2));
    expect([...untrained.weights.keys()].toSorted()).toEqual([...model.weights.keys()].toSorted());
    expect(untrained).toEqual(withUntrainedMemory(model, createRng(2)));
    for (const [name, weights] of model.weights) {
      if (name.startsWith("vae.")) expect(untrained.weights.get(name)).toBe(weights);
    }
    // Biases may start as constants: only weights are sure to be drawn.
    const drawn = [...model.weights].filter(([name]) => name.startsWith("rnn.") && name.endsWith(".weight"));
    expect(drawn.length).toBeGreaterThan(2);
    for (const [name, weights] of drawn) expect(untrained.weights.get(name)).not.toEqual(weights);
  });
});
