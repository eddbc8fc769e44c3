/** What every part of one search reads. */
import { type Dynamics, pow, type Rng } from "../../sim/core/index.ts";
import { type ActionBox, actionBox } from "../action-box.ts";
import { discretiseActions } from "./discretise-actions.ts";
import type { GumbelRoot } from "./gumbel-root.ts";
import type { MctsOptions } from "./mcts-options.ts";
import type { OpenSlots } from "./open-slots.ts";

export interface SearchContext {
  readonly options: MctsOptions;
  readonly box: ActionBox;
  /** W */
  readonly width: number;
  /** D, actions of the tree up to the horizon. */
  readonly depth: number;
  /** Discount of a whole action of the tree: γ to the power of its decisions. */
  readonly discount: number;
  /** The grid of actions where they are discrete. [W,A] */
  readonly grid: Float32Array | null;
  /** Normalised actions that nodes may go on with: the plan of the search before, then what a policy proposes. [Q,D,A] */
  readonly sequences: Float32Array;
  readonly rng: Rng;
  readonly gumbel: GumbelRoot | null;
  readonly open: OpenSlots;
}

/** Sizes that follow from the options and the action space. A SpecError for a space without bounds, or too large for a grid. */
export type SearchSizes = Pick<SearchContext, "options" | "box" | "width" | "depth" | "discount" | "grid">;

export function searchSizes({ actionSpace }: Pick<Dynamics, "actionSpace">, options: MctsOptions): SearchSizes {
  const box = actionBox(actionSpace, "planMcts");
  const grid = options.actions === "discrete" ? discretiseActions(box.size, options.bins) : null;
  return {
    options,
    box,
    width: grid ? grid.length / box.size : options.sampledActions,
    depth: options.horizon / options.decisionsPerAction,
    discount: pow(options.discount, options.decisionsPerAction),
    grid,
  };
}
