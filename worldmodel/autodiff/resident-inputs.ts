/** Training steps whose batches are computed on the device, from data that stays there. */
import { ancestors } from "./gradients.ts";
import { substitute } from "./substitute.ts";
import { fedArray, type TrainingStep } from "./training-step.ts";
import type { Value } from "./value.ts";

export interface ResidentInputs {
  /** Inputs that the device holds for as long as it trains; those that no output needs are left out. */
  readonly held: readonly Value[];
  /** What takes the place of inputs of the step, by their names; computed from `held` and from new inputs. */
  readonly computed: Readonly<Record<string, Value>>;
}

/** The same step, fed with what `computed` is computed from. */
export function withResidentInputs(step: TrainingStep, { held, computed }: ResidentInputs): TrainingStep {
  const names = Object.keys(step.outputs);
  const old = Object.values(step.outputs);
  const leaves = ancestors(old);
  const replacements = new Map(
    leaves.flatMap((leaf) => {
      const replacement = leaf.origin.kind === "input" ? computed[leaf.origin.name] : undefined;
      return replacement ? [[leaf, replacement] as const] : [];
    }),
  );
  const outputs = substitute(old, replacements);
  const needed = ancestors(outputs);
  const known = new Set([...leaves, ...held]);
  const added = needed.filter((value) => value.origin.kind === "input" && !known.has(value));
  return {
    ...step,
    inputs: [...step.inputs.filter(({ name }) => !Object.hasOwn(computed, name)), ...added.map(fedArray)],
    resident: [...step.resident, ...held.filter((value) => needed.includes(value)).map(fedArray)],
    outputs: Object.fromEntries(names.map((name, index) => [name, outputs[index] as Value])),
  };
}
