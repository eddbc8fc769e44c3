/** Planners by name, each with its settings as plain data: what files, threads and command lines carry. */
import type { Dynamics } from "../../sim/core/index.ts";
import { planCem } from "./cem.ts";
import { type CemOptions, cemOptions } from "./cem-options.ts";
import { planIcem } from "./icem.ts";
import { type IcemOptions, icemOptions } from "./icem-options.ts";
import { planMppi } from "./mppi.ts";
import { type MppiOptions, mppiOptions } from "./mppi-options.ts";
import type { Plan, PlanInput } from "./plan.ts";

/** The options of each planner. */
export interface PlannerOptions {
  readonly cem: CemOptions;
  readonly icem: IcemOptions;
  readonly mppi: MppiOptions;
}

export type PlannerName = keyof PlannerOptions;

/** A planner with complete and checked options. */
export type Planner = { [K in PlannerName]: { readonly name: K; readonly options: PlannerOptions[K] } }[PlannerName];

/** Completes and checks a planner's options, whatever names and values they hold; a SpecError names what is wrong. */
export function createPlanner(name: PlannerName, options: object): Planner {
  if (name === "cem") return { name, options: cemOptions(options) };
  if (name === "icem") return { name, options: icemOptions(options) };
  return { name, options: mppiOptions(options) };
}

export function planWith<S>(
  { name, options }: Planner,
  dynamics: Dynamics<S>,
  belief: S,
  input: Omit<PlanInput<unknown>, "options">,
): Promise<Plan> {
  if (name === "cem") return planCem(dynamics, belief, { ...input, options });
  if (name === "icem") return planIcem(dynamics, belief, { ...input, options });
  return planMppi(dynamics, belief, { ...input, options });
}
