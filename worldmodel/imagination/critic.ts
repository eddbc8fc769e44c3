/** The critic: what a belief is worth when the actor goes on from it. */
import { scale } from "../autodiff/elementwise.ts";
import type { Value } from "../autodiff/value.ts";
import { inLayer } from "../layers/in-layer.ts";
import { controllerFeatureValues } from "../models/controller.ts";
import { perceptron } from "./perceptron.ts";
import { type BeliefValues, CRITIC, type PolicyOptions } from "./policy.ts";

/** Discounted return from a belief on. [B,1] */
export type Critic = (belief: BeliefValues) => Value;

/**
 * In M's units of reward, of which a decision gives about 1 at most: its network gives the return times 1 − γ, a weighted mean of rewards,
 * so that it begins with numbers of the right size whatever the discount. Parameters `critic.<n>`.
 */
export function critic({ inputs, hidden, discount }: PolicyOptions): Critic {
  const network = perceptron(CRITIC, hidden, 1);
  return (belief) => inLayer(CRITIC, () => scale(network(controllerFeatureValues(belief, inputs)), 1 / (1 - discount)));
}
