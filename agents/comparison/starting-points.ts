/** Where predictions begin: moments spread evenly over an episode. */
import type { DecisionSequence } from "../../worldmodel/index.ts";

export interface StartingPointOptions {
  /** H: decisions that are predicted. */
  readonly horizon: number;
  /** Decisions before the first starting point, over which h gathers what came before; at least 2. */
  readonly burnIn: number;
  /** At most so many for each episode. */
  readonly pointsPerEpisode: number;
}

/**
 * Decisions at which predictions begin, in rising order. A time limit cuts off a future that would have gone on, so every horizon
 * ends before it; the end of a terminated episode is part of its future, so starts may lie up to its last decision.
 */
export function startingPoints(
  { decisions, terminated }: Pick<DecisionSequence, "decisions" | "terminated">,
  { horizon, burnIn, pointsPerEpisode }: StartingPointOptions,
): readonly number[] {
  const last = terminated ? decisions - 1 : decisions - horizon;
  const count = Math.min(pointsPerEpisode, last - burnIn + 1);
  if (count < 1) return [];
  if (count === 1) return [burnIn];
  return Array.from({ length: count }, (_, index) => burnIn + Math.round((index * (last - burnIn)) / (count - 1)));
}
