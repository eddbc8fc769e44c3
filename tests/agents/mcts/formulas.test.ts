/** The parts of a search, each against published numbers or a derivation. */
import { describe, expect, it } from "vitest";
import { mctsOptions } from "../../../agents/index.ts";
import { completedQInto, scoreByImprovedPolicy } from "../../../agents/mcts/completed-q.ts";
import { discretiseActions } from "../../../agents/mcts/discretise-actions.ts";
import { createOpenSlots, type OpenSlots } from "../../../agents/mcts/open-slots.ts";
import { allowedChildren } from "../../../agents/mcts/progressive-widening.ts";
import { sequentialHalving } from "../../../agents/mcts/sequential-halving.ts";
import { SpecError } from "../../../sim/core/index.ts";

describe("sequential halving", () => {
  // mctx, seq_halving_test.py.
  it.each([
    ["as many simulations as it needs", 8, 24, [...zeros(8), 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]],
    ["more", 8, 47, [...zeros(8), 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, ...pairs(4, 16), 17]],
    ["fewer", 8, 13, [...zeros(8), 1, 1, 1, 1, 2]],
    ["hardly any", 8, 2, [0, 0]],
    ["candidates that are no power of two", 7, 24, [...zeros(7), 1, 1, 1, 2, 2, 2, ...pairs(3, 7), 8]],
    ["one candidate", 1, 16, Array.from({ length: 16 }, (_, index) => index)],
  ])("has the published schedule with %s", (_, candidates, simulations, schedule) => {
    expect([...sequentialHalving(candidates, simulations)]).toEqual(schedule);
  });
});

describe("progressive widening", () => {
  it("allows ⌈C n^α⌉ children, whole powers not rounded up", () => {
    const of = (wideningFactor: number, wideningExponent: number) => (visits: number) =>
      allowedChildren(visits, { wideningFactor, wideningExponent });
    expect([1, 2, 4, 5, 9, 10, 16, 25, 100].map(of(1, 0.5))).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 10]);
    expect([1, 7, 50].map(of(20, 0))).toEqual([20, 20, 20]);
    expect([1, 8, 27].map(of(0.1, 1 / 3))).toEqual([1, 1, 1]);
  });
});

describe("discretised actions", () => {
  it("are every combination, the last dimension fastest", () => {
    expect([...discretiseActions(1, 5)]).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect([...discretiseActions(2, 2)]).toEqual([-1, -1, -1, 1, 1, -1, 1, 1]);
    expect(discretiseActions(8, 2).length).toBe(256 * 8);
  });

  it("are refused beyond 256", () => {
    expect(() => discretiseActions(4, 5)).toThrow(
      new SpecError("discretiseActions: bins^A must be at most 256, got 5^4 = 625; use sampled actions"),
    );
  });
});

describe("completed Q-values", () => {
  // mctx, qtransforms_test.py: v = −0.8, logits (−∞, −1, 2, −∞), N = (0, 4, 4, 0), q = 10/54 · (20, 3, −1, 10): the mixed value is
  // (−0.8 + 8 (π₁ q₁ + π₂ q₂)) / 9 with π₁ = 1 / (1 + e³). Scaled to [0, 1] between −10/54 and 30/54, times (50 + 4) · 0.1.
  it("complete what is unknown with the published mixed value", () => {
    const [known, prior] = [[0, 1, 1, 0], 1 / (1 + Math.exp(3))];
    const q = [20, 3, -1, 10].map((value) => (10 / 54) * value);
    const open = openSlots([0, prior, 1 - prior, 0], [0, 4, 4, 0], known, q);
    completedQInto(open, -0.8, { visitOffset: 50, valueScale: 0.1 });
    const mixed = (-0.8 + 8 * (prior * q[1]! + (1 - prior) * q[2]!)) / 9;
    const [least, most] = [Math.min(mixed, q[2]!), q[1]!];
    const expected = [mixed, q[1]!, q[2]!, mixed].map((value) => (5.4 * (value - least)) / (most - least));
    for (const [k, value] of expected.entries()) expect(open.score[k]).toBeCloseTo(value, 10);
  });

  it("send visits where the improved policy is ahead of them", () => {
    // Equal priors, q = (0, 1), one visit each: π′ = softmax(0, 5.1) = (0.0061, 0.9939), less ⅓ each.
    const open = openSlots([0.5, 0.5], [1, 1], [1, 1], [0, 1]);
    scoreByImprovedPolicy(open, 0, mctsOptions({}));
    expect(open.score[0]).toBeCloseTo(0.00606 - 1 / 3, 5);
    expect(open.score[1]).toBeCloseTo(0.99394 - 1 / 3, 5);
  });
});

function openSlots(
  prior: readonly number[],
  visits: readonly number[],
  known: readonly number[],
  q: readonly number[],
): OpenSlots {
  const open = createOpenSlots(prior.length);
  open.count = prior.length;
  open.prior.set(prior);
  open.visits.set(visits);
  open.known.set(known);
  open.qValue.set(q);
  return open;
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

/** Every number from first to last twice. */
function pairs(first: number, last: number): number[] {
  return Array.from({ length: 2 * (last - first + 1) }, (_, index) => first + Math.floor(index / 2));
}
