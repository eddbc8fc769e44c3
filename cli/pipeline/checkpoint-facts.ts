/** What the checkpoints of a training stage say of how they came about. */
import { episodesHash, openDataset, SpecError } from "../../sim/index.ts";
import type { About } from "../../worldmodel/index.ts";
import { DATASET, HELD_OUT } from "./collect.ts";
import type { PipelineContext } from "./context.ts";

export interface StageFacts {
  readonly stage: string;
  /** The first training episodes that it learns from. */
  readonly episodes: number;
  /** Sizes of the network. */
  readonly model: object;
}

/** All that decides a stage's numbers besides config.json; with the steps it gives every draw of its rng. */
export async function factsOf(
  { folder, config }: PipelineContext,
  { stage, episodes, model }: StageFacts,
): Promise<About> {
  const { scenarioHash } = config;
  const [training, unseen] = await Promise.all([
    openDataset(folder.file(DATASET), { scenarioHash }),
    openDataset(folder.file(HELD_OUT), { scenarioHash }),
  ]);
  return {
    stage,
    seed: String(config.seed),
    model: JSON.stringify(model),
    [DATASET]: episodesHash(training.entries.slice(0, episodes)),
    [HELD_OUT]: episodesHash(unseen.entries),
  };
}

/** Throws a SpecError that names `path` where a checkpoint was made with anything else. */
export function requireFacts(found: About, required: About, path: string): void {
  for (const [name, value] of Object.entries(required)) {
    if (found[name] !== value)
      throw new SpecError(
        `${path}: must have been made with the run's ${name} ${value}, was made with ${found[name] ?? "none that it names"}`,
      );
  }
}

/** One phrase for each version other than the one that a checkpoint names. */
export function changedVersions(found: About, versions: About): readonly string[] {
  return Object.entries(versions).flatMap(([name, version]) =>
    found[name] === undefined || found[name] === version
      ? []
      : [`begun with ${name} ${found[name]}, goes on with ${version}`],
  );
}
