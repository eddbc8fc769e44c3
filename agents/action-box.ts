/** The bounded box in which agents search: normalised actions u in [−1, 1] against actions in the space's own units. */
import { type BoxSpace, SpecError, spaceSize } from "../sim/core/index.ts";

/** Middle and half range of each element. [A] */
export interface ActionBox {
  readonly size: number;
  readonly middle: Float64Array;
  readonly halfRange: Float64Array;
}

/** Reads an action space; one without finite bounds is a SpecError. `where` opens its message. */
export function actionBox(space: BoxSpace, where: string): ActionBox {
  const size = spaceSize(space);
  const middle = new Float64Array(size);
  const halfRange = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const low = space.low[i] ?? Number.NaN;
    const high = space.high[i] ?? Number.NaN;
    if (!Number.isFinite(high - low) || high < low) {
      throw new SpecError(`${where}: action ${i} must have finite bounds, got [${low}, ${high}]`);
    }
    middle[i] = (low + high) / 2;
    halfRange[i] = (high - low) / 2;
  }
  return { size, middle, halfRange };
}

/** Normalised actions to actions, in any number of rows. u [R,A] → out [R,A] */
export function denormalizeInto(box: ActionBox, u: ArrayLike<number>, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    const element = i % box.size;
    out[i] = box.middle[element]! + box.halfRange[element]! * u[i]!;
  }
}

/** Actions to normalised actions, clipped to [−1, 1]; an element that cannot move is 0. actions [R,A] → out [R,A] */
export function normalizeInto(box: ActionBox, actions: ArrayLike<number>, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    const element = i % box.size;
    const halfRange = box.halfRange[element]!;
    const u = halfRange === 0 ? 0 : (actions[i]! - box.middle[element]!) / halfRange;
    out[i] = Math.min(1, Math.max(-1, u));
  }
}
