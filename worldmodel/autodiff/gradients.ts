/** Reverse mode: the cotangents of values with respect to a scalar. */
import { ShapeError } from "../../sim/core/index.ts";
import { add } from "./elementwise.ts";
import { within } from "./place.ts";
import { constant, type Node, showShape, sizeOf, type Value } from "./value.ts";

/** ∂loss/∂target for each target, in order; zeros where the loss does not depend on it. loss [] */
export function gradients(loss: Value, targets: readonly Value[]): readonly Value[] {
  if (sizeOf(loss.shape) !== 1)
    throw new ShapeError(`gradients: loss must have one element, got ${showShape(loss.shape)}`);
  const needed = dependents(loss, targets);
  const contributions = new Map<Value, Value[]>([[loss, [constant(Float32Array.of(1), loss.shape)]]]);
  const cotangentOf = (value: Value): Value | undefined => total(contributions.get(value) ?? []);

  for (const node of needed.nodes) {
    const flowing = within(`gradient of ${node.place || "the loss"}`, () => {
      const cotangents = node.outputs.map(cotangentOf);
      if (cotangents.every((cotangent) => cotangent === undefined)) return [];
      return node.primitive.vjp?.(node, cotangents) ?? [];
    });
    for (const [index, value] of node.inputs.entries()) {
      const cotangent = flowing[index];
      if (cotangent === undefined || !needed.values.has(value)) continue;
      const collected = contributions.get(value);
      if (collected) collected.push(cotangent);
      else contributions.set(value, [cotangent]);
    }
  }
  return within("gradient of the loss", () =>
    targets.map((target) => cotangentOf(target) ?? constant(new Float32Array(sizeOf(target.shape)), target.shape)),
  );
}

function total(contributions: readonly Value[]): Value | undefined {
  const [first, ...others] = contributions;
  return first && others.reduce((sum, other) => add(sum, other), first);
}

/** The values and nodes between the targets and the loss; nodes from the last to the first. */
function dependents(loss: Value, targets: readonly Value[]): { values: Set<Value>; nodes: readonly Node[] } {
  const reachable = ancestors([loss]);
  const values = new Set<Value>(targets);
  const nodes = new Set<Node>();
  for (const value of reachable) {
    if (value.origin.kind !== "node") continue;
    const { node } = value.origin;
    if (node.inputs.some((source) => values.has(source)) && node.primitive.vjp) {
      values.add(value);
      nodes.add(node);
    }
  }
  return { values, nodes: [...nodes].reverse() };
}

/** Every value that the given ones depend on, themselves included, in topological order. */
export function ancestors(values: readonly Value[]): readonly Value[] {
  const seen = new Set<Value>();
  const waiting = [...values];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (value.origin.kind === "node") waiting.push(...value.origin.node.inputs);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}
