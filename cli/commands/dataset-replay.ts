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
    const { createEnv, openDataset, scenarioHash } = await import("../../sim/index.ts");
    const { loadWatched } = await import("../watchdog/load-watched.ts");
    const { replayEpisode } = await import("../dataset/replay-episode.ts");
    const dataset = await openDataset(operands.dataset);
    const { header, entries, dir } = dataset;
    const scenario = await loadWatched(options.scenario ?? header.scenario);
    const hash = await scenarioHash(scenario);
    if (hash !== header.scenarioHash) progress.note(changed(scenario.id, header.scenarioHash, hash));
    const env = await createEnv(scenario, { observe: Object.keys(header.observationSpace) });
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
      recordedHash: header.scenarioHash,
      scenarioHash: hash,
      episodes,
      steps,
      difference,
    };
    if (difference === null && hash === header.scenarioHash) return replay;
    publish(replay);
    throw new StateError(`${dir}: ${complaint(replay)}`);
  },
  print: (replay) => (isSame(replay) ? `✓ ${sameText(replay)}` : `✗ ${complaint(replay)}`),
});

function isSame({ difference, recordedHash, scenarioHash }: Replay): boolean {
  return difference === null && recordedHash === scenarioHash;
}

function sameText({ dataset, episodes, steps }: Pick<Replay, "dataset" | "episodes" | "steps">): string {
  return `${dataset}: ${episodes} episodes, ${steps} steps, the same to the byte`;
}

function changed(id: string, recorded: string, now: string): string {
  return `the hash of scenario ${id} must be ${recorded} as in the dataset, got ${now} (it has changed since)`;
}

/** The changed hash first, then the first difference. */
function complaint({ scenario, recordedHash, scenarioHash, difference, episodes }: Replay): string {
  const parts = recordedHash === scenarioHash ? [] : [changed(scenario, recordedHash, scenarioHash)];
  if (difference === null) return [...parts, `all ${episodes} episodes are the same to the byte`].join("; ");
  const { episode, seed, step, what, element, recorded, replayed } = difference;
  const place = element === null ? what : `${what}[${element.index}] (${element.name})`;
  return [
    ...parts,
    `episode ${episode} (seed ${seed}), step ${step}: ${place} must be ${recorded} as recorded, got ${replayed}`,
  ].join("; ");
}
