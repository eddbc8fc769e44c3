/** `craik dataset replay`: simulates every episode again and compares it with its recording, to the byte. */
import { StateError } from "../../sim/core/index.ts";
import { type Command, defineCommand } from "../command.ts";
import type { Difference } from "../dataset/replay-episode.ts";
import { required } from "../operand.ts";
import { text } from "../option.ts";

interface Replay {
  readonly dataset: string;
  readonly scenario: string;
  /** Hash of the scenario that the episodes were recorded in, and of the one that they were replayed in. */
  readonly recordedHash: string;
  readonly scenarioHash: string;
  /** Of what decides the pixels, likewise; null where there are none, and where a dataset of format 2 does not tell. */
  readonly recordedPictureHash: string | null;
  readonly pictureHash: string | null;
  /** Episodes and steps that are the same, up to the first difference. */
  readonly episodes: number;
  readonly steps: number;
  readonly difference: (Difference & { readonly episode: number; readonly seed: number }) | null;
}

export const datasetReplay: Command = defineCommand({
  name: "replay",
  summary: "simulate every episode again and compare it with its recording, to the byte",
  operands: { dataset: required("folder of the dataset") },
  options: { scenario: text("--scenario <path>", "file of the scenario, where it is not built in") },
  async run({ operands, options, progress, signal, publish }): Promise<Replay> {
    const { createEnv, openDataset, pictureHash, scenarioHash } = await import("../../sim/index.ts");
    const { loadWatched } = await import("../watchdog/load-watched.ts");
    const { replayEpisode } = await import("../dataset/replay-episode.ts");
    const dataset = await openDataset(operands.dataset);
    const { header, entries, dir } = dataset;
    const scenario = await loadWatched(options.scenario ?? header.scenario);
    const observe = Object.keys(header.observationSpace);
    const hashes = {
      recordedHash: header.scenarioHash,
      scenarioHash: await scenarioHash(scenario),
      recordedPictureHash: header.pictureHash ?? null,
      pictureHash: (await pictureHash(scenario, observe)) ?? null,
    };
    for (const change of changesOf({ scenario: scenario.id, ...hashes })) progress.note(change);
    const env = await createEnv(scenario, { observe });
    let [episodes, steps] = [0, 0];
    let difference: Replay["difference"] = null;
    progress.start("replay", entries.length);
    try {
      for (const index of entries.keys()) {
        signal.throwIfAborted();
        const episode = await dataset.readEpisode(index);
        const found = replayEpisode(env, episode);
        if (found !== null) {
          difference = { episode: index, seed: episode.seed, ...found };
          break;
        }
        episodes += 1;
        steps += episode.steps;
        progress.update(episodes);
      }
    } finally {
      env.close();
    }
    progress.finish();
    const replay: Replay = {
      dataset: dir,
      scenario: scenario.id,
      ...hashes,
      episodes,
      steps,
      difference,
    };
    if (isSame(replay)) return replay;
    publish(replay);
    throw new StateError(`${dir}: ${complaint(replay)}`);
  },
  print: (replay) => (isSame(replay) ? `✓ ${sameText(replay)}` : `✗ ${complaint(replay)}`),
});

function isSame(replay: Replay): boolean {
  return replay.difference === null && changesOf(replay).length === 0;
}

function sameText({ dataset, episodes, steps }: Pick<Replay, "dataset" | "episodes" | "steps">): string {
  return `${dataset}: ${episodes} episodes, ${steps} steps, the same to the byte`;
}

type Hashes = Pick<Replay, "scenario" | "recordedHash" | "scenarioHash" | "recordedPictureHash" | "pictureHash">;

/** What is no longer as it was when the episodes were recorded. */
function changesOf(hashes: Hashes): readonly string[] {
  const { scenario, recordedHash, scenarioHash, recordedPictureHash, pictureHash } = hashes;
  const must = (name: string, recorded: string, now: string | null, since: string): string =>
    `the ${name} of scenario ${scenario} must be ${recorded} as in the dataset, got ${now ?? "none"} (${since} since)`;
  const changes: string[] = [];
  if (scenarioHash !== recordedHash) changes.push(must("hash", recordedHash, scenarioHash, "it has changed"));
  if (recordedPictureHash !== null && pictureHash !== recordedPictureHash)
    changes.push(must("picture hash", recordedPictureHash, pictureHash, "camera, colours or lights have changed"));
  return changes;
}

/** The changed hashes first, then the first difference. */
function complaint(replay: Replay): string {
  const { difference, episodes } = replay;
  const parts = changesOf(replay);
  if (difference === null) return [...parts, `all ${episodes} episodes are the same to the byte`].join("; ");
  const { episode, seed, step, what, element, recorded, replayed } = difference;
  const place = element === null ? what : `${what}[${element.index}] (${element.name})`;
  return [
    ...parts,
    `episode ${episode} (seed ${seed}), step ${step}: ${place} must be ${recorded} as recorded, got ${replayed}`,
  ].join("; ");
}
