/** Bodies of tasks without contacts. */
import type { BodySpec } from "../../sim/index.ts";

/** The same bodies, whose shapes have mass and are drawn, and touch nothing. */
export function untouched(bodies: readonly BodySpec[]): readonly BodySpec[] {
  return bodies.map((body) => ({ ...body, shapes: body.shapes.map((shape) => ({ ...shape, solid: false })) }));
}
