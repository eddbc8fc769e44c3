/**
 * The searches for C: the one for the result, and those of its controls, which get the same budget, seeds and dreams but not what
 * training gave M, or nothing of M at all.
 */
import { UsageError } from "../../sim/index.ts";
import {
  type Controller,
  type ControllerInputs,
  type WorldModel,
  withUntrainedMemory,
} from "../../worldmodel/index.ts";
import type { DynamicsName } from "./casting.ts";
import { CHECKPOINTS } from "./checkpoint-slot.ts";
import { rngFor } from "./context.ts";
import { foundController, restoreEvolution } from "./evolution-state.ts";
import type { RunConfig, Settings } from "./run-config.ts";
import { type RunFolder, readChecked } from "./run-folder.ts";

/** What a controller may be evolved on. */
export type ControllerDynamics = Exclude<DynamicsName, "true">;

export interface Search {
  /** Its stage, and the group of its curves. */
  readonly stage: string;
  readonly label: string;
}

export const SEARCHES: Readonly<Record<ControllerDynamics, Search>> = {
  learned: { stage: "controller", label: "Evolve C" },
  untrained: { stage: "untrainedControl", label: "Control: evolve C on an untrained M" },
  "z-only": { stage: "zOnlyControl", label: "Control: evolve C on z only" },
};

/** The searches that are no result. */
export const CONTROLS: readonly ControllerDynamics[] = ["untrained", "z-only"];

/** What C reads in a search. */
export function searchInputs(
  { settings }: Pick<RunConfig, "settings">,
  dynamics: ControllerDynamics,
): ControllerInputs {
  return dynamics === "z-only" ? "z" : settings.controller.inputs;
}

/** The run's own untrained M beside the trained V: the same wherever it is asked for. */
export function untrainedModel(config: Pick<RunConfig, "seed">, model: WorldModel): WorldModel {
  return withUntrainedMemory(model, rngFor(config, "untrained memory"));
}

/** Generations of a search from zero that is to have as many as the result's has had, with those before each round that C gathered. */
export function searchBudget({ controller, collection }: Pick<Settings, "controller" | "collection">): number {
  const { generations, roundGenerations } = controller;
  return generations + (collection.gatherer === "controller" ? collection.rounds * roundGenerations : 0);
}

/** The checkpoint of a search's stage. */
export function searchFile(stage: string): string {
  return `${stage}.json`;
}

/** The controller that a finished search found. A UsageError where the search was never begun. */
export async function readController(
  folder: RunFolder,
  config: Pick<RunConfig, "settings">,
  dynamics: ControllerDynamics,
): Promise<Controller> {
  const path = [CHECKPOINTS, searchFile(SEARCHES[dynamics].stage)];
  const stored = await readChecked(folder, ...path);
  if (stored === undefined)
    throw new UsageError(
      `${folder.file(...path)}: required for a controller on ${dynamics} dynamics, and it is missing`,
    );
  return foundController(searchInputs(config, dynamics), restoreEvolution(stored, folder.file(...path)));
}
