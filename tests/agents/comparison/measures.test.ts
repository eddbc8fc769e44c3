import { describe, expect, it } from "vitest";
import { spearman } from "../../../agents/comparison/correlation.ts";
import { disagreementByHorizon } from "../../../agents/comparison/disagreement.ts";
import { dreamGap } from "../../../agents/comparison/dream-gap.ts";
import { episodeErrors } from "../../../agents/comparison/episode-errors.ts";
import { rmseByHorizon } from "../../../agents/comparison/pool-errors.ts";
import { startingPoints } from "../../../agents/comparison/starting-points.ts";
import { normalisedError, validity } from "../../../agents/comparison/valid-prediction.ts";

describe("startingPoints", () => {
  const options = { horizon: 10, burnIn: 4, pointsPerEpisode: 4 };

  it("spreads evenly from the burn-in to the last start with a whole horizon", () => {
    expect(startingPoints({ decisions: 50, terminated: false }, options)).toEqual([4, 16, 28, 40]);
  });

  it("goes up to the last decision of an episode that terminated", () => {
    expect(startingPoints({ decisions: 50, terminated: true }, options).at(-1)).toBe(49);
  });

  it("takes every start where there are fewer, and none where there is no room", () => {
    expect(startingPoints({ decisions: 15, terminated: false }, options)).toEqual([4, 5]);
    expect(startingPoints({ decisions: 14, terminated: false }, options)).toEqual([4]);
    expect(startingPoints({ decisions: 13, terminated: false }, options)).toEqual([]);
  });
});

describe("validity", () => {
  it("counts horizons up to the first error above the threshold", () => {
    expect(validity([0.1, 0.4, 0.41, 0.2], 0.4)).toEqual({ decisions: 2, toTheEnd: false });
    expect(validity([0.5], 0.4)).toEqual({ decisions: 0, toTheEnd: false });
  });

  it("is open where the truth ends first", () => {
    expect(validity([0.1, 0.2], 0.4)).toEqual({ decisions: 2, toTheEnd: true });
    expect(validity([0.1, Number.NaN], 0.4)).toEqual({ decisions: 1, toTheEnd: true });
  });

  it("normalises each element by its own spread", () => {
    // √((3² + 4²) / 2)
    expect(normalisedError([6, 1], [0, 0.6], [2, 0.1])).toBeCloseTo(Math.sqrt(12.5), 12);
  });
});

describe("episodeErrors", () => {
  // One element and the reward, two points, two decisions ahead; the second point's truth ends after one.
  const truth = Float64Array.of(1, 0, 2, 1, 5, 0, Number.NaN, Number.NaN);
  const input = { behaviour: "any", horizon: 2, std: [1], threshold: 0.4, truth };

  it("leaves out what has no truth", () => {
    const quantities = Float64Array.of(2, 0, 4, 1, 8, 0, 7, 7);
    const errors = episodeErrors({ ...input, predictions: new Map([["p", { quantities }]]) });
    expect([...errors.counts]).toEqual([2, 1]);
    // √((1² + 3²) / 2) one ahead, |4 − 2| two ahead; rewards are right.
    const [first, reward, second] = rmseByHorizon([errors], "p");
    expect(first).toBeCloseTo(Math.sqrt(5), 12);
    expect([reward, second]).toEqual([0, 2]);
    expect(errors.returns).toEqual([1]);
    expect(errors.predictors.get("p")?.returns).toEqual([1]);
  });

  it("takes a prediction that is not a number for wrong, not for the end", () => {
    const predictions = new Map([["p", { quantities: new Float64Array(8).fill(Number.NaN) }]]);
    const { validities } = episodeErrors({ ...input, predictions }).predictors.get("p") ?? {};
    expect(validities).toEqual([
      { decisions: 0, toTheEnd: false },
      { decisions: 0, toTheEnd: false },
    ]);
  });
});

describe("disagreementByHorizon", () => {
  // One element and the reward, one decision ahead, four points; the errors are 1, 3, 2 and, in the last, unknown.
  const truth = Float64Array.of(0, 0, 0, 0, 0, 0, Number.NaN, Number.NaN);
  const quantities = Float64Array.of(1, 0, -3, 0, 2, 0, 9, 0);
  const errorsWith = (disagreement?: Float64Array): ReturnType<typeof episodeErrors> =>
    episodeErrors({
      ...{ behaviour: "any", horizon: 1, std: [1], threshold: 0.4, truth },
      predictions: new Map([["p", { quantities, ...(disagreement ? { disagreement } : {}) }]]),
    });

  it("is 1 where members disagree in the order of the errors, whatever their units", () => {
    expect(disagreementByHorizon([errorsWith(Float64Array.of(0.1, 100, 0.2, 7))], "p")).toEqual([
      { mean: 100.3 / 3, rankCorrelation: expect.closeTo(1, 12) },
    ]);
  });

  it("pools the points of all episodes", () => {
    // Ranks of the errors 1, 3, 2, 1, 3, 2 and of the disagreements below: Σxy = 0 about their means.
    const [found] =
      disagreementByHorizon([errorsWith(Float64Array.of(1, 2, 3, 0)), errorsWith(Float64Array.of(3, 2, 1, 0))], "p") ??
      [];
    expect(found).toEqual({ mean: 2, rankCorrelation: expect.closeTo(0, 12) });
  });

  it("knows no correlation where members never differ, and nothing of what is no ensemble", () => {
    expect(disagreementByHorizon([errorsWith(new Float64Array(4))], "p")).toEqual([{ mean: 0, rankCorrelation: null }]);
    expect(disagreementByHorizon([errorsWith()], "p")).toBeNull();
  });
});

describe("spearman", () => {
  it("shares ranks among equal numbers", () => {
    // scipy.stats.spearmanr([1, 2, 2, 3, 5], [5, 6, 7, 8, 7]) → 0.7631578947368421: ranks 0, 1.5, 1.5, 3, 4 and 0, 1, 2.5, 4, 2.5.
    expect(spearman([1, 2, 2, 3, 5], [5, 6, 7, 8, 7])).toBeCloseTo(7.25 / 9.5, 12);
  });
});

describe("dreamGap", () => {
  it("tells bias from correlation", () => {
    // Predictions are 2 × truth + 1: r = 1, mean off by (truth + 1) on average.
    const gap = dreamGap([3, 5, 7], [1, 2, 3]);
    expect(gap).toMatchObject({ points: 3, predictedMean: 5, trueMean: 2 });
    expect(gap?.correlation).toBeCloseTo(1, 12);
    // √((2² + 3² + 4²) / 3)
    expect(gap?.rmse).toBeCloseTo(Math.sqrt(29 / 3), 12);
  });

  it("knows no correlation where nothing varies, and no gap without points", () => {
    expect(dreamGap([1, 2], [3, 3])?.correlation).toBeNull();
    expect(dreamGap([], [])).toBeNull();
  });
});
