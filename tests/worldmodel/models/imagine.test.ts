/** The whole-horizon graph against one step of M at a time, for each candidate by itself. */
import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { decodeGraph, dynamicsGraph, imagine } from "../../../worldmodel/models/imagine.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import type { Products } from "../../../worldmodel/models/products.ts";
import type { WorldModel } from "../../../worldmodel/models/world-model.ts";
import { expectClose } from "../support/expect-close.ts";
import { openGraph } from "../support/open-graph.ts";
import { NARROW, randomWorldModel, VARIANTS, type Variant } from "../support/random-world-model.ts";

const [CANDIDATES, HORIZON] = [5, 7];
/** Float32 sums taken in another order, over seven steps. */
const TOLERANCE = 2e-6;

interface Start {
  readonly z: Float32Array;
  readonly h: Float32Array;
  readonly c: Float32Array;
}

/** Rows of N(0, 1) for z and c and of (−1, 1), where h lies. */
function drawStart({ config }: WorldModel, rows: number): Start {
  const rng = createRng(11);
  const { latents } = config.rnn;
  const hidden = config.ensemble * config.rnn.hidden;
  const draw = (size: number, one: () => number): Float32Array => Float32Array.from({ length: size }, one);
  return {
    z: draw(rows * latents, () => rng.normal()),
    h: draw(rows * hidden, () => 2 * rng.uniform() - 1),
    c: draw(rows * hidden, () => rng.normal()),
  };
}

interface Rollout {
  readonly rewards: number[];
  readonly terminated: number[];
  readonly observations: number[];
  readonly disagreement: number[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Candidate after candidate, step after step; each member of an ensemble from its own z to its own next one. */
async function stepByStep(
  { config, weights }: WorldModel,
  start: Start,
  rowOf: (candidate: number) => number,
  actions: Float32Array,
): Promise<Rollout> {
  const { latents, actions: width } = config.rnn;
  const { ensemble } = config;
  const hidden = ensemble * config.rnn.hidden;
  const step = await openGraph(dynamicsGraph(config), weights);
  const decoder = await openGraph(decodeGraph(config), weights);
  const rollout: Rollout = { rewards: [], terminated: [], observations: [], disagreement: [] };
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const row = rowOf(candidate);
    const before = start.z.slice(row * latents, (row + 1) * latents);
    let z: Float32Array = Float32Array.from({ length: ensemble * latents }, (_, at) => before[at % latents]!);
    let h: Float32Array = start.h.slice(row * hidden, (row + 1) * hidden);
    let c: Float32Array = start.c.slice(row * hidden, (row + 1) * hidden);
    const running = new Array<number>(ensemble).fill(1);
    for (let t = 0; t < HORIZON; t++) {
      const at = (candidate * HORIZON + t) * width;
      const next = await step.run({ z, h, c, action: actions.subarray(at, at + width) });
      [z, h, c] = [next["expectedZ"]!, next["nextH"]!, next["nextC"]!];
      for (let member = 0; member < ensemble; member++) running[member]! *= 1 - next["terminated"]![member]!;
      rollout.rewards.push(mean([...next["reward"]!]));
      rollout.terminated.push(1 - mean(running));
      const ofEach = Array.from({ length: latents }, (_, k) =>
        Array.from({ length: ensemble }, (_, member) => next["expectedZ"]![member * latents + k]!),
      );
      rollout.observations.push(...(await decoder.run({ z: ofEach.map(mean) }))["observation"]!);
      const variances = ofEach.map((values) => mean(values.map((value) => (value - mean(values)) ** 2)));
      rollout.disagreement.push(Math.sqrt(mean(variances)));
    }
  }
  await step.dispose();
  await decoder.dispose();
  return rollout;
}

async function compare(variant: Variant, start: "each" | "shared", products: Products): Promise<void> {
  const model = randomWorldModel(5, variant);
  const rng = createRng(12);
  const { actions: width } = model.config.rnn;
  const actions = Float32Array.from({ length: CANDIDATES * HORIZON * width }, () => 2 * rng.uniform() - 1);
  const belief = drawStart(model, start === "each" ? CANDIDATES : 1);
  const options = { candidates: CANDIDATES, horizon: HORIZON, start, observations: true, products };
  const graph = await openGraph(imagine(model.config, options), model.weights);
  const found = await graph.run({ ...belief, actions });
  await graph.dispose();
  const wanted = await stepByStep(model, belief, (candidate) => (start === "each" ? candidate : 0), actions);
  expectClose(found["rewards"]!, wanted.rewards, TOLERANCE);
  expectClose(found["terminated"]!, wanted.terminated, TOLERANCE);
  expectClose(found["observations"]!, wanted.observations, TOLERANCE);
  if (model.config.ensemble > 1) expectClose(found["disagreement"]!, wanted.disagreement, TOLERANCE);
  else expect(found).not.toHaveProperty("disagreement");
  // A model whose answers hardly differ would show nothing.
  expect(new Set(wanted.rewards.map((reward) => reward.toFixed(4))).size).toBeGreaterThan(HORIZON);
}

const ENSEMBLE: Variant = { residual: true, headUnits: 6, ensemble: 3 };
const JOINT_ENSEMBLE: Variant = { residual: "gated", joint: true, headUnits: 6, ensemble: 2 };

describe.each([...VARIANTS, NARROW, ENSEMBLE, JOINT_ENSEMBLE])(
  "imagine with $residual residual, $headUnits head units, ensemble $ensemble",
  (variant) => {
    it.each([
      ["each", "apart"],
      ["each", "joined"],
      ["shared", "apart"],
      ["shared", "joined"],
    ] as const)("equals single steps of M when the start is %s and products are %s", (start, products) =>
      compare(variant, start, products),
    );
  },
);

describe("imagine", () => {
  const { config } = randomWorldModel(5, { residual: true, headUnits: 6 });
  const actions = Array.from({ length: 2 * 3 * 2 }, (_, index) => Math.sin(index));
  const options = { candidates: 2, horizon: 3, start: "shared", observations: false } as const;

  it("decodes only where observations are asked for", () => {
    expect(Object.keys(imagine(config, options))).toEqual(["rewards", "terminated"]);
  });

  it("foretells no reward and no end where M has no heads for them", async () => {
    const without = { ...config, rnn: { ...config.rnn, reward: false, termination: false } };
    const outputs = imagine(without, { ...options, observations: true });
    const graph = await openGraph(outputs, initialParameters(Object.values(outputs), createRng(2)));
    const found = await graph.run({ z: [1, 2, 3], ...{ h: Array(5).fill(0), c: Array(5).fill(0) }, actions });
    await graph.dispose();
    expect(found["rewards"]).toEqual(new Float32Array(6));
    expect(found["terminated"]).toEqual(new Float32Array(6));
    expect(new Set(found["observations"]).size).toBe(2 * 3 * 4);
  });
});
