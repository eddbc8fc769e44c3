/** The Arrow schema of an episode file, and the metadata that it carries. */
import { Bool, DataType, Field, FixedSizeList, Float32, Int32, Schema, Uint8 } from "apache-arrow";
import { SpecError } from "../core/errors.ts";
import type { BoxSpace, ObservationSpace } from "../core/space.ts";
import { spaceSize } from "../core/space.ts";
import { boxSpaceFromJson, boxSpaceToJson, observationSpaceFromJson, observationSpaceToJson } from "./space-json.ts";

/** Format version of episode files and datasets. */
export const FORMAT_VERSION = 1;

/** What the metadata of an episode file says. */
export interface EpisodeMetadata {
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly seed: number;
  readonly agent: string;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
}

/** Name of the column that holds a modality. */
export function observationColumn(modality: string): string {
  return `observation.${modality}`;
}

/** Rows are moments 0 to T; what belongs to a step (action, reward, how it ended) stands in the row it started from and is null in the last. */
export function episodeSchema(metadata: EpisodeMetadata): Schema {
  const { observationSpace, actionSpace } = metadata;
  return new Schema(
    [
      new Field("step", new Int32(), false),
      ...Object.keys(observationSpace)
        .sort()
        .map((name) => new Field(observationColumn(name), listType(observationSpace[name] as BoxSpace), false)),
      new Field("action", listType(actionSpace), true),
      new Field("reward", new Float32(), true),
      new Field("terminated", new Bool(), true),
      new Field("truncated", new Bool(), true),
    ],
    new Map([
      ["format", "craik-episode"],
      ["version", String(FORMAT_VERSION)],
      ["scenario", metadata.scenario],
      ["scenarioHash", metadata.scenarioHash],
      ["seed", String(metadata.seed)],
      ["agent", metadata.agent],
      ["observationSpace", observationSpaceToJson(observationSpace)],
      ["actionSpace", boxSpaceToJson(actionSpace)],
    ]),
  );
}

/** Reads the metadata of an episode file; a SpecError names the file and the key that is missing or wrong. */
export function readMetadata(schema: Schema, file: string): EpisodeMetadata {
  const value = (key: string): string => {
    const text = schema.metadata.get(key);
    if (text === undefined) throw new SpecError(`${file}: metadata must have ${key}, got none`);
    return text;
  };
  const expect = (key: string, expected: string): void => {
    if (value(key) !== expected) throw new SpecError(`${file}: ${key} must be ${expected}, got ${value(key)}`);
  };
  expect("format", "craik-episode");
  expect("version", String(FORMAT_VERSION));
  const seed = Number(value("seed"));
  if (!Number.isSafeInteger(seed)) throw new SpecError(`${file}: seed must be an integer, got ${value("seed")}`);
  return {
    scenario: value("scenario"),
    scenarioHash: value("scenarioHash"),
    seed,
    agent: value("agent"),
    observationSpace: observationSpaceFromJson(value("observationSpace"), `${file}: observationSpace`),
    actionSpace: boxSpaceFromJson(value("actionSpace"), `${file}: actionSpace`),
  };
}

/** Checks that a file has exactly the columns that its own metadata promises. */
export function checkColumns(schema: Schema, expected: Schema, file: string): void {
  const found = new Map(schema.fields.map((field) => [field.name, field]));
  for (const field of expected.fields) {
    const other = found.get(field.name);
    if (other === undefined)
      throw new SpecError(`${file}: column ${field.name} must be ${field.type}, got no such column`);
    if (String(other.type) !== String(field.type)) {
      throw new SpecError(`${file}: column ${field.name} must be ${field.type}, got ${other.type}`);
    }
    found.delete(field.name);
  }
  for (const name of found.keys())
    throw new SpecError(`${file}: columns must be those of an episode, got ${name} as well`);
}

/** A row of a box space: its elements, row-major. */
export function listType(space: BoxSpace): FixedSizeList<Float32 | Uint8> {
  const element = space.dtype === "float32" ? new Float32() : new Uint8();
  return new FixedSizeList(spaceSize(space), new Field("item", element, false));
}

/** Whether an Arrow type is a list of fixed length. */
export function isFixedSizeList(type: DataType): type is FixedSizeList {
  return DataType.isFixedSizeList(type);
}
