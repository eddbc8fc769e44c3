import { describe, expect, it } from "vitest";
import {
  rankInto,
  requireScorable,
  SCORING_DEFAULTS,
  type ScoringOptions,
  scoreCandidatesInto,
} from "../../../agents/planning/score-candidates.ts";
import { type Rollouts, ShapeError, SpecError } from "../../../sim/core/index.ts";

interface Told {
  readonly terminated?: readonly number[][];
  readonly disagreement?: readonly number[][];
  readonly finalValues?: readonly number[];
}

function rolloutsOf(rewards: readonly number[][], { terminated, disagreement, finalValues }: Told = {}): Rollouts {
  const flat = (rows: readonly number[][]): Float32Array => Float32Array.from(rows.flat());
  return {
    rewards: flat(rewards),
    terminated: flat(terminated ?? rewards.map((row) => row.map(() => 0))),
    ...(disagreement ? { disagreement: flat(disagreement) } : {}),
    ...(finalValues ? { finalValues: Float32Array.from(finalValues) } : {}),
  };
}

function scores(rewards: readonly number[][], told: Told = {}, options: Partial<ScoringOptions> = {}): number[] {
  const out = new Float64Array(rewards.length);
  const size = { candidates: rewards.length, horizon: rewards[0]?.length ?? 0 };
  scoreCandidatesInto(rolloutsOf(rewards, told), size, { ...SCORING_DEFAULTS, ...options }, out);
  return [...out];
}

describe("scores of candidates", () => {
  it("discount decision by decision", () => {
    expect(scores([[1, 2, 4]], {}, { discount: 0.5 })).toEqual([3]); // 1 + 2/2 + 4/4
  });

  it("count the reward of the decision that ends the task and nothing after it, not even NaN", () => {
    const told = { terminated: [[0, 1, 1]], disagreement: [[0, 0, Number.NaN]], finalValues: [Number.NaN] };
    expect(scores([[1, 2, Number.NaN]], told, { bootstrap: "value", caution: 1 })).toEqual([3]);
  });

  it("weigh a reward by the probability that the task goes on", () => {
    expect(scores([[1, 2, 4]], { terminated: [[0.5, 0.75, 1]] })).toEqual([3]); // 1 + 2·0.5 + 4·0.25
  });

  it("add a critic's value with the weight of the horizon and the probability of getting there", () => {
    const told = { terminated: [[0, 0.5, 0.75]], finalValues: [16] };
    // 1 + 2/2 + 4/4·½ = 2.5; then γ³ = 1/8 of 16 with probability ¼: 0.5.
    expect(scores([[1, 2, 4]], told, { discount: 0.5, bootstrap: "value" })).toEqual([3]);
  });

  it("let the last reward go on for the decisions of the tail", () => {
    // 1 + 2/2 = 2; then 2 in three decisions more, from γ² on: 2·(1/4 + 1/8 + 1/16) = 0.875.
    expect(scores([[1, 2]], {}, { discount: 0.5, bootstrap: "reward", rewardTail: 3 })).toEqual([2.875]);
    // Undiscounted: 3 + 3·2, each with probability ½ of getting there: 1 + 2 + 6/2.
    expect(scores([[1, 2]], { terminated: [[0, 0.5]] }, { bootstrap: "reward", rewardTail: 3 })).toEqual([6]);
  });

  it("take caution's price of disagreement off each reward, or pay it where caution is negative", () => {
    const told = { terminated: [[0, 0.5, 0.5]], disagreement: [[1, 2, 4]] };
    // Rewards 8 + 4/2 + 4·½/4 = 10.5; disagreement 1 + 2/2 + 4·½/4 = 2.5.
    expect(scores([[8, 4, 4]], told, { discount: 0.5, caution: 2 })).toEqual([5.5]);
    expect(scores([[8, 4, 4]], told, { discount: 0.5, caution: -2 })).toEqual([15.5]);
    expect(scores([[8, 4, 4]], told, { discount: 0.5 })).toEqual([10.5]);
  });

  it("are −Infinity for any candidate with a value that is not finite and counts", () => {
    const nan = Number.NaN;
    const lost = Number.NEGATIVE_INFINITY;
    const rewards = [
      [nan, 0],
      [Number.POSITIVE_INFINITY, 0],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ];
    const told = {
      terminated: [
        [0, 0],
        [0, 0],
        [nan, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      disagreement: [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, nan],
        [0, 0],
        [0, 0],
      ],
      finalValues: [0, 0, 0, 0, Number.POSITIVE_INFINITY, 0],
    };
    expect(scores(rewards, told)).toEqual([lost, lost, lost, 2, 2, 2]);
    expect(scores(rewards, told, { caution: 1 })).toEqual([lost, lost, lost, lost, 2, 2]);
    expect(scores(rewards, told, { bootstrap: "value" })).toEqual([lost, lost, lost, 2, lost, 2]);
  });

  it("rank best first, equal ones by index", () => {
    const order = new Uint32Array(5);
    rankInto(Float64Array.of(1, Number.NEGATIVE_INFINITY, 3, 1, Number.NEGATIVE_INFINITY), order);
    expect([...order]).toEqual([2, 0, 3, 1, 4]);
  });
});

describe("what a scoring needs", () => {
  const rewards = [
    [1, 2],
    [3, 4],
  ];
  const ask = (rollouts: Rollouts, options: Partial<ScoringOptions> = {}): (() => void) => {
    const scoring = { ...SCORING_DEFAULTS, ...options };
    return () => requireScorable(rollouts, { candidates: 2, horizon: 2 }, scoring, { where: "plan", name: "learned" });
  };

  it("is missed where the dynamics do not tell it", () => {
    expect(ask(rolloutsOf(rewards))).not.toThrow();
    expect(ask(rolloutsOf(rewards), { caution: 0.5 })).toThrow(
      new SpecError(
        "plan: caution must be 0 with learned dynamics, which have no ensemble whose disagreement it weighs, got 0.5",
      ),
    );
    expect(ask(rolloutsOf(rewards), { bootstrap: "value" })).toThrow(
      new SpecError(
        "plan: bootstrap must be none or reward with learned dynamics, which have no critic that tells final values, got value",
      ),
    );
  });

  it("is held to its shape", () => {
    expect(ask(rolloutsOf([[1, 2]]))).toThrow(
      new ShapeError("plan: learned rollouts must be [N,T]=[4] rewards and terminated, got [2] and [2]"),
    );
    expect(ask(rolloutsOf(rewards, { disagreement: [[1]] }), { caution: 1 })).toThrow(
      new ShapeError("plan: learned rollouts must be [N,T]=[4] disagreement, got [1]"),
    );
    expect(ask(rolloutsOf(rewards, { finalValues: [1] }), { bootstrap: "value" })).toThrow(
      new ShapeError("plan: learned rollouts must be [N]=[2] final values, got [1]"),
    );
  });
});
