/** What one decision's search leaves to the next. */
import { type Rng, ShapeError } from "../../sim/core/index.ts";
import { clipUnit, eliteOf, type PlanWorkspace } from "./plan-workspace.ts";

/** A search distribution's mean and its best sequences, normalised, for one decision later than they were found. */
export interface WarmStart {
  /** [T,A] */
  readonly mean: Float64Array;
  /** Best first; none unless the planner keeps some. [E,T,A] */
  readonly elites: Float32Array;
}

/** Sets the distribution to the warm start's mean, or the middle of the space, and `std`. A ShapeError where the warm start does not fit. */
export function startSearch(
  workspace: PlanWorkspace,
  warmStart: WarmStart | undefined,
  { std, where }: { readonly std: number; readonly where: string },
): void {
  const { length } = workspace.mean;
  workspace.std.fill(std);
  if (warmStart === undefined) {
    workspace.mean.fill(0);
    return;
  }
  const { mean, elites } = warmStart;
  if (mean.length !== length)
    throw new ShapeError(`${where}: warmStart.mean must be [T,A]=[${length}], got [${mean.length}]`);
  if (elites.length > workspace.elites.length || elites.length % length !== 0) {
    const most = workspace.elites.length / length;
    throw new ShapeError(
      `${where}: warmStart.elites must be [E,T,A] with at most ${most} of [${length}] each, got [${elites.length}]`,
    );
  }
  workspace.mean.set(mean);
  workspace.elites.set(elites);
}

/**
 * Moves mean and the first `kept` elites on by one decision. The last decision of the mean becomes the middle of the space, as in PETS and
 * TD-MPC2; those of the elites are drawn anew from around it.
 */
export function nextWarmStart(
  workspace: PlanWorkspace,
  { kept, std, rng }: { readonly kept: number; readonly std: number; readonly rng: Rng },
): WarmStart {
  const { length } = workspace.mean;
  const { size } = workspace.box;
  const mean = new Float64Array(length);
  mean.set(workspace.mean.subarray(size));
  const elites = new Float32Array(kept * length);
  for (let e = 0; e < kept; e++) {
    elites.set(eliteOf(workspace, e).subarray(size), e * length);
    for (let i = (e + 1) * length - size; i < (e + 1) * length; i++) elites[i] = clipUnit(std * rng.normal());
  }
  return { mean, elites };
}
