/** What `craik demo` and `craik serve` have in common: where the viewer is, and whom it can show. Loads nothing. */
import { type Casting, runCastings } from "../pipeline/casting.ts";
import type { Settings } from "../pipeline/run-config.ts";

export const DEFAULT_PORT = 7723;
export const DEFAULT_SCENARIO = "cartpole-swingup";

/** In the order of the table. */
export function shownCastings(settings: Pick<Settings, "actor">): readonly Casting[] {
  return [...runCastings(settings), { agent: "icem", dynamics: "true" }];
}

/** Whom the viewer shows first: with a trained model, and without one. */
export const STAR: Casting = { agent: "icem", dynamics: "learned" };
export const STAR_WITHOUT_MODEL: Casting = { agent: "random", dynamics: "true" };
