/** Checked reading of a primitive's inputs and attributes. */
import { ShapeError } from "../../sim/core/index.ts";
import type { Attributes, Value } from "./value.ts";

export function inputAt(values: readonly (Value | undefined)[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new ShapeError(`primitive: input ${index} required, got ${values.length} inputs`);
  return value;
}

export function numberAttribute(attributes: Attributes, key: string): number {
  const value = attributes[key];
  if (typeof value !== "number")
    throw new ShapeError(`primitive: attribute ${key} must be a number, got ${String(value)}`);
  return value;
}

export function listAttribute(attributes: Attributes, key: string): readonly number[] {
  const value = attributes[key];
  if (typeof value !== "object")
    throw new ShapeError(`primitive: attribute ${key} must be a list, got ${String(value)}`);
  return value;
}
