/** Several training steps as one graph: what one leaves is what the next starts from. */
import { ancestors } from "./gradients.ts";
import { substitute } from "./substitute.ts";
import { NEXT, type TrainingStep } from "./training-step.ts";
import { input, type Value } from "./value.ts";

/** Name, in a chain, of the input or metric of one of its steps (counted from 0). */
export function inChain(step: number, name: string): string {
  return `${step}:${name}`;
}

/**
 * `count` steps one after the other. Inputs are the carried arrays, and batch, `step` and `learningRate` of each step by `inChain`;
 * outputs are `next:<name>` after the last step, and the metrics of each by `inChain`.
 */
export function chainSteps({ inputs, outputs, metrics }: TrainingStep, count: number): Readonly<Record<string, Value>> {
  const names = Object.keys(outputs);
  const leaves = ancestors(Object.values(outputs)).filter(({ origin }) => origin.kind !== "node");
  const fed = new Set(inputs.map(({ name }) => name));
  const chained: Record<string, Value> = {};
  let last = outputs;
  for (let step = 0; step < count; step++) {
    const replacements = new Map<Value, Value>();
    for (const leaf of leaves) {
      if (leaf.origin.kind === "constant" || leaf.origin.kind === "node") continue;
      const { name } = leaf.origin;
      if (fed.has(name))
        replacements.set(
          leaf,
          input(inChain(step, name), leaf.shape, leaf.elementType === "int32" ? "int32" : "float32"),
        );
      else if (step > 0) replacements.set(leaf, last[NEXT + name] ?? leaf);
    }
    const copies = substitute(Object.values(outputs), replacements);
    last = Object.fromEntries(names.map((name, index) => [name, copies[index] as Value]));
    for (const name of metrics) chained[inChain(step, name)] = last[name] as Value;
  }
  const carried = Object.entries(last).filter(([name]) => name.startsWith(NEXT));
  return { ...chained, ...Object.fromEntries(carried) };
}
