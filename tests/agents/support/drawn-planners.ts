/** Files of planners on drawn world models, and their decisions, each from what the one before handed on. */
import { createPlanner, NO_ELITE, type Planner, plannerModel } from "../../../agents/index.ts";
import { createRng } from "../../../sim/core/index.ts";
import type { OnnxModel, Products, WorldModel } from "../../../worldmodel/index.ts";
import { randomWorldModel } from "../../worldmodel/support/random-world-model.ts";
import { withPolicy } from "../../worldmodel/support/with-policy.ts";

type Arrays = Readonly<Record<string, ArrayLike<number>>>;
type Floats = Readonly<Record<string, Float32Array>>;

const SIZES = { candidates: 40, horizon: 5, iterations: 3, elites: 8 };
const SINGLE = randomWorldModel(5, { residual: true, headUnits: 6 });
const ENSEMBLE = randomWorldModel(6, { residual: false, headUnits: 0, ensemble: 3 });

export const PRODUCTS = ["apart", "joined"] as const;

export function drawnPlanners(products: Products): Readonly<Record<string, OnnxModel>> {
  const modelOf = (model: WorldModel, planner: Planner): OnnxModel => plannerModel(model, planner, products);
  return {
    cem: modelOf(ENSEMBLE, createPlanner("cem", { ...SIZES, caution: 2, bootstrap: "reward", discount: 0.9 })),
    icem: modelOf(SINGLE, createPlanner("icem", SIZES)),
    mppi: modelOf(
      withPolicy(SINGLE),
      createPlanner("mppi", { ...SIZES, policyTrajectories: 6, bootstrap: "value", choose: "sampled" }),
    ),
  };
}

/** The outputs of two decisions. */
export async function decideTwice(model: OnnxModel, run: (inputs: Floats) => Promise<Arrays>): Promise<Arrays[]> {
  const first = await run(inputsOf(model, 0, {}));
  return [first, await run(inputsOf(model, 1, first))];
}

function inputsOf({ inputs }: OnnxModel, decision: number, before: Arrays): Floats {
  const rng = createRng(decision);
  return Object.fromEntries(
    inputs.map(({ name, shape }) => {
      const draws = rng.split(name);
      const array = new Float32Array(shape.reduce((product, size) => product * size, 1));
      if (name === "mean") array.set(before["nextMean"] ?? []);
      else if (name === "elites") array.fill(NO_ELITE).set(before["nextElites"] ?? []);
      else if (name === "uniform") array.fill(draws.uniform());
      else draws.normalInto(array);
      return [name, array];
    }),
  );
}
