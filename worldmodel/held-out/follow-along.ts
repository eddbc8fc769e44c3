/** M follows an episode one decision at a time: at each, what it predicts and how likely it holds what came. */
import { input, type Value } from "../autodiff/value.ts";
import { expectedLatent } from "../models/mixture.ts";
import { buildWorldModel, type WorldModelConfig } from "../models/world-model.ts";
import type { OpenedModel } from "../runtime/open-model.ts";
import { mixtureNegativeLogLikelihood } from "../training/mdn-loss.ts";
import { type DreamedBelief, output } from "./dream-along.ts";

export interface FollowedStretch {
  /** The mixture's mean for the z after each of T decisions. [Z] each. */
  readonly expectedZ: readonly Float32Array[];
  /** Negative log-likelihood of that z, in nats per latent dimension. [T] */
  readonly nll: readonly number[];
}

/** Of M, or of an ensemble's first member. Inputs `z`, `nextZ` [1,Z], `action` [1,A], `h`, `c` [1,H]. Outputs `expectedZ` [1,Z], `nextH`, `nextC` [1,H] and `nll` []. */
export function followingGraph(config: WorldModelConfig): Readonly<Record<string, Value>> {
  const { latents, actions, hidden } = config.rnn;
  const memory = { h: input("h", [1, hidden]), c: input("c", [1, hidden]) };
  const [rnn] = buildWorldModel(config).members;
  const { prediction, state } = rnn.step(input("z", [1, latents]), input("action", [1, actions]), memory);
  return {
    expectedZ: expectedLatent(prediction),
    nextH: state.h,
    nextC: state.c,
    nll: mixtureNegativeLogLikelihood(prediction, input("nextZ", [1, latents])),
  };
}

/** From an empty memory. z [T+1][Z], actions [T][A]. */
export async function followAlong(
  following: OpenedModel,
  { rnn }: Pick<WorldModelConfig, "rnn">,
  z: readonly Float32Array[],
  actions: readonly Float32Array[],
): Promise<FollowedStretch> {
  const expectedZ: Float32Array[] = [];
  const nll: number[] = [];
  let memory: Pick<DreamedBelief, "h" | "c"> = { h: new Float32Array(rnn.hidden), c: new Float32Array(rnn.hidden) };
  for (const [step, action] of actions.entries()) {
    const outputs = await following.run({ ...memory, action, z: z[step]!, nextZ: z[step + 1]! });
    expectedZ.push(output(outputs, "expectedZ"));
    nll.push(output(outputs, "nll")[0]!);
    memory = { h: output(outputs, "nextH"), c: output(outputs, "nextC") };
  }
  return { expectedZ, nll };
}
