/** Settings of Monte Carlo tree search. */
import {
  aSwitch,
  completeOptions,
  number,
  oneOf,
  positive,
  positiveInteger,
  type Rules,
  upToOne,
  zeroOrMore,
} from "../complete-options.ts";

/** An action of the tree is held for `decisionsPerAction` decisions; standard deviations are in half ranges of the action space. */
export interface MctsOptions {
  /** Simulations of each search. */
  readonly simulations: number;
  /** Leaves that are selected before one batch evaluates them. 1 is the sequential search. */
  readonly leafBatch: number;
  /** T, decisions that are looked ahead from the root. A multiple of `decisionsPerAction`. */
  readonly horizon: number;
  /** Decisions for which an action of the tree is held, so that few simulations see far; the agent holds what it chose as long. */
  readonly decisionsPerAction: number;
  /** Weight of a decision's reward against that of the decision before it. */
  readonly discount: number;
  /**
   * `puct`: MuZero's rule everywhere, the most visited action is chosen. `gumbel`: sequential halving at the root and visits in
   * proportion to the improved policy below it, which gains with few simulations.
   */
  readonly root: "puct" | "gumbel";
  /**
   * What a node is worth: `mean` of the returns through it (MuZero), or `max`, the best of them, which is the value of a plan where nothing
   * is random (Dam et al. 2019, p → ∞), and trusts the model.
   */
  readonly backup: "mean" | "max";
  /** c₁ and c₂ of PUCT. */
  readonly puctInit: number;
  readonly puctBase: number;
  /** Dirichlet noise in the root's priors under `puct`: its concentration, and its share of the priors; 0 for none. */
  readonly rootNoiseAlpha: number;
  readonly rootNoiseFraction: number;
  /** Actions that sequential halving begins with. */
  readonly consideredActions: number;
  /** Factor of the root's Gumbel noise: 0 acts by priors and values alone. */
  readonly gumbelScale: number;
  /** σ(q) = (visitOffset + maxₐ N(a)) · valueScale · q. */
  readonly visitOffset: number;
  readonly valueScale: number;
  /** `sampled`: actions are drawn from the proposal. `discrete`: a grid with `bins` points in each dimension. */
  readonly actions: "sampled" | "discrete";
  /** W, actions drawn at each node. */
  readonly sampledActions: number;
  /**
   * Of the drawn actions, ⌈factor · visits^exponent⌉ may be tried: progressive widening. An exponent of 0 allows `factor` at once. A root
   * with sequential halving chooses among all.
   */
  readonly wideningFactor: number;
  readonly wideningExponent: number;
  /** Points of the grid in each dimension, ends included. */
  readonly bins: number;
  /** Standard deviation of the proposal around what a node goes on with: of drawn actions, and in the priors of a grid. */
  readonly proposalStd: number;
  /**
   * Scales of the proposal: each slot draws with half the standard deviation of the one before, and after so many slots with the whole one
   * again. A search of few simulations has no later iteration in which to narrow its proposal, as CEM does.
   */
  readonly proposalScales: number;
  /** Exponent of the spectrum 1/f^β, over the horizon, of the noise in the sequences that a root with drawn actions starts from. */
  readonly noiseBeta: number;
  /**
   * What a new leaf is worth. `rollout`: the return of going on with the continuation up to the horizon, and what a critic expects
   * beyond it, where there is one. `value`: what a critic expects at once. `zero`: nothing.
   */
  readonly leafValue: "rollout" | "value" | "zero";
  /**
   * What a node goes on with: `plan`, the sequence from which the root's child above it came (the plan of the search before, with noise, or a
   * policy's); `zero`, the middle of the action space; `repeat`, its own action.
   */
  readonly continuation: "plan" | "zero" | "repeat";
  /** Whether the subtree of the action taken is the start of the next search. */
  readonly reuseTree: boolean;
}

/**
 * Sources: c₁, c₂, α, and the discount MuZero's (Schrittwieser et al. 2020, appendix B; their fraction of noise is 0.25, none is right for
 * acting); 20 sampled actions and 50 simulations Sampled MuZero's (Hubert et al. 2021); 16 considered actions and σ Gumbel MuZero's
 * (Danihelka et al. 2022, with the scale 0.1 of mctx); widening Couëtoux et al. 2011.
 */
export const MCTS_DEFAULTS: MctsOptions = {
  simulations: 50,
  leafBatch: 16,
  horizon: 25,
  decisionsPerAction: 1,
  discount: 0.997,
  root: "gumbel",
  backup: "mean",
  puctInit: 1.25,
  puctBase: 19_652,
  rootNoiseAlpha: 0.3,
  rootNoiseFraction: 0,
  consideredActions: 16,
  gumbelScale: 0,
  visitOffset: 50,
  valueScale: 0.1,
  actions: "sampled",
  sampledActions: 20,
  wideningFactor: 20,
  wideningExponent: 0,
  bins: 3,
  proposalStd: 0.5,
  proposalScales: 4,
  noiseBeta: 2,
  leafValue: "rollout",
  continuation: "plan",
  reuseTree: true,
};

const RULES: Rules<MctsOptions> = {
  simulations: positiveInteger,
  leafBatch: positiveInteger,
  horizon: (value, { decisionsPerAction: held }) =>
    positiveInteger(value, undefined) ??
    (Number(value) % held === 0 ? undefined : `a multiple of decisionsPerAction = ${held}`),
  decisionsPerAction: positiveInteger,
  discount: number("in (0, 1]", (value) => value > 0 && value <= 1),
  root: oneOf(["puct", "gumbel"]),
  backup: oneOf(["mean", "max"]),
  puctInit: zeroOrMore,
  puctBase: positive,
  rootNoiseAlpha: positive,
  rootNoiseFraction: upToOne,
  consideredActions: positiveInteger,
  gumbelScale: zeroOrMore,
  visitOffset: zeroOrMore,
  valueScale: zeroOrMore,
  actions: oneOf(["sampled", "discrete"]),
  sampledActions: positiveInteger,
  wideningFactor: positive,
  wideningExponent: upToOne,
  bins: number("an integer from 2", (value) => Number.isSafeInteger(value) && value >= 2),
  proposalStd: positive,
  proposalScales: positiveInteger,
  noiseBeta: zeroOrMore,
  leafValue: oneOf(["rollout", "value", "zero"]),
  continuation: oneOf(["plan", "zero", "repeat"]),
  reuseTree: aSwitch,
};

/** Completes and checks options; a SpecError names the field. */
export function mctsOptions(options: Partial<MctsOptions>): MctsOptions {
  return completeOptions("mctsOptions", MCTS_DEFAULTS, options, RULES);
}

/** Standard deviation of what the proposal draws for a slot. */
export function proposalStdOf(slot: number, { proposalStd, proposalScales }: MctsOptions): number {
  return proposalStd * 2 ** -(slot % proposalScales);
}
