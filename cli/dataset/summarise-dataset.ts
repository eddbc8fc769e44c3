/** What a dataset holds, from its two small files. */
import type { BoxSpace, Dataset, ObservationSpace, ResetOptions } from "../../sim/index.ts";

export interface DatasetSummary {
  readonly dataset: string;
  readonly scenario: string;
  readonly scenarioHash: string;
  /** Of what decides the pixels; null where there are none, and in datasets of format 2. */
  readonly pictureHash: string | null;
  readonly episodes: number;
  /** Control steps in all episodes. */
  readonly steps: number;
  /** Episodes that ended because the task did, and because the time was over. */
  readonly terminated: number;
  readonly truncated: number;
  /** Episodes of each agent. */
  readonly agents: Readonly<Record<string, number>>;
  readonly seeds: { readonly least: number; readonly most: number; readonly different: number } | null;
  /** Reset options that were given, each with its episodes. */
  readonly options: readonly { readonly options: ResetOptions; readonly episodes: number }[];
  /** Of the episodes' returns; null without an episode. */
  readonly returns: {
    readonly mean: number;
    readonly std: number | null;
    readonly min: number;
    readonly max: number;
  } | null;
  readonly shards: number;
  /** Bytes of the episodes in them. */
  readonly bytes: number;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
}

export async function summariseDataset({ dir, header, entries, steps }: Dataset): Promise<DatasetSummary> {
  const { meanAndStd } = await import("../../agents/index.ts");
  const returns = entries.map((entry) => entry.return);
  const seeds = entries.map(({ seed }) => seed);
  const options = countOf(entries.map((entry) => JSON.stringify(entry.options)));
  return {
    dataset: dir,
    scenario: header.scenario,
    scenarioHash: header.scenarioHash,
    pictureHash: header.pictureHash ?? null,
    episodes: entries.length,
    steps,
    terminated: entries.filter(({ terminated }) => terminated).length,
    truncated: entries.filter(({ truncated }) => truncated).length,
    agents: Object.fromEntries(countOf(entries.map(({ agent }) => agent))),
    seeds: entries.length === 0 ? null : { least: least(seeds), most: most(seeds), different: new Set(seeds).size },
    options: [...options].map(([text, episodes]) => ({ options: JSON.parse(text) as ResetOptions, episodes })),
    returns: entries.length === 0 ? null : { ...meanAndStd(returns), min: least(returns), max: most(returns) },
    shards: new Set(entries.map(({ file }) => file)).size,
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    observationSpace: header.observationSpace,
    actionSpace: header.actionSpace,
  };
}

function countOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

// A spread of an array as arguments ends at about 100,000 of them.
function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
