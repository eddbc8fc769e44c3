import { expect, it } from "vitest";
import { createPlanner } from "../../../agents/index.ts";
import { asksStatePolicy, plannerSettings, plansAlike } from "../../../cli/pipeline/planner-settings.ts";
import { NO_ACTOR, PRESETS } from "../../../cli/pipeline/presets/state.ts";
import type { RunConfig, Settings } from "../../../cli/pipeline/run-config.ts";

const { fast } = PRESETS;
type Run = Pick<RunConfig, "modality" | "settings">;
const runWith = (actor: Settings["actor"], modality: Run["modality"] = "state"): Run => ({
  modality,
  settings: { ...fast, actor },
});
const ofModel = { ...fast.planners, mcts: fast.mcts };
const ofPhysics = { ...fast.oraclePlanners, mcts: fast.mcts };

it("plans in a run's model and in the true physics alike where the run's critic reads the state alone", () => {
  const run = runWith({ ...fast.actor, inputs: "z" });
  expect(plannerSettings("learned", run)).toEqual(ofModel);
  expect(plannerSettings("untrained", run)).toEqual(ofModel);
  expect(plannerSettings("true", run)).toEqual(ofModel);
});

it.each<[string, Run | undefined]>([
  ["there is no run", undefined],
  ["there is no critic", runWith(NO_ACTOR)],
  ["the critic reads M's memory", runWith({ ...fast.actor, inputs: "zh" })],
  ["the critic reads pictures", runWith(fast.actor, "pixels")],
])("plans in the true physics with settings of its own where %s", (_, run) => {
  expect(plannerSettings("learned", run)).toEqual(ofModel);
  expect(plannerSettings("true", run)).toEqual(ofPhysics);
});

it("knows who plans in the true physics as in the model, and who asks the run's policy there", () => {
  const run = runWith({ ...fast.actor, inputs: "z" });
  const agents = ["random", "cem", "icem", "mppi", "mcts"] as const;
  expect(agents.filter((agent) => plansAlike(agent, run))).toEqual(agents);
  expect(agents.filter((agent) => asksStatePolicy(agent, run))).toEqual(["mppi", "mcts"]);
  const { icem, mppi } = fast.planners;
  expect(asksStatePolicy("icem", run, createPlanner("icem", { ...icem, bootstrap: "value" }))).toBe(true);
  const untaught = createPlanner("mppi", { ...mppi, bootstrap: "none", policyTrajectories: 0 });
  expect(asksStatePolicy("mppi", run, untaught)).toBe(false);
  // `oraclePlanners` have fewer candidates; the tree is the same.
  const alone = runWith(NO_ACTOR);
  expect(agents.filter((agent) => plansAlike(agent, alone))).toEqual(["random", "mcts"]);
  expect(agents.filter((agent) => asksStatePolicy(agent, alone))).toEqual([]);
});
