/** `planner.onnx` and what a model card says of it. */
import type { PlannerFile, WorldModel } from "../../worldmodel/index.ts";
import type { Planner } from "../planning/planner.ts";
import { plannerModel } from "./open-planner-graph.ts";
import { NO_ELITE } from "./planner-graph.ts";
import { LOST } from "./score-values.ts";

/** What each input and output of `plannerGraph` is, for who has never read it. */
const MEANINGS: Readonly<Record<string, string>> = {
  z: "the observation, as `encoder.onnx` gives it",
  h: "from `dynamics.onnx`, row after row; zeros at the start of an episode",
  c: "as `h`",
  mean: "`nextMean` of the decision before; zeros at the start of an episode",
  elites: `\`nextElites\` of the decision before; ${NO_ELITE} in every element at the start of an episode`,
  noise: "fresh draws, standard normal",
  lastNoise: "fresh draws, standard normal",
  policyNoise: "fresh draws, standard normal",
  uniform: "a fresh draw, uniform in [0, 1)",
  action: "what to do now, in the scenario's units",
  plan: "what to do from now on, in the scenario's units; its first row is `action`",
  rewards: "predicted of the plan, decision by decision",
  predictedReturn: "by which the plan was judged",
  bestReturns: `of the best candidate of each iteration; where the last one is ${LOST}, no candidate was finite: do not act on it`,
  nextMean: "`mean` of the next decision",
  nextElites: "`elites` of the next decision",
};

/** A SpecError where the planner asks for what the model does not have. */
export function exportPlanner(model: WorldModel, planner: Planner): PlannerFile {
  const graph = plannerModel(model, planner);
  const names = [...graph.inputs, ...graph.outputs].map(({ name }) => name);
  const { name, options } = planner;
  return {
    graph,
    about: {
      name,
      options: { ...options },
      ports: Object.fromEntries(names.map((port) => [port, MEANINGS[port] ?? ""])),
    },
  };
}
