import { describe, expect, it } from "vitest";
import { createPlanner, PLANNER_PRESETS } from "../../../agents/index.ts";
import { chosenPlanner } from "../../../cli/pipeline/chosen-planner.ts";
import { AGENT_OF_PRESET } from "../../../cli/pipeline/planner-words.ts";
import { NO_ACTOR, PRESETS } from "../../../cli/pipeline/presets/state.ts";
import { SpecError, UsageError } from "../../../sim/index.ts";

const { fast } = PRESETS;
/** Without an actor, so without a critic for the true physics. */
const RUN = { modality: "state", settings: { ...fast, actor: NO_ACTOR } } as const;
const ICEM = { agent: "icem", dynamics: "learned" } as const;
const nothing = { planner: undefined, set: undefined };

describe("the planner of a command line", () => {
  it("is the run's own where nothing else is asked for, or nothing that differs", () => {
    expect(chosenPlanner(ICEM, nothing, RUN)).toBeUndefined();
    expect(chosenPlanner(ICEM, { ...nothing, set: { horizon: fast.planners.icem.horizon } }, RUN)).toBeUndefined();
    expect(chosenPlanner({ ...ICEM, dynamics: "true" }, { ...nothing, set: { candidates: 32 } }, RUN)).toBeUndefined();
  });

  it("changes single settings of what the agent plans with in these dynamics", () => {
    const set = { horizon: 12, caution: 0.5 };
    expect(chosenPlanner(ICEM, { ...nothing, set }, RUN)).toEqual({
      name: "icem",
      options: { ...fast.planners.icem, ...set },
    });
    expect(chosenPlanner({ agent: "cem", dynamics: "true" }, { ...nothing, set }, RUN)).toEqual({
      name: "cem",
      options: { ...fast.oraclePlanners.cem, ...set },
    });
  });

  it("may be a tree search", () => {
    const casting = { agent: "mcts", dynamics: "true" } as const;
    expect(chosenPlanner(casting, { ...nothing, set: { simulations: fast.mcts.simulations } }, RUN)).toBeUndefined();
    expect(chosenPlanner(casting, { ...nothing, set: { simulations: 7 } }, RUN)).toEqual({
      name: "mcts",
      options: { ...fast.mcts, simulations: 7 },
    });
    expect(() => chosenPlanner(casting, { ...nothing, set: { leafValue: "rolout" } }, RUN)).toThrow(
      new SpecError("mctsOptions: leafValue must be one of rollout, value, zero, got rolout"),
    );
  });

  it("is a published one, with single settings changed", () => {
    const casting = { agent: "mppi", dynamics: "learned" } as const;
    expect(chosenPlanner(casting, { planner: "tdmpc2", set: undefined }, RUN)).toEqual(PLANNER_PRESETS.tdmpc2);
    expect(chosenPlanner(casting, { planner: "tdmpc2", set: { bootstrap: "none" } }, RUN)?.options).toEqual({
      ...PLANNER_PRESETS.tdmpc2.options,
      bootstrap: "none",
    });
  });

  it("is refused where the agent is no planner, or the preset another planner's", () => {
    const controller = { agent: "controller", dynamics: "learned" } as const;
    expect(() => chosenPlanner(controller, { ...nothing, set: { horizon: 3 } }, RUN)).toThrow(
      new UsageError(
        "--planner and --set are of planners: --agent must be one of cem, icem, mppi, mcts, got controller",
      ),
    );
    expect(() => chosenPlanner(ICEM, { planner: "pets", set: undefined }, RUN)).toThrow(
      new UsageError("--planner pets must go with --agent cem, got --agent icem"),
    );
  });

  it("is refused with one line that lists the known settings, or says what a value must be", () => {
    expect(() => chosenPlanner(ICEM, { ...nothing, set: { horizn: 3 } }, RUN)).toThrow(
      new SpecError(
        "icemOptions: an option must be one of candidates, horizon, iterations, elites, discount, bootstrap, rewardTail, caution, decay, smoothing, initialStd, minStd, keepElites, noiseBeta, got horizn",
      ),
    );
    expect(() => chosenPlanner(ICEM, { ...nothing, set: { horizon: "far" } }, RUN)).toThrow(
      new SpecError("icemOptions: horizon must be a positive integer, got far"),
    );
  });
});

it.each(Object.entries(PRESETS))("passes its checks with the settings of the preset %s", (_name, settings) => {
  for (const planners of [settings.planners, settings.oraclePlanners])
    for (const name of ["cem", "icem", "mppi"] as const)
      expect(createPlanner(name, planners[name])).toEqual({ name, options: planners[name] });
});

it("names the agent that each preset is of", () => {
  const names = Object.entries(PLANNER_PRESETS).map(([preset, { name }]) => [preset, name]);
  expect(AGENT_OF_PRESET).toEqual(Object.fromEntries(names));
});
