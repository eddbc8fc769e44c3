/** Demands on the shapes that a layer is given. */
import { ShapeError } from "../../sim/core/index.ts";
import { type Shape, sameShape, showShape, type Value } from "./value.ts";

/** Throws a ShapeError unless x has the shape: `x must be [B,I]=[32,8], got [32,4]`. The letters say what its sides are. */
export function requireShape(name: string, x: Value, letters: string, shape: Shape): void {
  if (!sameShape(x.shape, shape)) {
    throw new ShapeError(`${name} must be ${letters}=${showShape(shape)}, got ${showShape(x.shape)}`);
  }
}

/** The rows of an array of one step, when the rows of all steps lie one step after the other. x [T·B,…] → B. */
export function rowsPerStep(name: string, x: Value, steps: number): number {
  const rows = x.shape[0] ?? 0;
  if (steps < 1 || rows % steps !== 0) {
    throw new ShapeError(`${name} must have rows for ${steps} whole steps, got ${showShape(x.shape)}`);
  }
  return rows / steps;
}
