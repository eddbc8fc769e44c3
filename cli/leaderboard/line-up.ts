/** Who stands in a leaderboard: every agent that can be played with the runs or the scenario, each result of a model followed by its controls. */
import { type AgentName, type Casting, castingsOf, controlsOf, needsModel, sameCasting } from "../pipeline/casting.ts";
import { hasStatePolicy } from "../pipeline/planner-settings.ts";
import { PRESETS } from "../pipeline/presets/state.ts";
import type { Subject } from "../pipeline/subject.ts";

/** One row to be filled. */
export interface Entry {
  readonly casting: Casting;
  /** With what it is played. */
  readonly subject: Subject;
}

/**
 * With models, in the true physics, or both. In the order of the agents; of each agent first those on models, run by run, then those that need none. What needs no model is played once
 * for all runs that plan alike, which those with different critics do not.
 */
export function lineUp(
  agents: readonly AgentName[],
  dynamics: readonly ("learned" | "true")[],
  subjects: readonly Subject[],
): readonly Entry[] {
  const entries: Entry[] = [];
  const add = (casting: Casting, subject: Subject): void => {
    if (!entries.some((entry) => entry.subject === subject && sameCasting(entry.casting, casting)))
      entries.push({ casting, subject });
  };
  for (const agent of agents) {
    // Random play acts with nothing.
    const castings = castingsOf(agent).filter(
      (each) => agent === "random" || dynamics.includes(needsModel(each) ? "learned" : "true"),
    );
    for (const subject of subjects.filter(({ run }) => run)) {
      for (const casting of castings.filter((each) => needsModel(each) && has(subject, each))) {
        add(casting, subject);
        for (const control of controlsOf(casting)) add(control, subject);
      }
    }
    for (const casting of castings.filter((each) => !needsModel(each))) {
      // Random play has no settings.
      const players =
        agent === "random" ? subjects.slice(0, 1) : subjects.filter((one) => oracleOf(one, subjects) === one);
      for (const subject of players) add(casting, subject);
    }
  }
  return entries;
}

/** Whether a run has what the agent needs: an actor is not trained in every run. */
function has({ run }: Subject, { agent }: Casting): boolean {
  return agent !== "actor" || (run?.config.settings.actor.schedule.steps ?? 0) > 0;
}

/** The first of the subjects that plans in the true physics as this one does. */
export function oracleOf(subject: Subject, subjects: readonly Subject[]): Subject {
  return subjects.find((other) => planning(other) === planning(subject)) ?? subject;
}

/** What decides how a subject's agents plan in the true physics, in one text: the settings without those of learning, and who helps. */
function planning({ run }: Subject): string {
  const { collection, vae, rnn, actor, controller, checkpointEvery, ...planners } =
    run?.config.settings ?? PRESETS.fast;
  return JSON.stringify([planners, ...(run && hasStatePolicy(run.config) ? [run.card.files] : [])]);
}
