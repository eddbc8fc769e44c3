import { expect, it } from "vitest";
import { createPlanner, type Plan, planWith } from "../../../agents/index.ts";
import { createRng, type Dynamics, type RolloutSize, ShapeError } from "../../../sim/core/index.ts";
import { type Belief, LearnedDynamics } from "../../../worldmodel/index.ts";
import { smallWorldModel } from "../comparison/small-world-model.ts";
import { momentAt } from "./double-integrator.ts";

const SIZES = { horizon: 4, candidates: 30, elites: 5, iterations: 3 };

/** Plans with two members of an ensemble, and how far they disagree about each of the candidates that were rolled out last. */
async function plan(name: "cem" | "icem" | "mppi", options: object): Promise<{ plan: Plan; disagreed: number[] }> {
  const model = new LearnedDynamics(smallWorldModel(1, { ensemble: 2 }), { device: "cpu", threads: 1 });
  try {
    let disagreed: number[] = [];
    const watched: Dynamics<Belief> = {
      name: model.name,
      actionSpace: model.actionSpace,
      actionRepeat: model.actionRepeat,
      begin: (moment) => model.begin(moment),
      advance: (...step) => model.advance(...step),
      step: (...step) => model.step(...step),
      rollout: async (belief: Belief, actions: Float32Array, size: RolloutSize) => {
        const rollouts = await model.rollout(belief, actions, size);
        disagreed = [...(rollouts.disagreement ?? [])];
        return rollouts;
      },
      dispose: () => model.dispose(),
    };
    const belief = await model.begin(momentAt([1, 0]));
    const planner = createPlanner(name, { ...SIZES, ...options });
    return { plan: await planWith(planner, watched, belief, { rng: createRng(3) }), disagreed };
  } finally {
    await model.dispose();
  }
}

it.each(["cem", "icem", "mppi"] as const)(
  "lets %s stay where an ensemble agrees, or seek where it does not",
  async (name) => {
    const choose = { cem: { choose: "best" }, icem: {}, mppi: { choose: "sampled", temperature: 50 } }[name];
    const mean = ({ disagreed }: { readonly disagreed: readonly number[] }): number =>
      disagreed.reduce((sum, value) => sum + value, 0) / disagreed.length;
    const [bold, plain, shy] = [
      await plan(name, { ...choose, caution: -1e3 }),
      await plan(name, choose),
      await plan(name, { ...choose, caution: 1e3 }),
    ];
    expect(mean(shy)).toBeLessThan(mean(plain));
    expect(mean(bold)).toBeGreaterThan(mean(plain));
  },
);

it("rolls out fewer candidates in each of iCEM's iterations, a session of the model for each number", async () => {
  const { disagreed } = await plan("icem", { decay: 1.25 });
  // ⌊30/1.25⌋ = 24, ⌊24/1.25⌋ = 19, of four decisions each.
  expect(disagreed).toHaveLength(19 * 4);
});

it("says so where the model has another action space than it claims", async () => {
  const { config, weights } = smallWorldModel(1);
  const wide = { ...config.actionSpace, shape: [2], low: [-1, -1], high: [1, 1], names: ["a", "b"], units: ["1", "1"] };
  const model = new LearnedDynamics(
    { config: { ...config, actionSpace: wide }, weights },
    { device: "cpu", threads: 1 },
  );
  try {
    const belief = await model.begin(momentAt([1, 0]));
    const planning = planWith(createPlanner("cem", SIZES), model, belief, { rng: createRng(1) });
    await expect(planning).rejects.toThrow(
      new ShapeError("LearnedDynamics.rollout: actions must be [N,T,A]=[30,4,1], got 240 elements"),
    );
  } finally {
    await model.dispose();
  }
});
