/** Actor and critic as data: their sizes, and what the names of their weights begin with. */
import type { Value } from "../autodiff/value.ts";
import type { BeliefPart, ControllerInputs } from "../models/controller.ts";

/** Of actor and critic alike. */
export interface PolicyOptions {
  /** What they read of a belief. */
  readonly inputs: ControllerInputs;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  /** γ of the returns that the critic tells, of a decision. */
  readonly discount: number;
}

/** Of an ensemble's memory the first member's. z [B,Z], h and c [B,H] */
export type BeliefValues = Readonly<Record<BeliefPart, Value>>;

export const ACTOR = "actor";
export const CRITIC = "critic";

/** Whether a parameter is the actor's or the critic's, rather than V's or M's. */
export function isPolicyWeight(name: string): boolean {
  return name.startsWith(`${ACTOR}.`) || name.startsWith(`${CRITIC}.`);
}
