/** A graph once more, with some of its values replaced. */
import { ShapeError } from "../../sim/core/index.ts";
import { ancestors } from "./gradients.ts";
import { within } from "./place.ts";
import { apply, type Node, sameShape, showShape, type Value } from "./value.ts";

/**
 * The given values computed from `replacements` instead of the values that are its keys. Whatever depends on none of them is shared
 * with the old graph. For graphs that are differentiated already: a gradient written by hand knows the old values only.
 */
export function substitute(values: readonly Value[], replacements: ReadonlyMap<Value, Value>): readonly Value[] {
  for (const [old, { shape, elementType }] of replacements) {
    if (!sameShape(old.shape, shape) || old.elementType !== elementType) {
      throw new ShapeError(
        `substitute: a ${old.elementType} ${showShape(old.shape)} required, got a ${elementType} ${showShape(shape)}`,
      );
    }
  }
  const copies = new Map<Value, Value>(replacements);
  const applied = new Map<Node, readonly Value[]>();
  const copyOf = (value: Value): Value => copies.get(value) ?? value;
  for (const value of ancestors(values)) {
    if (copies.has(value) || value.origin.kind !== "node") continue;
    const { node, outputIndex } = value.origin;
    if (!node.inputs.some((source) => copies.has(source))) continue;
    const outputs =
      applied.get(node) ?? within(node.place, () => apply(node.primitive, node.inputs.map(copyOf), node.attributes));
    applied.set(node, outputs);
    copies.set(value, outputs[outputIndex] ?? value);
  }
  return values.map(copyOf);
}
