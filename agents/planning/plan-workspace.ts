/** Buffers of a search over action sequences, to be reused from decision to decision, and how candidates are drawn into them. */
import type { Dynamics, Rng } from "../../sim/core/index.ts";
import { type ActionBox, actionBox, denormalizeInto } from "../action-box.ts";
import { createNoiseSampler, type NoiseSampler } from "./coloured-noise.ts";
import type { SearchOptions } from "./search-options.ts";

/** Candidates are normalised: every action in [−1, 1]. */
export interface PlanWorkspace {
  readonly box: ActionBox;
  readonly noise: NoiseSampler;
  /** Candidates. [N,T,A] */
  readonly samples: Float32Array;
  /** The same in the space's own units. [N,T,A] */
  readonly actions: Float32Array;
  readonly scores: Float64Array;
  /** Candidates from the best to the worst. [N] */
  readonly order: Uint32Array;
  /** The best candidates of the last iteration, best first. [E,T,A] */
  readonly elites: Float32Array;
  /** The search distribution. [T,A] */
  readonly mean: Float64Array;
  readonly std: Float64Array;
  /** One noise sequence. [T] */
  readonly sequence: Float64Array;
}

/** Sizes of a search, and the spectrum of its noise, white unless given. */
export type WorkspaceOptions = Pick<SearchOptions, "candidates" | "horizon" | "elites"> & {
  readonly noiseBeta?: number;
};

/** An action space without finite bounds is a SpecError. */
export function createPlanWorkspace(
  { actionSpace }: Pick<Dynamics, "actionSpace">,
  { candidates, horizon, elites, noiseBeta = 0 }: WorkspaceOptions,
): PlanWorkspace {
  const box = actionBox(actionSpace, "createPlanWorkspace");
  const length = horizon * box.size;
  return {
    box,
    noise: createNoiseSampler(horizon, noiseBeta),
    samples: new Float32Array(candidates * length),
    actions: new Float32Array(candidates * length),
    scores: new Float64Array(candidates),
    order: new Uint32Array(candidates),
    elites: new Float32Array(elites * length),
    mean: new Float64Array(length),
    std: new Float64Array(length),
    sequence: new Float64Array(horizon),
  };
}

/** Draws candidates `from` to `to` (exclusive) from the distribution, clipped to the space; those before are left as they are. */
export function drawCandidates(workspace: PlanWorkspace, rng: Rng, from: number, to: number): void {
  const { samples, actions, mean, std, sequence, box, noise } = workspace;
  const { length } = mean;
  for (let start = from * length; start < to * length; start += length) {
    for (let a = 0; a < box.size; a++) {
      noise(rng, sequence);
      for (let t = 0; t < sequence.length; t++) {
        const i = t * box.size + a;
        samples[start + i] = clipUnit(mean[i]! + std[i]! * sequence[t]!);
      }
    }
  }
  denormalizeInto(box, samples, actions.subarray(0, to * length));
}

/** The elite of this rank. [T,A] */
export function eliteOf({ elites, mean }: PlanWorkspace, rank: number): Float32Array {
  return elites.subarray(rank * mean.length, (rank + 1) * mean.length);
}

/** To [−1, 1]. */
export function clipUnit(u: number): number {
  return Math.min(1, Math.max(-1, u));
}
