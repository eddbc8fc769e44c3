import { describe, expect, it } from "vitest";
import { type BoxSpace, type Episode, SpecError } from "../../../sim/core/index.ts";
import { toDecisions } from "../../../worldmodel/training/decision-sequences.ts";

function box(size: number): BoxSpace {
  const each = <T>(value: T): T[] => new Array<T>(size).fill(value);
  const [low, high] = [each(-1), each(1)];
  return { kind: "box", dtype: "float32", shape: [size], low, high, names: each("x"), units: each("1") };
}

/** Observations [t, −t], action t and reward 2ᵗ at control step t. */
function episodeOf(steps: number, terminated: boolean): Episode {
  const boundaries = Array.from({ length: steps + 1 }, (_, step) => step);
  return {
    ...{ scenario: "count", scenarioHash: "none", seed: 0, agent: "none", steps },
    observationSpace: { state: box(2) },
    actionSpace: box(1),
    observations: { state: Float32Array.from(boundaries.flatMap((step) => [step, -step])) },
    actions: Float32Array.from(boundaries.slice(0, steps)),
    rewards: Float32Array.from(boundaries.slice(0, steps), (step) => 2 ** step),
    terminated,
    truncated: !terminated,
  };
}

describe("toDecisions", () => {
  it("sums rewards over repeats and keeps what is seen at the boundaries", () => {
    const cut = toDecisions(episodeOf(6, false), 3);
    expect(cut).toEqual({
      decisions: 2,
      observations: Float32Array.of(0, -0, 3, -3, 6, -6),
      actions: Float32Array.of(0, 3),
      rewards: Float32Array.of(1 + 2 + 4, 8 + 16 + 32),
      terminated: false,
    });
  });

  it("keeps a last decision that termination cut short", () => {
    const { decisions, observations, actions, rewards, terminated } = toDecisions(episodeOf(5, true), 3);
    expect({ decisions, terminated }).toEqual({ decisions: 2, terminated: true });
    expect([...observations]).toEqual([0, -0, 3, -3, 5, -5]);
    expect([...actions]).toEqual([0, 3]);
    expect([...rewards]).toEqual([7, 8 + 16]);
  });

  it("drops a last decision that truncation cut short", () => {
    const { decisions, observations, rewards, terminated } = toDecisions(episodeOf(5, false), 3);
    expect({ decisions, terminated }).toEqual({ decisions: 1, terminated: false });
    expect([...observations]).toEqual([0, -0, 3, -3]);
    expect([...rewards]).toEqual([7]);
  });

  it("refuses an episode without the modality", () => {
    expect(() => toDecisions(episodeOf(5, false), 3, "lidar")).toThrow(SpecError);
    expect(() => toDecisions(episodeOf(5, false), 3, "lidar")).toThrow('"lidar", got state');
  });
});
