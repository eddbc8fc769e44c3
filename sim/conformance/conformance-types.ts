/** What a conformance check is, and what it is given. */
import type { Env } from "../core/env.ts";
import type { Scenario } from "../scenario-types.ts";
import type { RandomWalk } from "./random-walk.ts";

/** The environments under test, of whatever kind: a scenario's, wrapped, learned. */
export interface EnvContext {
  /** A fresh environment; whoever calls this closes it. */
  create(): Promise<Env>;
  /** Least and greatest reward of a step; infinite where nothing is promised. */
  readonly rewardRange: readonly [number, number];
  /** 10,000 steps of random actions, walked once and looked at by several checks. */
  walk(): Promise<RandomWalk>;
}

/** A scenario under test: its environments as well as its declaration. */
export interface ScenarioContext extends EnvContext {
  readonly scenario: Scenario;
}

/** One property that must hold. It throws an error that says where, what was expected and what was found. */
export interface ConformanceCheck<C extends EnvContext = EnvContext> {
  /** Kebab-case. */
  readonly id: string;
  /** The property, as a statement about the environment. */
  readonly title: string;
  /** Where it fails, the others would only fail for the same reason: they are not run. */
  readonly essential?: true;
  run(context: C): Promise<void>;
}
