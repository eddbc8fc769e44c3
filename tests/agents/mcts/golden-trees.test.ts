/** Searches on toy problems against trees that are known: derived by hand, published, or found by a textbook search. */
import { describe, expect, it } from "vitest";
import { type MctsOptions, mctsOptions, planMcts } from "../../../agents/index.ts";
import { bestByGumbel, createGumbelRoot } from "../../../agents/mcts/gumbel-root.ts";
import { createOpenSlots, gatherOpenSlots } from "../../../agents/mcts/open-slots.ts";
import { runSimulations } from "../../../agents/mcts/run-simulations.ts";
import { searchSizes } from "../../../agents/mcts/search-context.ts";
import { createSearchTree, type SearchTree } from "../../../agents/mcts/search-tree.ts";
import { createRng } from "../../../sim/core/index.ts";
import { type Problem, type TextbookNode, textbookSearch } from "./textbook-muzero.ts";
import { createBandit, createToyDynamics, lineSpace } from "./toy-dynamics.ts";

/** Sequential, on a grid with equal priors: one that nothing random enters. */
const PLAIN: Partial<MctsOptions> = {
  leafBatch: 1,
  root: "puct",
  actions: "discrete",
  proposalStd: 1e9,
  leafValue: "zero",
  discount: 1,
};

/** Visits of the children in each slot, 0 where untried. */
function visitsBelow(tree: SearchTree<unknown>, node: number): number[] {
  const children = [...tree.children.subarray(node * tree.width, (node + 1) * tree.width)];
  return children.map((child) => (child < 0 ? 0 : tree.visitCount[child]!));
}

describe("golden trees", () => {
  // Two arms with rewards 0 and 1, P = ½, c ≈ 1.25, N counts the root's own visit. Scores (left, right) before each simulation:
  //   1. N = 1: nothing known, equal: left, G = 0, V = 0.
  //   2. N = 2: 0.625 √2 / 2 = 0.44 and 0.625 √2 = 0.88: right, G = 1, V = ⅓.
  //   3. N = 3: 0 + 0.54 and 1 + 0.54: right. 4. N = 4: 0.63 and 1.42: right. 5. N = 5: 0.70 and 1.35: right.
  // So it goes on: with c = 1.2507 before simulation N the scores are 0.3127 √N and 1 + 0.6253 √N / (N − 1), which are 1.1699 and 1.1800
  // for N = 14, and 1.2110 and 1.1730 for N = 15, where the left arm has its second turn.
  it.each([
    [1, [1, 0]],
    [2, [1, 1]],
    [5, [1, 4]],
    [14, [1, 13]],
    [15, [2, 13]],
  ])("visits two arms by PUCT as derived by hand, after %i simulations", async (simulations, visits) => {
    const bandit = createBandit((action) => (action > 0 ? 1 : 0));
    const options = mctsOptions({ ...PLAIN, simulations, horizon: 1, bins: 2 });
    const { search, tree } = await planMcts(bandit, null, { options, rng: createRng(1) });
    expect([...search.visitCounts]).toEqual(visits);
    expect([...search.priors]).toEqual([0.5, 0.5]);
    expect([...search.qValues].slice(0, Math.min(2, simulations))).toEqual([0, 1].slice(0, simulations));
    expect(tree.visitCount[0]).toBe(1 + simulations);
    // The mean of what the simulations returned, the first one's counted for the root itself too.
    expect(tree.value[0]).toBeCloseTo(visits[1]! / (1 + simulations), 12);
  });

  it("grows the tree of a textbook search with one simulation at a time", async () => {
    // Rewards and values without a pattern: hashes of the state.
    const hash = (n: number): number =>
      Math.fround(Math.sin(n * 12.9898) * 43758.5453 - Math.floor(Math.sin(n * 12.9898) * 43758.5453));
    const problem: Problem = {
      actions: 3,
      depth: 4,
      discount: 0.9,
      step: (state, a) => ({ state: state * 3 + a + 1, reward: hash(state * 3 + a + 1) }),
      value: (state) => hash(state + 1000),
    };
    const dynamics = createToyDynamics<number>(0, {
      rules: (state, action) => problem.step(state, Math.round(action) + 1),
      value: problem.value,
    });
    const options = mctsOptions({
      ...PLAIN,
      bins: 3,
      horizon: problem.depth,
      discount: problem.discount,
      leafValue: "value",
      simulations: 150,
    });
    const { tree } = await planMcts(dynamics, 0, { options, rng: createRng(1) });
    const compare = (node: number, known: TextbookNode): number => {
      expect(tree.visitCount[node]).toBe(known.visits);
      expect(tree.value[node]).toBeCloseTo(known.value, 10);
      return known.children.reduce((nodes, child, slot) => {
        const at = tree.children[node * tree.width + slot]!;
        expect(at >= 0).toBe(child !== undefined);
        return child ? nodes + compare(at, child) : nodes;
      }, 1);
    };
    expect(compare(0, textbookSearch(problem, 150))).toBe(tree.size);
    expect(tree.size).toBeGreaterThan(25);
  });

  // mctx, policies_test.py, test_gumbel_muzero_policy_without_invalid_actions: action 3 with visits [6, 2, 2, 7].
  it("halves and chooses as mctx's published test of Gumbel MuZero does", async () => {
    const [logits, rewards] = [
      [0, -1, 2, 3],
      [20, 3, -1, 10],
    ];
    const options = mctsOptions({
      root: "gumbel",
      leafBatch: 1,
      simulations: 17,
      horizon: 3,
      valueScale: 0.05,
      visitOffset: 60,
      sampledActions: 4,
    });
    const tree = createSearchTree<null>(18, 4, 1);
    tree.expanded[0] = 1;
    tree.priorLogits.set(logits);
    tree.rawValue[0] = -5;
    tree.value[0] = -5;
    const gumbel = createGumbelRoot(tree, options, createRng(1));
    const open = createOpenSlots(4);
    const context = {
      ...searchSizes({ actionSpace: lineSpace }, options),
      ...{ gumbel, open, rng: createRng(2), sequences: new Float32Array(3) },
    };
    // Their discount of 0 is an end of the task here.
    await runSimulations(tree, context, (_, leaves) =>
      Promise.resolve({
        rewards: Float64Array.from(leaves, (leaf) => rewards[tree.slot[leaf]!]!),
        terminated: new Float64Array(leaves.length).fill(1),
        values: new Float64Array(leaves.length),
      }),
    );
    expect(visitsBelow(tree, 0)).toEqual([6, 2, 2, 7]);
    gatherOpenSlots(tree, 0, options, open);
    expect(bestByGumbel(open, gumbel, tree.rawValue[0]!, options)).toBe(3);
  });
});
