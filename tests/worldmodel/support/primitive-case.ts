/** A case of a primitive, a composed operator or a layer: a graph that uses it, and what that computes in float64. */
import type { Value } from "../../../worldmodel/autodiff/value.ts";
import type { NdArray } from "./nd-array.ts";

export interface PrimitiveCase {
  readonly primitive: string;
  readonly title: string;
  readonly shapes: readonly (readonly number[])[];
  /** Shapes of the parameters that a layer makes, in the order in which it makes them. */
  readonly parameters?: readonly (readonly number[])[];
  /** Fed besides, as a last input. */
  readonly integers?: readonly number[];
  /** Inputs and parameters are drawn from here, away from kinks. */
  readonly range: readonly [number, number];
  build(inputs: readonly Value[]): readonly Value[];
  /** Of the inputs, then the parameters. */
  reference(arrays: readonly NdArray[]): readonly NdArray[];
}
