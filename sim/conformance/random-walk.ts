/** Ten thousand steps of random actions, judged as they go by. */
import type { Env, StepResult } from "../core/env.ts";
import { infoFault, observationFault } from "./observation-fault.ts";
import { type ActionStyle, randomActions } from "./random-actions.ts";

export const WALK_STEPS = 10_000;
/** Seed of the walk's first episode; the others count on. */
const FIRST_SEED = 100;
const STYLES: readonly ActionStyle[] = ["fresh", "held", "corners"];

export type WalkTopic = "observation" | "reward" | "ending" | "info";

export interface RandomWalk {
  /** The first fault of each kind, in words. */
  readonly faults: ReadonlyMap<WalkTopic, string>;
  /** What stopped the walk, in words. */
  readonly stopped: string | undefined;
}

/** Walks through episode after episode. */
export function walkRandomly(env: Env, rewardRange: readonly [number, number]): RandomWalk {
  const faults = new Map<WalkTopic, string>();
  let where = "";
  const note = (topic: WalkTopic, fault: string | undefined): void => {
    if (fault !== undefined && !faults.has(topic)) faults.set(topic, `${where}: ${fault}`);
  };
  let steps = 0;
  try {
    for (let seed = FIRST_SEED; steps < WALK_STEPS; seed++) {
      where = `seed ${seed}, reset`;
      const next = randomActions(env.actionSpace, seed, STYLES[seed % STYLES.length]);
      const started = env.reset({ seed });
      note("observation", observationFault(env.observationSpace, started.observation));
      note("info", infoFault(started.info));
      for (let step = 1; steps < WALK_STEPS; step++) {
        where = `seed ${seed}, step ${step}`;
        const result = env.step(next());
        steps++;
        note("observation", observationFault(env.observationSpace, result.observation));
        note("info", infoFault(result.info));
        note("reward", rewardFault(rewardRange, result.reward));
        note("ending", endingFault(env.maxSteps, step, result));
        if (result.terminated || result.truncated) break;
      }
    }
  } catch (error) {
    return { faults, stopped: `${where}: ${error instanceof Error ? error.message : String(error)}` };
  }
  return { faults, stopped: undefined };
}

function rewardFault([low, high]: readonly [number, number], reward: number): string | undefined {
  if (typeof reward === "number" && Number.isFinite(reward) && reward >= low && reward <= high) return undefined;
  const bounds = Number.isFinite(low) || Number.isFinite(high) ? `within [${low}, ${high}]` : "a finite number";
  return `reward must be ${bounds}, got ${reward}`;
}

function endingFault(maxSteps: number, step: number, { terminated, truncated }: StepResult): string | undefined {
  if (typeof terminated !== "boolean") return `terminated must be true or false, got ${terminated}`;
  if (typeof truncated !== "boolean") return `truncated must be true or false, got ${truncated}`;
  if (terminated && truncated) return "an episode must be terminated or truncated, got both";
  const limit = step >= maxSteps && !terminated;
  if (limit === truncated) return undefined;
  return limit
    ? `truncated must be true after ${maxSteps} steps, got false`
    : `truncated must be false before the limit of ${maxSteps} steps, got true`;
}
