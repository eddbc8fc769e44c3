/** Monte Carlo tree search on any Dynamics: MuZero's search with sampled actions, in batches. */
import { type Dynamics, type Rng, ShapeError, StateError } from "../../sim/core/index.ts";
import { denormalizeInto } from "../action-box.ts";
import { continuationInto } from "./continuation.ts";
import { evaluateByRollout } from "./evaluate-by-rollout.ts";
import { evaluateBySteps } from "./evaluate-by-steps.ts";
import { fillSlots } from "./fill-slots.ts";
import { bestByGumbel, createGumbelRoot } from "./gumbel-root.ts";
import type { MctsOptions } from "./mcts-options.ts";
import { createOpenSlots, gatherOpenSlots } from "./open-slots.ts";
import { mostVisited } from "./puct.ts";
import { addRootNoise } from "./root-noise.ts";
import { runSimulations } from "./run-simulations.ts";
import { type SearchContext, type SearchSizes, searchSizes } from "./search-context.ts";
import { searchSequences } from "./search-sequences.ts";
import { principalVariation, type SearchStatistics, searchStatistics } from "./search-statistics.ts";
import { createSearchTree, leadingAction, type SearchTree } from "./search-tree.ts";

export interface MctsInput<S> {
  /** Complete and checked: see `mctsOptions`. */
  readonly options: MctsOptions;
  readonly rng: Rng;
  /** What is left of the search before (`subtreeOf`), with room for this one's simulations. The search goes on in it. */
  readonly tree?: SearchTree<S> | undefined;
  /** Normalised plan to start from, as `MctsPlan.sequence` shifted by what was carried out. [D,A] */
  readonly warmStart?: Float32Array | undefined;
}

/** A plan, and the search behind it. */
export interface MctsPlan<S> {
  /** Chosen actions for T decisions, in the space's own units; the first `decisionsPerAction` rows are the one to carry out. [T,A] */
  readonly actions: Float32Array;
  /** Return of the simulations that began with the chosen action: their mean, or where `backup` is `max` the best of them. */
  readonly predictedReturn: number;
  readonly search: SearchStatistics;
  /** Normalised: the principal variation, then what its last node goes on with. [D,A] */
  readonly sequence: Float32Array;
  readonly tree: SearchTree<S>;
  /** Node that the chosen action leads to. */
  readonly node: number;
}

/**
 * Searches from a belief. Simulations whose predictions are not finite lose, and are not tried again; a StateError when all of them do.
 *
 * ```ts
 * const plan = await planMcts(dynamics, belief, { options: mctsOptions({ simulations: 50 }), rng });
 * ```
 */
export async function planMcts<S>(dynamics: Dynamics<S>, belief: S, input: MctsInput<S>): Promise<MctsPlan<S>> {
  const { options, rng } = input;
  const sizes = searchSizes(dynamics, options);
  const tree = input.tree ?? createSearchTree<S>(1 + options.simulations, sizes.width, sizes.box.size);
  requireRoom(tree, sizes);
  const context: SearchContext = {
    ...sizes,
    sequences: await searchSequences(dynamics, belief, sizes, input),
    rng: rng.split("actions"),
    gumbel: options.root === "gumbel" ? createGumbelRoot(tree, options, rng.split("gumbel")) : null,
    open: createOpenSlots(sizes.width),
  };
  tree.beliefs[0] = belief;
  // Whatever an earlier search proposed is over: its best is the plan.
  tree.sequence.fill(0);
  fillSlots(tree, 0, context);
  if (options.root === "puct" && options.rootNoiseFraction > 0) addRootNoise(tree, context);
  const evaluate =
    options.leafValue === "rollout" ? evaluateByRollout(dynamics, belief, context) : evaluateBySteps(dynamics, context);
  await runSimulations(tree, context, evaluate);
  const node = chosenChild(tree, context, dynamics.name);
  const variation = principalVariation(tree, node, options);
  const sequence = sequenceAlong(tree, context, variation);
  return {
    actions: heldActions(context, sequence),
    predictedReturn: tree.qValue[node]!,
    search: searchStatistics(tree, context, variation),
    sequence,
    tree,
    node,
  };
}

/** A tree to go on in must be of this search's sizes and have a free node for each simulation. */
function requireRoom<S>(tree: SearchTree<S>, { options, width, box }: SearchSizes): void {
  if (tree.width === width && tree.actionSize === box.size && tree.capacity - tree.size >= options.simulations) return;
  const got = `W=${tree.width}, A=${tree.actionSize} and ${tree.capacity - tree.size}`;
  throw new ShapeError(
    `planMcts: tree must have W=${width}, A=${box.size} and room for ${options.simulations} nodes, got ${got}`,
  );
}

/** The child of the root to take. */
function chosenChild<S>(tree: SearchTree<S>, { open, options, gumbel }: SearchContext, name: string): number {
  gatherOpenSlots(tree, 0, options, open);
  const chosen = gumbel ? bestByGumbel(open, gumbel, tree.rawValue[0]!, options) : mostVisited(open);
  if (chosen >= 0) return open.node[chosen]!;
  throw new StateError(
    `planMcts: a simulation's return must be finite, got none in ${options.simulations} that is (${name} dynamics)`,
  );
}

/** What the tree decides along the variation, then what its last node goes on with. → [D,A] */
function sequenceAlong<S>(tree: SearchTree<S>, context: SearchContext, variation: readonly number[]): Float32Array {
  const { size } = context.box;
  const sequence = new Float32Array(context.depth * size);
  const last = variation.at(-1) ?? 0;
  for (let depth = 0; depth < context.depth; depth++) {
    const action = sequence.subarray(depth * size, (depth + 1) * size);
    const node = variation[depth];
    if (node === undefined) continuationInto(tree, last, depth, context, action);
    else action.set(leadingAction(tree, node));
  }
  return sequence;
}

/** [D,A] normalised → [T,A] in the space's own units. */
function heldActions({ box, options }: SearchContext, sequence: Float32Array): Float32Array {
  const { horizon, decisionsPerAction: held } = options;
  const u = Float32Array.from({ length: horizon * box.size }, (_, at) => {
    const decision = Math.floor(at / box.size);
    return sequence[Math.floor(decision / held) * box.size + (at % box.size)]!;
  });
  const actions = new Float32Array(u.length);
  denormalizeInto(box, u, actions);
  return actions;
}
