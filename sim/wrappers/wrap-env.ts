/** An environment that is another one but for what a wrapper changes. */
import type { Env } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";

/** Everything of `env`, with `changes` in their place. */
export function wrapEnv(env: Env, changes: Partial<Env>): Env {
  return {
    id: env.id,
    observationSpace: env.observationSpace,
    actionSpace: env.actionSpace,
    metadata: env.metadata,
    controlStepSecs: env.controlStepSecs,
    maxSteps: env.maxSteps,
    // A reset may replace it.
    get scene() {
      return env.scene;
    },
    reset: (how) => env.reset(how),
    step: (action) => env.step(action),
    snapshot: () => env.snapshot(),
    restore: (snapshot) => env.restore(snapshot),
    posesInto: (out) => env.posesInto(out),
    caption: () => env.caption(),
    close: () => env.close(),
    ...changes,
  };
}

/** A SpecError for what is no integer of at least 1. */
export function requirePositive(where: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new SpecError(`${where} must be an integer of at least 1, got ${value}`);
}

/** The modalities that were named, all unless any were. A SpecError for a name that the environment does not have. */
export function chooseModalities(where: string, env: Env, named: readonly string[] | undefined): readonly string[] {
  const known = Object.keys(env.observationSpace);
  for (const name of named ?? []) {
    if (!known.includes(name))
      throw new SpecError(`${where}: modalities must be of ${known.join(", ")}, got "${name}"`);
  }
  return known.filter((name) => named?.includes(name) ?? true);
}
