/** The world that all episodes of a dataset share. */
import type { Episode } from "../core/episode.ts";
import { SpecError } from "../core/errors.ts";
import type { BoxSpace, ObservationSpace } from "../core/space.ts";
import { boxSpaceToJson } from "./space-json.ts";

/**
 * Format version of a dataset. Version 1 had one file for each episode; version 2 has shards; version 3 adds `pictureHash`. What has
 * none is still written as version 2, so that datasets without pictures are what they were.
 */
export function formatVersion({ pictureHash }: DatasetHeader): 2 | 3 {
  return pictureHash === undefined ? 2 : 3;
}

/** What all episodes of a dataset share. */
export interface DatasetHeader {
  readonly scenario: string;
  readonly scenarioHash: string;
  /**
   * Of what decides the pixels beside the trajectory, as `pictureHash` tells it of a scenario. Not there where there are no pictures,
   * nor in datasets of pictures of format 2.
   */
  readonly pictureHash?: string | undefined;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
}

/** Checks that two datasets are of the same world, and their pictures drawn alike. `where` opens the SpecError. */
export function requireSameHeader(found: DatasetHeader, expected: DatasetHeader, where: string): void {
  requireSameWorld(found, expected, where);
  if (found.pictureHash === expected.pictureHash) return;
  const what = "pictureHash (of camera, colours and lights: what decides the pixels)";
  throw new SpecError(
    `${where}: ${what} must be ${expected.pictureHash ?? "none"}, got ${found.pictureHash ?? "none"}`,
  );
}

/** Checks that an episode or a dataset is of the same world, pictures aside. `where` opens the SpecError. */
export function requireSameWorld(found: DatasetHeader | Episode, expected: DatasetHeader, where: string): void {
  const mustBe = (name: string, want: string, got: string): void => {
    if (want !== got) throw new SpecError(`${where}: ${name} must be ${want}, got ${got}`);
  };
  mustBe("scenario", expected.scenario, found.scenario);
  mustBe("scenarioHash", expected.scenarioHash, found.scenarioHash);
  const modalities = ({ observationSpace }: DatasetHeader): string => Object.keys(observationSpace).sort().join(", ");
  mustBe("modalities of observationSpace", modalities(expected), modalities(found));
  for (const name of Object.keys(expected.observationSpace)) {
    requireSameSpace(`observationSpace.${name}`, found.observationSpace[name], expected.observationSpace[name], where);
  }
  requireSameSpace("actionSpace", found.actionSpace, expected.actionSpace, where);
}

/** Names the first field of a space that differs: pictures have spaces too long to print. */
function requireSameSpace(
  name: string,
  found: BoxSpace | undefined,
  expected: BoxSpace | undefined,
  where: string,
): void {
  if (found === expected || found === undefined || expected === undefined) return;
  if (boxSpaceToJson(found) === boxSpaceToJson(expected)) return;
  for (const field of ["dtype", "shape", "low", "high", "names", "units"] as const) {
    const [got, want] = [String(found[field]), String(expected[field])];
    if (got === want) continue;
    const at = firstDifference(found[field], expected[field]);
    throw new SpecError(`${where}: ${name}.${field}${at.place} must be ${at.want}, got ${at.got}`);
  }
}

function firstDifference(
  found: string | readonly (string | number)[],
  expected: string | readonly (string | number)[],
): { readonly place: string; readonly want: string; readonly got: string } {
  if (typeof found === "string" || typeof expected === "string" || found.length !== expected.length || found.length < 8)
    return { place: "", want: String(expected), got: String(found) };
  const at = found.findIndex((value, index) => value !== expected[index]);
  return { place: `[${at}]`, want: String(expected[at]), got: String(found[at]) };
}
