/** The action sequences that a search starts from. */
import { type Dynamics, ShapeError } from "../../sim/core/index.ts";
import { normalizeInto } from "../action-box.ts";
import { createNoiseSampler } from "../planning/coloured-noise.ts";
import { proposalStdOf } from "./mcts-options.ts";
import type { MctsInput } from "./search.ts";
import type { SearchSizes } from "./search-context.ts";

/**
 * One sequence for each slot of a root with drawn actions, alone the first on a grid: the plan of the search before (or the middle of the
 * space), then, for half of the slots, what a policy proposes, where the dynamics have one, and last the plan with noise of a spectrum
 * 1/f^β. Normalised → [Q,D,A]
 */
export async function searchSequences<S>(
  dynamics: Dynamics<S>,
  belief: S,
  sizes: SearchSizes,
  { warmStart, rng }: MctsInput<S>,
): Promise<Float32Array> {
  const { options, box, depth, width, grid } = sizes;
  const length = depth * box.size;
  if (warmStart && warmStart.length !== length) {
    throw new ShapeError(`planMcts: warmStart must be [D,A]=[${depth},${box.size}], got [${warmStart.length}]`);
  }
  const sequences = new Float32Array((grid ? 1 : width) * length);
  if (warmStart) sequences.set(warmStart);
  if (grid) return sequences;
  const proposed = dynamics.propose ? Math.floor(width / 2) : 0;
  if (dynamics.propose && proposed > 0) {
    const size = { candidates: proposed, horizon: options.horizon };
    const actions = await dynamics.propose(belief, size, rng.split("proposals"));
    normaliseProposalsInto(actions, sizes, sequences.subarray(length, (1 + proposed) * length));
  }
  const draws = rng.split("sequences");
  const sampleNoise = createNoiseSampler(depth, options.noiseBeta);
  const noise = new Float64Array(depth);
  for (let slot = 1 + proposed; slot < sequences.length / length; slot++) {
    const [start, std] = [slot * length, proposalStdOf(slot, options)];
    for (let element = 0; element < box.size; element++) {
      sampleNoise(draws, noise);
      for (let t = 0; t < depth; t++) {
        const at = t * box.size + element;
        sequences[start + at] = clamp(sequences[at]! + std * noise[t]!);
      }
    }
  }
  return sequences;
}

/** Of each action that is held, the first decision's. actions [P,T,A] in the space's own units → out [P,D,A] */
function normaliseProposalsInto(actions: Float32Array, { options, box }: SearchSizes, out: Float32Array): void {
  for (let at = 0; at < out.length; at += box.size) {
    const first = at * options.decisionsPerAction;
    normalizeInto(box, actions.subarray(first, first + box.size), out.subarray(at, at + box.size));
  }
}

function clamp(u: number): number {
  return Math.min(1, Math.max(-1, u));
}
