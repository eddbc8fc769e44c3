/** What all environments of a vector environment have in common, checked. */
import type { Env } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";

export type EnvFacts = Pick<Env, "id" | "observationSpace" | "actionSpace" | "controlStepSecs" | "maxSteps">;

export function requireCount(where: string, count: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(count) && count >= 1 && count <= most) return;
  throw new SpecError(
    `${where} must be an integer from 1${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ""}, got ${count}`,
  );
}

/** The facts of `count` environments of one kind. A SpecError, after closing them, where they differ or are too few. */
export function describeEnvs(envs: readonly Env[], count: number): EnvFacts {
  try {
    const [first] = envs;
    if (first === undefined || envs.length !== count) {
      throw new SpecError(`vector environment: ${count} environments must be made, got ${envs.length}`);
    }
    const facts = factsOf(first);
    for (const [i, env] of envs.entries()) requireSameFacts(facts, factsOf(env), i);
    return facts;
  } catch (error) {
    for (const env of envs) env.close();
    throw error;
  }
}

/** index: of the environment whose facts are `other`. */
export function requireSameFacts(facts: EnvFacts, other: EnvFacts, index: number): void {
  for (const field of Object.keys(facts) as (keyof EnvFacts)[]) {
    if (facts[field] !== other[field] && shown(facts[field]) !== shown(other[field])) {
      throw new SpecError(
        `vector environment: ${field} of environment ${index} must be that of environment 0, and differs`,
      );
    }
  }
}

function factsOf({ id, observationSpace, actionSpace, controlStepSecs, maxSteps }: Env): EnvFacts {
  return { id, observationSpace, actionSpace, controlStepSecs, maxSteps };
}

/** JSON has no infinities, and bounds have. */
function shown(fact: EnvFacts[keyof EnvFacts]): string {
  return JSON.stringify(fact, (_, value: unknown) => (typeof value === "number" ? String(value) : value));
}
