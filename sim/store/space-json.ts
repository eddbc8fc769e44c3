/** Spaces as JSON. JSON has no infinities, so that unbounded sides are written as the strings "Infinity" and "-Infinity". */
import * as v from "valibot";
import { SpecError } from "../core/errors.ts";
import type { BoxSpace, ObservationSpace } from "../core/space.ts";

const bound = v.union([
  v.number(),
  v.pipe(
    v.picklist(["Infinity", "-Infinity"]),
    v.transform((text) => Number(text)),
  ),
]);

const boxSpace = v.strictObject({
  kind: v.literal("box"),
  dtype: v.picklist(["float32", "uint8"]),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
  low: v.array(bound),
  high: v.array(bound),
  names: v.array(v.string()),
  units: v.array(v.string()),
});

const observationSpace = v.record(v.string(), boxSpace);

/** One line of JSON with a fixed order of keys, so that equal spaces give equal text. */
export function boxSpaceToJson(space: BoxSpace): string {
  return JSON.stringify(plainSpace(space));
}

/** One line of JSON with the modalities in alphabetical order. */
export function observationSpaceToJson(space: ObservationSpace): string {
  const names = Object.keys(space).sort();
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, plainSpace(space[name] as BoxSpace)])));
}

/** Reads what `boxSpaceToJson` wrote. `where` opens the SpecError of anything else. */
export function boxSpaceFromJson(text: string, where: string): BoxSpace {
  return parseJson(boxSpace, text, where);
}

/** Reads what `observationSpaceToJson` wrote. `where` opens the SpecError of anything else. */
export function observationSpaceFromJson(text: string, where: string): ObservationSpace {
  return parseJson(observationSpace, text, where);
}

/** Parses and validates one JSON text; every failure is a SpecError of one line that names the field. */
export function parseJson<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  where: string,
): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SpecError(`${where}: must be JSON, got ${JSON.stringify(text.slice(0, 60))}`, { cause });
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? "the value";
  throw new SpecError(`${where}: ${field} must be ${issue.expected ?? "valid"}, got ${issue.received}`);
}

function plainSpace(space: BoxSpace): Record<string, unknown> {
  return {
    kind: space.kind,
    dtype: space.dtype,
    shape: space.shape,
    low: space.low.map(plainBound),
    high: space.high.map(plainBound),
    names: space.names,
    units: space.units,
  };
}

function plainBound(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
