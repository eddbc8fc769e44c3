/** What a recorded episode must keep to beyond its format: its spaces, and what the manifest says of it. */
import type { Episode } from "../core/episode.ts";
import { type BoxSpace, spaceSize } from "../core/space.ts";
import type { DatasetEntry } from "./manifest.ts";

/** The first value of each column that leaves its space, a return that is not the rewards' sum; empty for a sound episode. */
export function episodeFaults(episode: Episode, entry: DatasetEntry): readonly string[] {
  const faults = [
    ...Object.entries(episode.observationSpace).map(([name, space]) =>
      outside(`observation.${name}`, space, episode.observations[name]!),
    ),
    outside("action", episode.actionSpace, episode.actions),
  ];
  const total = episode.rewards.reduce((sum, reward) => sum + reward, 0);
  if (!Object.is(total, entry.return))
    faults.push(`return must be ${total}, the sum of the rewards, got ${entry.return}`);
  return faults.filter((fault) => fault !== "");
}

function outside(name: string, space: BoxSpace, values: Float32Array | Uint8Array): string {
  const size = spaceSize(space);
  // Bounds are compared as the numbers that a float32 can hold.
  const [low, high] = [Float32Array.from(space.low), Float32Array.from(space.high)];
  for (let at = 0; at < values.length; at++) {
    const element = at % size;
    const value = values[at]!;
    if (value >= low[element]! && value <= high[element]!) continue;
    const label = space.names[element] ?? element;
    return `${name} (${label}) of step ${Math.floor(at / size)} must be ${space.low[element]} to ${space.high[element]}, got ${value}`;
  }
  return "";
}
