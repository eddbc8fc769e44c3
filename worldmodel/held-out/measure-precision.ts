/** What a lower precision costs: each file of a variant against the same file in float32, on held-out data. */
import type { ModelGraphs } from "../models/model-graphs.ts";
import { type OpenedModel, sizeOfInput } from "../runtime/open-model.ts";
import { type Deviation, deviationOf, inUnitsOf } from "./deviation.ts";
import { type DreamedBelief, type DreamedStretch, dreamAlong, output } from "./dream-along.ts";
import { type OpenedGraphs, withGraphs } from "./open-graphs.ts";
import type { MeasureOptions } from "./samples.ts";

/** Each file is fed what float32 gives the one before it, so that its error is its own; a dream feeds on itself. */
export interface PrecisionErrors {
  /** z of single observations. */
  readonly encoder: { readonly z: Deviation; readonly logVar: Deviation };
  /** Observations from single z, in standard deviations of the training data. */
  readonly decoder: { readonly observation: Deviation };
  /** Over whole dreams, each model in its own: errors add up. */
  readonly dynamics: { readonly expectedZ: Deviation; readonly reward: Deviation; readonly terminated: Deviation };
  /** Actions on the beliefs of those dreams. */
  readonly controller: { readonly action: Deviation };
  /** The same of actor and critic, where there are. */
  readonly actor?: { readonly action: Deviation };
  readonly critic?: { readonly value: Deviation };
}

/** Throws a StateError that names the output where a variant's numbers leave the range of finite ones. */
export function measurePrecision(
  reference: ModelGraphs,
  variant: ModelGraphs,
  options: MeasureOptions,
): Promise<PrecisionErrors> {
  const { session } = options;
  return withGraphs(reference, session, (exact) =>
    withGraphs(variant, session, (rounded) => compareGraphs(exact, rounded, options)),
  );
}

async function compareGraphs(
  exact: OpenedGraphs,
  rounded: OpenedGraphs,
  { samples, observationStd }: MeasureOptions,
): Promise<PrecisionErrors> {
  const observations = samples.observations.map((observation) => ({ observation }));
  const encoded = await both(exact.encoder, rounded.encoder, observations);
  const codes = encoded.exact.map((outputs) => ({ z: output(outputs, "z") }));
  const decoded = await both(exact.decoder, rounded.decoder, codes);
  const dreams: { readonly exact: DreamedStretch; readonly rounded: DreamedStretch }[] = [];
  for (const { observation, actions } of samples.stretches) {
    const start = output(await exact.encoder.run({ observation }), "z");
    dreams.push({
      exact: await dreamAlong(exact.dynamics, start, actions),
      rounded: await dreamAlong(rounded.dynamics, start, actions),
    });
  }
  const beliefs = dreams.flatMap((dream) => dream.exact.beliefs);
  const onBeliefs = (one: OpenedModel, other: OpenedModel): Promise<Both> =>
    both(
      one,
      other,
      beliefs.map((belief) => readBy(one, belief)),
    );
  const acted = await onBeliefs(exact.controller, rounded.controller);
  const chosen = exact.actor && rounded.actor && (await onBeliefs(exact.actor, rounded.actor));
  const judged = exact.critic && rounded.critic && (await onBeliefs(exact.critic, rounded.critic));
  const dreamed = (name: "expectedZ" | "reward" | "terminated"): Deviation =>
    deviationOf(
      `dynamics: ${name}`,
      dreams.flatMap((dream) => dream.rounded[name]),
      dreams.flatMap((dream) => dream.exact[name]),
    );
  return {
    encoder: { z: deviationIn("encoder", "z", encoded), logVar: deviationIn("encoder", "logVar", encoded) },
    decoder: { observation: deviationIn("decoder", "observation", decoded, observationStd) },
    dynamics: { expectedZ: dreamed("expectedZ"), reward: dreamed("reward"), terminated: dreamed("terminated") },
    controller: { action: deviationIn("controller", "action", acted) },
    ...(chosen ? { actor: { action: deviationIn("actor", "action", chosen) } } : {}),
    ...(judged ? { critic: { value: deviationIn("critic", "value", judged) } } : {}),
  };
}

type Outputs = Readonly<Record<string, Float32Array>>;

interface Both {
  readonly exact: readonly Outputs[];
  readonly rounded: readonly Outputs[];
}

/** What C, the actor or the critic reads of a belief: of an ensemble's the first member's. */
function readBy({ inputs }: OpenedModel, belief: DreamedBelief): Outputs {
  return Object.fromEntries(
    inputs.map((input) => [input.name, belief[input.name as keyof DreamedBelief].subarray(0, sizeOfInput(input))]),
  );
}

/** The outputs of both models for the same inputs. */
async function both(exact: OpenedModel, rounded: OpenedModel, inputs: readonly Outputs[]): Promise<Both> {
  const found: { exact: Outputs[]; rounded: Outputs[] } = { exact: [], rounded: [] };
  for (const arrays of inputs) {
    found.exact.push(await exact.run(arrays));
    found.rounded.push(await rounded.run(arrays));
  }
  return found;
}

function deviationIn(file: string, name: string, { exact, rounded }: Both, unit?: readonly number[]): Deviation {
  const rows = (outputs: readonly Outputs[]): readonly Float32Array[] =>
    outputs.map((each) => (unit ? inUnitsOf(unit, output(each, name)) : output(each, name)));
  return deviationOf(`${file}: ${name}`, rows(rounded), rows(exact));
}
