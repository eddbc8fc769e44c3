/** The whole decision as one graph against the planner that runs the model once an iteration, on the same draws. */
import { afterAll, describe, expect, it } from "vitest";
import {
  createPlanner,
  openPlannerGraph,
  type Plan,
  type Planner,
  plannerGraph,
  planWith,
  type WarmStart,
} from "../../../agents/index.ts";
import { createRng, SpecError, StateError } from "../../../sim/core/index.ts";
import { type Belief, LearnedDynamics, type WorldModel } from "../../../worldmodel/index.ts";
import { expectClose } from "../../worldmodel/support/expect-close.ts";
import { NARROW, randomWorldModel } from "../../worldmodel/support/random-world-model.ts";
import { withPolicy } from "../../worldmodel/support/with-policy.ts";

const CPU = { device: "cpu", threads: 1 } as const;
const DECISIONS = 4;

/**
 * The graph's distribution and scores are float32, the planner's float64. Fitting sums at most 20 elites, scores 5 decisions: about
 * 20 · 2⁻²⁴ = 1e-6, handed on through the model from iteration to iteration with a slope of a few.
 */
const TOLERANCE = 1e-5;
const SIZES = { candidates: 40, horizon: 5, iterations: 3, elites: 8 };
const SINGLE = randomWorldModel(5, { residual: true, headUnits: 6 });
const ENSEMBLE = randomWorldModel(6, { residual: false, headUnits: 0, ensemble: 3 });

const CASES: readonly (readonly [title: string, model: WorldModel, planner: Planner])[] = [
  ["cem", SINGLE, createPlanner("cem", SIZES)],
  ["cem that forgets the plan before", SINGLE, createPlanner("cem", { ...SIZES, warmStart: false, smoothing: 0 })],
  [
    "cem with the best candidate and a reward's tail",
    SINGLE,
    createPlanner("cem", { ...SIZES, choose: "best", bootstrap: "reward", discount: 0.9 }),
  ],
  ["cem with a cautious ensemble", ENSEMBLE, createPlanner("cem", { ...SIZES, caution: 2 })],
  ["cem for a single decision", SINGLE, createPlanner("cem", { ...SIZES, horizon: 1 })],
  ["icem", SINGLE, createPlanner("icem", SIZES)],
  ["icem with a curious ensemble", ENSEMBLE, createPlanner("icem", { ...SIZES, caution: -1 })],
  ["icem in one iteration of white noise", SINGLE, createPlanner("icem", { ...SIZES, iterations: 1, noiseBeta: 0 })],
  ["icem within what M was trained on", randomWorldModel(5, NARROW), createPlanner("icem", SIZES)],
  ["icem without elites that are kept", SINGLE, createPlanner("icem", { ...SIZES, keepElites: 0 })],
  ["mppi with a drawn elite", SINGLE, createPlanner("mppi", { ...SIZES, temperature: 2 })],
  ["mppi with the mean of an ensemble", ENSEMBLE, createPlanner("mppi", { ...SIZES, choose: "mean", momentum: 0.1 })],
  [
    "mppi with an actor's proposals and a critic",
    withPolicy(SINGLE),
    createPlanner("mppi", { ...SIZES, policyTrajectories: 6, bootstrap: "value", discount: 0.95 }),
  ],
  [
    "mppi where every way ends at once, and the critic behind says no number",
    endingAtOnce(withPolicy(SINGLE)),
    createPlanner("mppi", { ...SIZES, bootstrap: "value", discount: 0.95 }),
  ],
  ["icem where every way ends at once", endingAtOnce(SINGLE), createPlanner("icem", SIZES)],
  ["mppi with an ensemble's actor", withPolicy(ENSEMBLE), createPlanner("mppi", { ...SIZES, policyTrajectories: 6 })],
];

/** Termination is the last of the heads' columns, and certain; whatever the critic says is NaN. */
function endingAtOnce({ config, weights }: WorldModel): WorldModel {
  const altered = [...weights].map(([name, array]) => {
    if (name === "rnn.heads.bias") return [name, array.with(-1, 200)] as const;
    return [name, name.startsWith("critic.") ? array.map(() => Number.NaN) : array] as const;
  });
  return { config, weights: new Map(altered) };
}

const opened: { dispose(): Promise<void> }[] = [];
afterAll(async () => {
  for (const each of opened) await each.dispose();
});

/** Beliefs as if another observation came with each decision. */
function beliefs({ config: { rnn, ensemble } }: WorldModel): readonly Belief[] {
  const rng = createRng(9);
  const draw = (size: number, of: (x: number) => number): Float32Array =>
    Float32Array.from({ length: size }, () => of(rng.normal()));
  const memory = ensemble * rnn.hidden;
  return Array.from({ length: DECISIONS }, () => ({
    z: draw(rnn.latents, (x) => x),
    h: draw(memory, Math.tanh),
    c: draw(memory, (x) => x),
  }));
}

async function plans(
  model: WorldModel,
  plan: (
    belief: Belief,
    input: { rng: ReturnType<typeof createRng>; warmStart: WarmStart | undefined },
  ) => Promise<Plan>,
): Promise<readonly Plan[]> {
  const rng = createRng(4);
  const found: Plan[] = [];
  for (const [decision, belief] of beliefs(model).entries())
    found.push(await plan(belief, { rng: rng.split(decision), warmStart: found.at(-1)?.warmStart }));
  return found;
}

async function stepByStep(model: WorldModel, planner: Planner): Promise<readonly Plan[]> {
  const dynamics = new LearnedDynamics(model, CPU);
  opened.push(dynamics);
  return plans(model, (belief, input) => planWith(planner, dynamics, belief, input));
}

async function inOneRun(model: WorldModel, planner: Planner): Promise<readonly Plan[]> {
  const graph = await openPlannerGraph(model, planner, CPU);
  opened.push(graph);
  return plans(model, (belief, input) => graph.plan(belief, input));
}

/** The model with NaN for everything once the elements of an action, each in [−1, 1], add up to over 1.13 − `earlier`. */
function withCliff({ config, weights }: WorldModel, earlier: number): WorldModel {
  const { hidden, latents, headUnits } = config.rnn;
  const [trunk, bias, heads] = ["rnn.head.weight", "rnn.head.bias", "rnn.heads.weight"].map((name) =>
    Float32Array.from(weights.get(name)!),
  );
  // The first unit overflows float32 there; its weight in every head is 0, and 0 · ∞ is no number.
  for (let row = 0; row * headUnits < trunk!.length; row++) trunk![row * headUnits] = row < hidden + latents ? 0 : 3e38;
  bias![0] = 3e38 * earlier;
  heads!.fill(0, 0, heads!.length / headUnits);
  const changed = { "rnn.head.weight": trunk!, "rnn.head.bias": bias!, "rnn.heads.weight": heads! };
  return { config, weights: new Map([...weights, ...Object.entries(changed)]) };
}

describe("a planner's graph", () => {
  it.each(CASES)("decides as %s does, decision after decision", async (_, model, planner) => {
    const [found, wanted] = [await inOneRun(model, planner), await stepByStep(model, planner)];
    for (const [decision, plan] of wanted.entries()) {
      const same = found[decision]!;
      expectClose(same.actions, plan.actions, TOLERANCE);
      expectClose(same.rewards, plan.rewards, TOLERANCE);
      expectClose([same.predictedReturn], [plan.predictedReturn], TOLERANCE);
      expectClose(same.bestReturns, plan.bestReturns, TOLERANCE);
      expectClose(same.warmStart.mean, plan.warmStart.mean, TOLERANCE);
      expectClose(same.warmStart.elites, plan.warmStart.elites, TOLERANCE);
    }
    // Decisions that are all the same would show nothing.
    expect(new Set(wanted.map(({ predictedReturn }) => predictedReturn.toFixed(3))).size).toBeGreaterThan(1);
  });
});

describe("a planner's graph of a model that predicts NaN for some actions", () => {
  it.each(["cem", "icem", "mppi"] as const)("decides as %s does, which lets those candidates lose", async (name) => {
    const model = withCliff(SINGLE, 0);
    const planner = createPlanner(name, { ...SIZES, ...(name === "mppi" ? { maxStd: 0.5 } : {}) });
    const [found, wanted] = [await inOneRun(model, planner), await stepByStep(model, planner)];
    for (const [decision, { actions, bestReturns }] of wanted.entries()) {
      expectClose(found[decision]!.actions, actions, TOLERANCE);
      expectClose(found[decision]!.bestReturns, bestReturns, TOLERANCE);
    }
    // Without the cliff they decide otherwise.
    const [free] = await stepByStep(SINGLE, planner);
    expect([...free!.actions]).not.toEqual([...wanted[0]!.actions]);
  });

  it("draws anew in place of kept elites that it does not find, and goes on", async () => {
    const model = withCliff(SINGLE, 0.9);
    const planner = createPlanner("icem", {
      ...SIZES,
      candidates: 12,
      elites: 10,
      iterations: 1,
      initialStd: 1,
      noiseBeta: 0,
    });
    const found = await inOneRun(model, planner);
    // Three of [T,A] = [5,2] are kept where there are as many.
    expect(Math.min(...found.map(({ warmStart }) => warmStart.elites.length))).toBeLessThan(30);
    for (const { actions, bestReturns } of found) {
      for (const value of bestReturns) expect(value).toBeGreaterThan(-100);
      for (let t = 0; t < 5; t++) expect(actions[2 * t]! + actions[2 * t + 1]!).toBeLessThan(0.24);
    }
  });

  it("says so where no candidate is left", async () => {
    const bias = Float32Array.from(SINGLE.weights.get("rnn.heads.bias")!).fill(Number.NaN);
    const model = { ...SINGLE, weights: new Map([...SINGLE.weights, ["rnn.heads.bias", bias] as const]) };
    await expect(inOneRun(model, createPlanner("cem", SIZES))).rejects.toThrow(
      new StateError(
        "planner graph: a candidate's return must be finite, got 40 of 40 that are not (learned dynamics)",
      ),
    );
  });
});

describe("plannerGraph", () => {
  it.each([
    ["caution must be 0 with a model that is no ensemble, got 1", { caution: 1 }],
    ["bootstrap must be none or reward with a model that has no critic, got value", { bootstrap: "value" }],
    ["policyTrajectories must be 0 with a model that has no actor, got 2", { policyTrajectories: 2 }],
  ])("says that %s", (reason, options) => {
    const build = (): unknown => plannerGraph(SINGLE.config, createPlanner("mppi", { ...SIZES, ...options }));
    expect(build).toThrow(new SpecError(`plannerGraph: ${reason}`));
  });
});
