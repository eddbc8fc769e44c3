/** Elementwise comparison with a tolerance that is absolute below 1 and relative above. */
import { expect } from "vitest";

export function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(wanted.length);
  for (let index = 0; index < wanted.length; index++) {
    const scale = Math.max(1, Math.abs(wanted[index]!));
    const error = Math.abs(found[index]! - wanted[index]!) / scale;
    expect(error, `element ${index}: ${found[index]} for ${wanted[index]}`).toBeLessThanOrEqual(tolerance);
  }
}
