/** The Arrow schema of a shard: columns that follow from the spaces, and the world as metadata. */
import { Bool, Field, FixedSizeList, Float32, Int32, Schema, Uint8 } from "apache-arrow";
import type { BoxSpace } from "../core/space.ts";
import { spaceSize } from "../core/space.ts";
import { boxSpaceToJson, observationSpaceToJson } from "./space-json.ts";
import { type DatasetHeader, formatVersion } from "./world.ts";

/** Name of the column that holds a modality. */
export function observationColumn(modality: string): string {
  return `observation.${modality}`;
}

/** The columns in their order. Modalities are in alphabetical order. */
export function episodeFields({
  observationSpace,
  actionSpace,
}: Pick<DatasetHeader, "observationSpace" | "actionSpace">): Field[] {
  return [
    new Field("step", new Int32(), false),
    ...Object.keys(observationSpace)
      .sort()
      .map((name) => new Field(observationColumn(name), listType(observationSpace[name] as BoxSpace), false)),
    new Field("action", listType(actionSpace), true),
    new Field("reward", new Float32(), true),
    new Field("terminated", new Bool(), true),
    new Field("truncated", new Bool(), true),
  ];
}

/**
 * The schema that a shard opens with. Each record batch is an episode; its rows are moments 0 to T. What belongs to a step (action,
 * reward, how it ended) stands in the row it started from and is null in the last.
 */
export function shardSchema(world: DatasetHeader): Schema {
  return new Schema(
    episodeFields(world),
    new Map([
      ["format", "craik-episodes"],
      ["version", String(formatVersion(world))],
      ["scenario", world.scenario],
      ["scenarioHash", world.scenarioHash],
      ...(world.pictureHash === undefined ? [] : ([["pictureHash", world.pictureHash]] as const)),
      ["observationSpace", observationSpaceToJson(world.observationSpace)],
      ["actionSpace", boxSpaceToJson(world.actionSpace)],
    ]),
  );
}

/** A row of a box space: its elements, row-major. */
export function listType(space: BoxSpace): FixedSizeList<Float32 | Uint8> {
  const element = space.dtype === "float32" ? new Float32() : new Uint8();
  return new FixedSizeList(spaceSize(space), new Field("item", element, false));
}
