/** Actor and critic on states that are seen, against the belief that LearnedDynamics has of the same states. */
import { afterAll, describe, expect, it } from "vitest";
import { createRng, type Moment } from "../../../sim/core/index.ts";
import { criticGraph } from "../../../worldmodel/imagination/policy-graphs.ts";
import { LearnedDynamics } from "../../../worldmodel/learned-dynamics.ts";
import type { WorldModelConfig } from "../../../worldmodel/models/world-model.ts";
import { expectClose } from "../support/expect-close.ts";
import { openGraph } from "../support/open-graph.ts";
import { randomWorldModel } from "../support/random-world-model.ts";
import { DRAWN_POLICY, withPolicy } from "../support/with-policy.ts";

const SESSION = { device: "cpu", threads: 1 } as const;
const plain = randomWorldModel(6, { residual: true, headUnits: 6, ensemble: 2 });
const model = withPolicy(plain, { ...DRAWN_POLICY, inputs: "z" });
const dynamics = new LearnedDynamics(model, SESSION);
afterAll(() => dynamics.dispose());

/** Fill a batch of 8 and need one of 16. */
const COUNT = 11;
const OBSERVED = 4;
const states = new Float32Array(COUNT * OBSERVED);
createRng(2).normalInto(states);
const moments = Array.from({ length: COUNT }, (_, n): Moment => {
  const snapshot = (): never => {
    throw new Error("a learned model must not look at the physics");
  };
  return { observation: { state: states.slice(n * OBSERVED, (n + 1) * OBSERVED) }, snapshot };
});

describe("the policy of states", () => {
  it("tells what the critic expects of the posterior's mean", async () => {
    const graph = await openGraph(criticGraph(model.config), model.weights);
    const values = await dynamics.statePolicy!.values(states);
    expect(values.length).toBe(COUNT);
    for (const [n, moment] of moments.entries()) {
      const { z } = await dynamics.begin(moment);
      expectClose([values[n]!], (await graph.run({ z }))["value"]!, 1e-5);
    }
    await graph.dispose();
  });

  it("acts with the first draw of a proposal from the same state", async () => {
    const { actions } = model.config.rnn;
    const noise = new Float32Array(actions);
    createRng(8).normalInto(noise);
    const drawn = await dynamics.statePolicy!.act(
      states,
      Float32Array.from({ length: COUNT * actions }, (_, at) => noise[at % actions]!),
    );
    expect(drawn.length).toBe(COUNT * actions);
    for (const [n, moment] of moments.entries()) {
      const belief = await dynamics.begin(moment);
      const proposed = await dynamics.propose!(belief, { candidates: 1, horizon: 1 }, createRng(8));
      expectClose(drawn.subarray(n * actions, (n + 1) * actions), proposed, 1e-5);
    }
  });

  it.each<[string, (config: WorldModelConfig) => WorldModelConfig]>([
    ["reads M's memory", (config) => ({ ...config, policy: DRAWN_POLICY })],
    ["reads pictures", (config) => ({ ...config, modality: "pixels" })],
    ["is not there", () => plain.config],
  ])("is undefined where the actor %s", (_, change) => {
    expect(new LearnedDynamics({ ...model, config: change(model.config) }, SESSION).statePolicy).toBeUndefined();
  });
});
