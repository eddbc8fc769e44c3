/** What an agent cost in the true scenario before it was scored. */
import { openDataset } from "../../sim/index.ts";
import { type Casting, needsModel } from "./casting.ts";
import type { ChosenPlanner } from "./chosen-planner.ts";
import { HELD_OUT } from "./collect.ts";
import { asksStatePolicy } from "./planner-settings.ts";
import type { FinishedRun } from "./subject.ts";

/**
 * Control steps of all episodes that training gathered: those that V and M learned from, and those held out, which decide when it ends. A
 * controller's are also those in which its candidates were scored, where it did not evolve in dreams alone. 0 for agents that use nothing
 * that was trained, as planners in the true physics that ask no critic.
 */
export async function environmentSteps(
  run: FinishedRun | undefined,
  casting: Casting,
  planner?: ChosenPlanner,
): Promise<number> {
  if (!run || !(needsModel(casting) || asksStatePolicy(casting.agent, run.config, planner))) return 0;
  const { folder, config, card } = run;
  const heldOut = await openDataset(folder.file(HELD_OUT), { scenarioHash: config.scenarioHash });
  const { environmentSteps: gathered, controllerSteps } = card.trainedOn;
  return gathered + heldOut.steps + (casting.agent === "controller" ? controllerSteps : 0);
}
