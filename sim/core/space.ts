/** Spaces: the contract of an observation or an action. */

/** A box of numbers with bounds for each element, row-major. */
export interface BoxSpace {
  readonly kind: "box";
  readonly dtype: "float32" | "uint8";
  readonly shape: readonly number[];
  /** Lower bound of each element; −Infinity where there is none. Length is the product of `shape`. */
  readonly low: readonly number[];
  /** Upper bound of each element; Infinity where there is none. */
  readonly high: readonly number[];
  /** Name of each element, for plots and reports, such as `cart position`. */
  readonly names: readonly string[];
  /** SI unit of each element, such as `m`, `rad/s`; `1` for a pure number. */
  readonly units: readonly string[];
}

/** Named modalities (`state`, `pixels`, `lidar` …), each with its space. */
export type ObservationSpace = Readonly<Record<string, BoxSpace>>;

/** One value for each modality. `state` is always float32. */
export type Observation = Readonly<Record<string, Float32Array | Uint8Array>>;

/** Number of elements in a space. */
export function spaceSize(space: BoxSpace): number {
  return space.shape.reduce((product, side) => product * side, 1);
}
