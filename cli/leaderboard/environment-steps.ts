/** What a run's agents cost in the true scenario before they were scored. */
import { openDataset } from "../../sim/index.ts";
import type { Casting } from "../pipeline/casting.ts";
import { HELD_OUT } from "../pipeline/collect.ts";
import type { FinishedRun } from "../pipeline/subject.ts";

/**
 * Control steps of all episodes that training gathered: those that V and M learned from, and those held out, which decide when it ends. A
 * controller's are also those in which its candidates were scored, where it did not evolve in dreams alone.
 */
export async function environmentSteps({ folder, config, card }: FinishedRun, { agent }: Casting): Promise<number> {
  const heldOut = await openDataset(folder.file(HELD_OUT), { scenarioHash: config.scenarioHash });
  const { environmentSteps: gathered, controllerSteps } = card.trainedOn;
  return gathered + heldOut.steps + (agent === "controller" ? controllerSteps : 0);
}
