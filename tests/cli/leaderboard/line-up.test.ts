import { expect, it } from "vitest";
import { lineUp } from "../../../cli/leaderboard/line-up.ts";
import { NO_ACTOR, PRESETS } from "../../../cli/pipeline/presets/state.ts";
import type { Settings } from "../../../cli/pipeline/run-config.ts";
import type { Subject } from "../../../cli/pipeline/subject.ts";

const { fast } = PRESETS;

/** A run as far as a leaderboard lines it up: how it plans, and what its model is. */
function runWith(actor: Settings["actor"], model: string): Subject {
  const run = { config: { modality: "state", settings: { ...fast, actor } }, card: { files: { model } } };
  return { run } as unknown as Subject;
}

function oracles(...subjects: readonly Subject[]): readonly number[] {
  const entries = lineUp(["icem"], ["learned", "true"], subjects).filter(({ casting }) => casting.dynamics === "true");
  return entries.map(({ subject }) => subjects.indexOf(subject));
}

it("has one planner in the true physics for runs that help it alike, and one for each whose critic is another", () => {
  expect(oracles(runWith(fast.actor, "one"), runWith(fast.actor, "one"))).toEqual([0]);
  expect(oracles(runWith(fast.actor, "one"), runWith(fast.actor, "other"))).toEqual([0, 1]);
  expect(oracles(runWith(NO_ACTOR, "one"), runWith(NO_ACTOR, "other"))).toEqual([0]);
});

it("leaves out who plans in the true physics where that is not asked for, or who acts with a model, but never random play", () => {
  const subjects = [runWith(fast.actor, "one")];
  const names = (dynamics: "learned" | "true"): readonly string[] =>
    lineUp(["random", "icem"], [dynamics], subjects).map(({ casting }) => `${casting.agent} ${casting.dynamics}`);
  expect(names("learned")).toEqual(["random true", "icem learned", "icem untrained", "controller z-only"]);
  expect(names("true")).toEqual(["random true", "icem true"]);
});
