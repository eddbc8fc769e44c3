/** Whole searches on toy problems whose answers are known. */
import { describe, expect, it } from "vitest";
import {
  type MctsInput,
  type MctsOptions,
  type MctsPlan,
  mctsOptions,
  planMcts,
  subtreeOf,
} from "../../../agents/index.ts";
import { createRng, type Dynamics, ShapeError, SpecError, StateError } from "../../../sim/core/index.ts";
import { createBandit, createToyDynamics, lineSpace, type ToyDynamics } from "./toy-dynamics.ts";

function plan<S>(
  dynamics: Dynamics<S>,
  belief: S,
  options: Partial<MctsOptions>,
  rest: Partial<MctsInput<S>> = {},
): Promise<MctsPlan<S>> {
  return planMcts(dynamics, belief, { options: mctsOptions(options), rng: createRng(3), ...rest });
}

const ROOTS = ["puct", "gumbel"] as const;

describe("planMcts", () => {
  it.each(ROOTS)("finds the best arm of a bandit by %s", async (root) => {
    const bandit = createBandit((action) => -((action - 0.4) ** 2));
    const grid = await plan(bandit, null, {
      root,
      horizon: 1,
      actions: "discrete",
      bins: 11,
      proposalStd: 1e3,
      simulations: 40,
    });
    expect(grid.actions[0]).toBeCloseTo(0.4, 6);
  });

  it("finds the best of the drawn actions by sequential halving, also in batches", async () => {
    const bandit = createBandit((action) => -((action - 0.4) ** 2));
    for (const leafBatch of [1, 7, 60]) {
      const { actions, search } = await plan(bandit, null, {
        horizon: 1,
        simulations: 60,
        consideredActions: 20,
        leafBatch,
      });
      const distance = Array.from(search.actions, (action) => Math.abs(action - 0.4));
      expect(Math.abs(actions[0]! - 0.4)).toBe(Math.min(...distance));
    }
  });

  // S start, G goal, # wall; the shortest way has 4 moves. Each move costs 1; four points of the grid are the four directions.
  const MAZE = ["S..", "#.#", "..G"];
  const MOVES = [
    [0, 1],
    [1, 0],
    [0, -1],
    [-1, 0],
  ] as const;
  const maze = (): ToyDynamics<string> =>
    createToyDynamics("0,0", {
      rules: (state, action) => {
        const [row = 0, column = 0] = state.split(",").map(Number);
        const [down, right] = MOVES[Math.round((action + 1) * 1.5)] ?? [0, 0];
        const cell = MAZE[row + down]?.[column + right];
        const next = cell === undefined || cell === "#" ? state : `${row + down},${column + right}`;
        return { state: next, reward: -1, terminated: cell === "G" ? 1 : 0 };
      },
    });

  it.each(ROOTS)("finds the shortest way through a maze by %s, going on in its tree", async (root) => {
    const dynamics = maze();
    const options = mctsOptions({
      root,
      simulations: 600,
      horizon: 8,
      actions: "discrete",
      bins: 4,
      discount: 1,
      proposalStd: 1e3,
    });
    let [state, moves] = ["0,0", 0];
    let before: MctsPlan<string> | undefined;
    while (state !== "2,2" && moves < 20) {
      const tree = before && subtreeOf(before.tree, before.node, options.simulations);
      before = await planMcts(dynamics, state, { options, rng: createRng(moves), tree });
      state = (await dynamics.step([state], before.actions.slice(0, 1))).beliefs[0]!;
      moves++;
    }
    expect(moves).toBe(4);
  });

  it("discounts each decision, held ones too, and what a critic expects at the horizon", async () => {
    // Every decision is worth 1, what follows 10: 1 + γ + γ² + γ³ + 10 γ⁴ whatever is done.
    const steady = createToyDynamics(0, { rules: (state) => ({ state, reward: 1 }), value: () => 10 });
    const wanted = 1 + 0.5 + 0.25 + 0.125 + 10 * 0.0625;
    for (const decisionsPerAction of [1, 2, 4]) {
      const { predictedReturn, actions } = await plan(steady, 0, {
        discount: 0.5,
        horizon: 4,
        decisionsPerAction,
        simulations: 30,
      });
      expect(predictedReturn).toBeCloseTo(wanted, 6);
      for (let t = 0; t < 4; t++) expect(actions[t]).toBe(actions[t - (t % decisionsPerAction)]);
    }
    const critics = await plan(steady, 0, {
      discount: 0.5,
      horizon: 4,
      decisionsPerAction: 2,
      simulations: 1,
      leafValue: "value",
    });
    expect(critics.predictedReturn).toBeCloseTo(1 + 0.5 + 10 * 0.25, 6);
  });

  it.each(["rollout", "value"] as const)(
    "weighs what follows an uncertain end by its probability, by %s",
    async (leafValue) => {
      // Each decision is worth 1 and ends the task with probability ¼; beyond a horizon of 3, a critic expects 8:
      // 1 + ¾ + ¾² + ¾³ · 8 with every node at the horizon; one simulation by the critic's value alone: 1 + ¾ · 8.
      const risky = createToyDynamics(0, {
        rules: (state) => ({ state, reward: 1, terminated: 0.25 }),
        value: () => 8,
      });
      const { predictedReturn, tree } = await plan(risky, 0, { leafValue, discount: 1, horizon: 3, simulations: 1 });
      expect(predictedReturn).toBeCloseTo(
        leafValue === "rollout" ? 1 + 0.75 + 0.75 ** 2 + 8 * 0.75 ** 3 : 1 + 0.75 * 8,
        6,
      );
      expect(tree.terminated[1]).toBeCloseTo(0.25, 6);
    },
  );

  it("works where every decision ends the task, and does not look behind an end", async () => {
    const ending = createToyDynamics(0, {
      rules: (state, action) => ({ state: state + 1, reward: state > 0 ? Number.NaN : action, terminated: 1 }),
    });
    for (const leafValue of ["rollout", "zero"] as const) {
      const { search, actions } = await plan(ending, 0, { leafValue, horizon: 5, simulations: 50 });
      expect(search.depth).toBe(1);
      expect(actions[0]).toBe(Math.max(...search.actions));
    }
  });

  it("tries no more actions at any node than widening allows", async () => {
    const line = createToyDynamics<number>(0, {
      rules: (x, action) => ({ state: x + action, reward: -((x + action - 2) ** 2) }),
    });
    const { tree } = await plan(line, 0, {
      root: "puct",
      horizon: 6,
      simulations: 100,
      wideningFactor: 1,
      wideningExponent: 0.5,
    });
    for (let node = 0; node < tree.size; node++) {
      const children = tree.children.subarray(node * tree.width, (node + 1) * tree.width).filter((child) => child >= 0);
      expect(children.length).toBeLessThanOrEqual(Math.ceil(Math.sqrt(tree.visitCount[node]!)));
    }
    const atRoot = tree.children.subarray(0, tree.width).filter((child) => child >= 0).length;
    expect(atRoot).toBeGreaterThan(5);
  });

  it("evaluates leaves in batches", async () => {
    const line = createToyDynamics<number>(0, {
      rules: (x, action) => ({ state: x + action, reward: -((x + action - 2) ** 2) }),
    });
    const options = { horizon: 100, simulations: 64, root: "puct", wideningFactor: 20 } as const;
    await plan(line, 0, { ...options, leafBatch: 1 });
    expect(line.calls.rollout).toBe(64);
    line.calls.rollout = 0;
    const together = await plan(line, 0, { ...options, leafBatch: 16 });
    expect(line.calls.rollout).toBe(4);
    expect(together.tree.visitCount[0]).toBe(65);
    expect(together.tree.inFlight.every((count) => count === 0)).toBe(true);
    await plan(line, 0, { ...options, leafBatch: 16, leafValue: "zero", decisionsPerAction: 2 });
    expect(line.calls.step).toBe(8);
  });

  it("keeps what it knows of the chosen action's subtree, and adds to it", async () => {
    const line = createToyDynamics<number>(0, {
      rules: (x, action) => ({ state: x + action, reward: -((x + action - 2) ** 2) }),
    });
    const before = await plan(line, 0, { horizon: 5, simulations: 80 });
    const kept = subtreeOf(before.tree, before.node, 80);
    for (const part of ["visitCount", "value", "rawValue"] as const) {
      expect(kept[part][0]).toBe(before.tree[part][before.node]);
    }
    const variation = before.search.principalVariation.length;
    expect(Math.max(...kept.depth)).toBeGreaterThanOrEqual(variation - 1);
    expect(Math.max(...kept.depth)).toBeLessThan(before.search.depth);
    const inner = (tree: typeof kept, node: number): number[] =>
      [...tree.children.subarray(node * tree.width, (node + 1) * tree.width)].map((child) =>
        child < 0 ? 0 : tree.visitCount[child]!,
      );
    expect(inner(kept, 0)).toEqual(inner(before.tree, before.node));
    const visits = kept.visitCount[0]!;
    const after = await plan(line, before.actions[0]!, { horizon: 5, simulations: 80 }, { tree: kept });
    expect(after.tree.visitCount[0]).toBe(visits + 80);
    expect(after.search.simulations).toBe(visits + 79);
  });

  it("starts from what a policy proposes, and goes on with it", async () => {
    // Only the sequence 0.9, 0.8, 0.7 is rewarded, which no Gaussian around 0 would hit three times.
    const secret = [0.9, 0.8, 0.7].map(Math.fround);
    const dynamics = createToyDynamics<number>(0, {
      rules: (t, action) => ({ state: action === secret[t] ? t + 1 : 9, reward: action === secret[t] ? 1 : 0 }),
      propose: (_, { candidates, horizon }) =>
        Promise.resolve(Float32Array.from({ length: candidates * horizon }, (_, at) => secret[at % horizon]!)),
    });
    const { actions, search } = await plan(dynamics, 0, { horizon: 3, discount: 1, simulations: 40, backup: "max" });
    expect([...actions]).toEqual(secret);
    expect(Math.max(...search.qValues.filter(Number.isFinite))).toBe(3);
  });

  it.each([
    ["NaN", Number.NaN],
    ["infinite", Number.NEGATIVE_INFINITY],
  ])("survives simulations that are %s, tries them no more, and says so when all are", async (_, bad) => {
    const mostly = createBandit((action) => (action > -0.5 ? bad : action));
    for (const root of ROOTS) {
      const { actions, search } = await plan(mostly, null, {
        root,
        horizon: 1,
        actions: "discrete",
        bins: 9,
        simulations: 60,
      });
      expect(actions[0]).toBe(-0.5);
      expect([...search.actions]).toEqual([-1, -0.75, -0.5]);
    }
    const all = createBandit(() => bad);
    await expect(plan(all, null, { horizon: 1 })).rejects.toThrow(
      new StateError("planMcts: a simulation's return must be finite, got none in 50 that is (toy dynamics)"),
    );
  });

  it("loses a node all of whose children are lost, and only that", async () => {
    // Behind any push to the right every prediction fails.
    const cliff = createToyDynamics<number>(0, {
      rules: (x, action) => ({ state: action > 0 ? 1 : x, reward: x > 0 ? Number.NaN : action }),
    });
    const { actions, tree } = await plan(cliff, 0, {
      leafValue: "zero",
      root: "puct",
      actions: "discrete",
      bins: 2,
      horizon: 3,
      simulations: 60,
    });
    expect(actions[0]).toBe(-1);
    expect(tree.lost[0]).toBe(0);
    expect(tree.lost[tree.children[1]!]).toBe(1);
  });

  it.each(ROOTS)("tries actions whose priors are 0 in floating point, by %s", async (root) => {
    const bandit = createBandit((action) => action);
    const options = { root, horizon: 1, actions: "discrete", bins: 5, proposalStd: 0.01, simulations: 40 } as const;
    const { search } = await plan(bandit, null, options);
    expect(Math.min(...search.priors)).toBe(0);
    expect(search.visitCounts.reduce((sum, visits) => sum + visits, 0)).toBe(40);
  });

  it("adds Dirichlet noise to the root's priors where asked", async () => {
    const bandit = createBandit((action) => action);
    const options = { root: "puct", horizon: 1, actions: "discrete", bins: 4, proposalStd: 1e9 } as const;
    expect([...(await plan(bandit, null, options)).search.priors]).toEqual([0.25, 0.25, 0.25, 0.25]);
    const { priors } = (await plan(bandit, null, { ...options, rootNoiseFraction: 0.25 })).search;
    expect(priors.reduce((sum, prior) => sum + prior, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...priors)).toBeGreaterThanOrEqual(0.75 * 0.25 - 1e-12);
    expect(new Set(priors).size).toBe(4);
  });

  it("repeats itself for the same rng, and refuses what does not fit, naming it", async () => {
    const bandit = createBandit((action) => action);
    expect(await plan(bandit, null, {})).toEqual(await plan(bandit, null, {}));
    const unbounded = { ...bandit, actionSpace: { ...lineSpace, high: [Number.POSITIVE_INFINITY] } };
    await expect(plan(unbounded, null, {})).rejects.toThrow("planMcts: action 0 must have finite bounds");
    await expect(plan(bandit, null, { leafValue: "value" })).rejects.toThrow(
      new StateError('planMcts: leafValue "value" requires dynamics with a critic, got none (toy dynamics)'),
    );
    await expect(plan(bandit, null, { horizon: 5 }, { warmStart: new Float32Array(4) })).rejects.toThrow(
      new ShapeError("planMcts: warmStart must be [D,A]=[5,1], got [4]"),
    );
    const { tree } = await plan(bandit, null, {});
    await expect(plan(bandit, null, {}, { tree })).rejects.toThrow(ShapeError);
    expect(() => mctsOptions({ horizon: 7, decisionsPerAction: 2 })).toThrow(
      new SpecError("mctsOptions: horizon must be a multiple of decisionsPerAction = 2, got 7"),
    );
    expect(() => mctsOptions({ simulations: 0 })).toThrow("simulations must be a positive integer, got 0");
  });
});
