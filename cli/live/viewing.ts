/** What `craik demo` and `craik serve` have in common: where the viewer is, and whom it can show. Loads nothing. */
import { type Casting, planningAgent, runCastings } from "../pipeline/casting.ts";
import type { Settings } from "../pipeline/run-config.ts";

export const DEFAULT_PORT = 7723;
export const DEFAULT_SCENARIO = "cartpole-swingup";

/** In the order of the table. */
export function shownCastings(settings: Pick<Settings, "actor" | "collection">): readonly Casting[] {
  return [...runCastings(settings), { agent: planningAgent(settings), dynamics: "true" }];
}

/** Whom somebody may watch: tree search too, which is too slow to be scored beside the others. */
export function watchedCastings(settings: Pick<Settings, "actor" | "collection">): readonly Casting[] {
  const searching = (["learned", "true"] as const).map((dynamics) => ({ agent: "mcts", dynamics }) as const);
  return [...shownCastings(settings), ...searching];
}

/** Whom the viewer shows first: with a trained model, and without one. */
export function starOf(settings: Pick<Settings, "collection">): Casting {
  return { agent: planningAgent(settings), dynamics: "learned" };
}
export const STAR_WITHOUT_MODEL: Casting = { agent: "random", dynamics: "true" };
