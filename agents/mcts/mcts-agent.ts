/** An agent that searches a tree for every action, and goes on in what is left of it. */
import { type Agent, createRng, type Dynamics, type Rng, StateError } from "../../sim/core/index.ts";
import { type MctsOptions, mctsOptions } from "./mcts-options.ts";
import { type MctsPlan, planMcts } from "./search.ts";
import { searchSizes } from "./search-context.ts";
import type { SearchStatistics } from "./search-statistics.ts";
import { subtreeOf } from "./subtree.ts";

/** An agent whose search a viewer can show. */
export interface MctsAgent<S = unknown> extends Agent {
  /** The plan behind the last action; null before the first. */
  readonly lastPlan: MctsPlan<S> | null;
  /** What the last search found; null before the first. */
  readonly lastSearch: SearchStatistics | null;
}

/** What the agent's last search found; null of one that does not search, or has not yet. */
export function lastSearchOf(agent: Agent): SearchStatistics | null {
  return searches(agent) ? agent.lastSearch : null;
}

function searches(agent: Agent): agent is MctsAgent {
  return "lastSearch" in agent;
}

/**
 * Searches, carries the chosen action out for `decisionsPerAction` decisions, and searches again, in the subtree of that action and from
 * the rest of the plan. The subtree keeps what it knows; its root's belief becomes the true one.
 */
export function createMctsAgent<S>(dynamics: Dynamics<S>, options: Partial<MctsOptions> = {}): MctsAgent<S> {
  const settings = mctsOptions(options);
  const { box } = searchSizes(dynamics, settings);
  let rng: Rng | null = null;
  let belief: { readonly now: S } | null = null;
  let lastPlan: MctsPlan<S> | null = null;
  let decision = 0;

  return {
    name: "mcts",
    actionRepeat: dynamics.actionRepeat,
    get lastPlan() {
      return lastPlan;
    },
    get lastSearch() {
      return lastPlan === null ? null : lastPlan.search;
    },
    async begin(moment, seed) {
      rng = createRng(seed).split("mcts agent");
      decision = 0;
      lastPlan = null;
      belief = { now: await dynamics.begin(moment) };
    },
    async act(moment) {
      if (rng === null || belief === null) throw new StateError("mcts agent: begin must come before act, it did not");
      if (lastPlan !== null) {
        belief = { now: await dynamics.advance(belief.now, lastPlan.actions.slice(0, box.size), moment) };
      }
      if (lastPlan === null || decision % settings.decisionsPerAction === 0) {
        // Each search draws from a stream of its own, so that none depends on how many draws the others took.
        const input = { options: settings, rng: rng.split(decision), ...leftOf(lastPlan, settings) };
        lastPlan = await planMcts(dynamics, belief.now, input);
      }
      decision++;
      return lastPlan.actions.slice(0, box.size);
    },
    dispose: () => Promise.resolve(),
  };
}

/** What a search leaves to the next one once its action has been carried out. */
function leftOf<S>(
  plan: MctsPlan<S> | null,
  { reuseTree, simulations }: MctsOptions,
): { readonly tree?: MctsPlan<S>["tree"]; readonly warmStart?: Float32Array } {
  if (plan === null) return {};
  const warmStart = new Float32Array(plan.sequence.length);
  warmStart.set(plan.sequence.subarray(plan.tree.actionSize));
  return reuseTree ? { warmStart, tree: subtreeOf(plan.tree, plan.node, simulations) } : { warmStart };
}
