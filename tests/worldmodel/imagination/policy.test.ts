/** Actor and critic behind LearnedDynamics, against their own graphs of one belief. */
import { afterAll, describe, expect, it } from "vitest";
import { createRng, SpecError, StateError } from "../../../sim/core/index.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { actor, inActionUnits } from "../../../worldmodel/imagination/actor.ts";
import { actorGraph, criticGraph } from "../../../worldmodel/imagination/policy-graphs.ts";
import { type Belief, LearnedDynamics } from "../../../worldmodel/learned-dynamics.ts";
import { expectClose } from "../support/expect-close.ts";
import { openGraph } from "../support/open-graph.ts";
import { randomWorldModel } from "../support/random-world-model.ts";
import { DRAWN_POLICY, withPolicy } from "../support/with-policy.ts";

const SESSION = { device: "cpu", threads: 1 } as const;
const MEMBERS = 2;
const plain = randomWorldModel(6, { residual: true, headUnits: 6, ensemble: MEMBERS });
const model = withPolicy(plain);
const dynamics = new LearnedDynamics(model, SESSION);
afterAll(() => dynamics.dispose());

const { latents, hidden, actions } = model.config.rnn;
const normals = (count: number, seed: number): Float32Array => {
  const drawn = new Float32Array(count);
  createRng(seed).normalInto(drawn);
  return drawn;
};
const belief: Belief = { z: normals(latents, 1), h: normals(MEMBERS * hidden, 2), c: normals(MEMBERS * hidden, 3) };
/** Actions of the middle of their ranges [−1, 3] and [0, 0.5], as far off it as u in (−1, 1). */
const inUnits = (u: readonly number[]): readonly number[] => [1 + 2 * u[0]!, 0.25 + 0.25 * u[1]!];
const firstMember = ({ z, h }: Belief): Pick<Belief, "z" | "h"> => ({
  z: z.subarray(0, latents),
  h: h.subarray(0, hidden),
});

async function distributionAt(where: Belief): Promise<Readonly<Record<"mean" | "deviation", Float32Array>>> {
  const z = input("z", [1, latents]);
  const parts = { z, h: input("h", [1, hidden]), c: input("c", [1, hidden]) };
  const { mean, deviation } = actor(DRAWN_POLICY, actions)(parts);
  const graph = await openGraph({ mean, deviation }, model.weights);
  const said = await graph.run(firstMember(where));
  await graph.dispose();
  return { mean: said["mean"]!, deviation: said["deviation"]! };
}

async function worthOf(where: Belief): Promise<number> {
  const graph = await openGraph(criticGraph(model.config), model.weights);
  const { value } = await graph.run(firstMember(where));
  await graph.dispose();
  return value![0]!;
}

describe("the actor", () => {
  it("chooses tanh of its mean, in the action space's units", async () => {
    const { mean } = await distributionAt(belief);
    expectClose(await dynamics.choose(belief), inUnits([...mean].map(Math.tanh)), 1e-6);
    const graph = await openGraph(actorGraph(model.config), model.weights);
    expect(await dynamics.choose(belief)).toEqual((await graph.run(firstMember(belief)))["action"]);
    await graph.dispose();
  });

  it("proposes sequences that it draws along its own dreams", async () => {
    const size = { candidates: 3, horizon: 4 };
    const proposed = await dynamics.propose!(belief, size, createRng(8));
    const noise = normals(size.horizon * size.candidates * actions, 8);
    const at = (array: Float32Array, row: number): Float32Array => array.subarray(row * actions, (row + 1) * actions);
    for (let candidate = 0; candidate < size.candidates; candidate++) {
      let now = belief;
      for (let step = 0; step < size.horizon; step++) {
        const { mean, deviation } = await distributionAt(now);
        const draw = at(noise, step * size.candidates + candidate);
        const expected = inUnits([...mean].map((mu, a) => Math.tanh(mu + deviation[a]! * draw[a]!)));
        const action = at(proposed, candidate * size.horizon + step);
        // A dream of four decisions in float32.
        expectClose(action, expected, 1e-5);
        now = (await dynamics.step([now], action)).beliefs[0]!;
      }
    }
    expect(await dynamics.propose!(belief, size, createRng(8))).toEqual(proposed);
  });

  it("is not asked of a model without one", async () => {
    const without = new LearnedDynamics(plain, SESSION);
    expect(without.propose).toBeUndefined();
    await expect(without.choose(belief)).rejects.toThrow(
      new StateError("policy: a model with actor and critic required, and it has none"),
    );
    const { finalValues } = await without.rollout(belief, new Float32Array(actions), { candidates: 1, horizon: 1 });
    expect(finalValues).toBeUndefined();
    expect((await without.step([belief], new Float32Array(actions))).values).toBeUndefined();
    await without.dispose();
  });

  it("needs actions with bounds", () => {
    const space = { low: [-1, Number.NEGATIVE_INFINITY], high: [1, 1] };
    expect(() => inActionUnits(space, input("action", [1, 2]))).toThrow(
      new SpecError("actor: action 1 must have finite bounds, got [-Infinity, 1]"),
    );
  });
});

describe("the critic", () => {
  it("tells what follows the last decision of a rollout, and each decision of a step", async () => {
    const size = { candidates: 2, horizon: 3 };
    const sequences = normals(size.candidates * size.horizon * actions, 9);
    const { finalValues } = await dynamics.rollout(belief, sequences, size);
    for (let candidate = 0; candidate < size.candidates; candidate++) {
      let now = belief;
      let values: Float32Array | undefined;
      for (let step = 0; step < size.horizon; step++) {
        const at = (candidate * size.horizon + step) * actions;
        const transitions = await dynamics.step([now], sequences.subarray(at, at + actions));
        now = transitions.beliefs[0]!;
        values = transitions.values;
      }
      const expected = await worthOf(now);
      expectClose(values!, [expected], 1e-5);
      expectClose([finalValues![candidate]!], [expected], 1e-4);
    }
  });
});
