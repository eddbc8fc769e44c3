import { beforeAll, describe, expect, it } from "vitest";
import {
  compareDynamics,
  createRandomAgent,
  meanPredictor,
  physicsReplay,
  runEpisode,
  type UnseenEpisode,
} from "../../../agents/index.ts";
import { createRng, SpecError } from "../../../sim/index.ts";
import { actionSpace, createDoubleIntegrator } from "../planning/double-integrator.ts";
import { BASELINES, driftingPredictor } from "./drifting-predictor.ts";

const REPEAT = 2;
const DRIFT = 0.05;
const QUANTITIES = [
  { name: "position", unit: "m", mean: 0, std: 0.5 },
  { name: "velocity", unit: "m/s", mean: 0, std: 0.25 },
  { name: "reward", unit: "1", mean: 0, std: 1 },
];
const OPTIONS = {
  actionRepeat: REPEAT,
  modality: "state",
  quantities: QUANTITIES,
  horizon: 8,
  burnIn: 3,
  pointsPerEpisode: 10,
} as const;
const env = createDoubleIntegrator();
let episodes: readonly UnseenEpisode[] = [];

beforeAll(async () => {
  const agent = createRandomAgent(actionSpace, { actionRepeat: REPEAT });
  const seeds = [1, 2, 3, 4];
  episodes = await Promise.all(
    seeds.map(async (seed) => {
      const { episode } = await runEpisode(createDoubleIntegrator(), agent, { seed, record: { scenarioHash: "none" } });
      if (!episode) throw new Error("an episode was asked for");
      return { behaviour: seed % 2 === 0 ? "even" : "odd", episode };
    }),
  );
});

const compare = (drift: number): ReturnType<typeof compareDynamics> =>
  compareDynamics(
    env,
    episodes,
    [driftingPredictor("model", drift, REPEAT), ...BASELINES, meanPredictor([0, 0, 0]), physicsReplay],
    { ...OPTIONS, rng: createRng(0) },
  );

describe("compareDynamics", () => {
  it("finds a known drift as the error at every horizon, and in nothing else", async () => {
    const { overall } = await compare(DRIFT);
    for (const row of overall.horizon) {
      const [position, velocity] = row.quantities;
      // Position is off by the drift times the decisions ahead (driftingPredictor), the rest by float32 rounding of the recorded start.
      expect(position?.rmse["model"]).toBeCloseTo(DRIFT * row.decisions, 5);
      expect(position?.normalised["model"]).toBeCloseTo((DRIFT * row.decisions) / 0.5, 5);
      expect(velocity?.rmse["model"]).toBeCloseTo(0, 5);
      // √(((drift·h / std)² + 0²) / 2): the mean over two elements.
      expect(row.normalised["model"]).toBeCloseTo((DRIFT * row.decisions) / 0.5 / Math.SQRT2, 5);
      expect(row.secs).toBeCloseTo(row.decisions * REPEAT * env.controlStepSecs, 12);
    }
  });

  it("ends validity at the last horizon within the threshold", async () => {
    const { overall } = await compare(DRIFT);
    // drift·h / (std·√2) ≤ 0.4 holds up to h = 5 (0.3536) and not for h = 6 (0.4243).
    expect(overall.validPrediction["model"]).toMatchObject({ toTheEnd: 0 });
    expect(overall.validPrediction["model"]?.secs).toBeCloseTo(5 * REPEAT * env.controlStepSecs, 12);
  });

  it("says when a prediction outlives the comparison", async () => {
    const { overall } = await compare(0);
    expect(overall.validPrediction["model"]).toMatchObject({ toTheEnd: 1 });
    expect(overall.validPrediction["model"]?.secs).toBeCloseTo(8 * REPEAT * env.controlStepSecs, 12);
    expect(overall.dreamGap?.correlation).toBeCloseTo(1, 6);
    expect(overall.dreamGap?.rmse).toBeCloseTo(0, 4);
  });

  it("finds no drift in physics that continues its snapshots to the bit", async () => {
    const { overall } = await compare(0);
    expect(overall.horizon.flatMap(({ quantities }) => quantities.map(({ rmse }) => rmse["physics"]))).toEqual(
      new Array(8 * 3).fill(0),
    );
  });

  it("gives each behaviour its own figures, and all of them together", async () => {
    const { overall, behaviours } = await compare(DRIFT);
    expect(Object.keys(behaviours)).toEqual(["odd", "even"]);
    // 30 decisions, burn-in 3, horizon 8: room for more than the 10 points asked for.
    expect(overall).toMatchObject({ episodes: 4, points: 40 });
    expect(behaviours["odd"]).toMatchObject({ episodes: 2, points: 20 });
    expect(overall.horizon.map(({ points }) => points)).toEqual(new Array(8).fill(40));
  });

  it("gives the same figures, intervals too, for the same seed", async () => {
    expect(await compare(DRIFT)).toEqual(await compare(DRIFT));
  });

  it("refuses episodes that are all too short", async () => {
    const long = { ...OPTIONS, horizon: 100, rng: createRng(0) };
    await expect(compareDynamics(env, episodes, BASELINES, long)).rejects.toThrow(SpecError);
  });
});
