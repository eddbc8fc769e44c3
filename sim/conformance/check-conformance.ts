/** `checkConformance`: the suite, run on a scenario or on any environment. */
import type { Env } from "../core/env.ts";
import { createEnv } from "../env.ts";
import type { Scenario } from "../scenario-types.ts";
import { aliasingChecks } from "./checks/aliasing-checks.ts";
import { boundaryChecks } from "./checks/boundary-checks.ts";
import { contactChecks } from "./checks/contact-checks.ts";
import { declarationChecks } from "./checks/declaration-checks.ts";
import { determinismChecks } from "./checks/determinism-checks.ts";
import { memoryChecks } from "./checks/memory-checks.ts";
import { modalityChecks } from "./checks/modality-checks.ts";
import { optionChecks } from "./checks/option-checks.ts";
import { poseChecks } from "./checks/pose-checks.ts";
import { declarationOfScenarioChecks } from "./checks/scenario-checks.ts";
import { snapshotChecks } from "./checks/snapshot-checks.ts";
import { steppingChecks } from "./checks/stepping-checks.ts";
import type { ConformanceCheck, EnvContext, ScenarioContext } from "./conformance-types.ts";
import { type RandomWalk, walkRandomly } from "./random-walk.ts";
import { withEnv } from "./with-env.ts";

/** What every environment keeps: a scenario's own, a wrapped one, a learned one. */
export const envChecks: readonly ConformanceCheck[] = [
  ...declarationChecks,
  ...steppingChecks,
  ...determinismChecks,
  ...snapshotChecks,
  ...aliasingChecks,
  ...boundaryChecks,
  ...poseChecks,
  ...memoryChecks,
];

/** What a scenario keeps besides. */
export const scenarioChecks: readonly ConformanceCheck<ScenarioContext>[] = [
  ...declarationOfScenarioChecks,
  ...modalityChecks,
  ...optionChecks,
  ...contactChecks,
];

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  /** What was expected and what was found, in one line; absent where the check passed. */
  readonly message?: string;
}

export interface Conformance {
  readonly passed: readonly CheckResult[];
  readonly failed: readonly Required<CheckResult>[];
  /** Not run, as an essential one failed. */
  readonly skipped: readonly CheckResult[];
}

export interface ConformanceOptions {
  /** Called before each check. */
  readonly onCheck?: (check: Pick<CheckResult, "id" | "title">) => void;
  /** Called after each check. */
  readonly onResult?: (result: CheckResult) => void;
  readonly signal?: AbortSignal;
}

/** Ids of the checks of a scenario, in their order. */
export const conformanceChecks: readonly Pick<CheckResult, "id" | "title">[] = [...envChecks, ...scenarioChecks].map(
  ({ id, title }) => ({ id, title }),
);

const UNBOUNDED = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** What checks of any environment are given. */
export function envContext(create: () => Promise<Env>, rewardRange: readonly [number, number] = UNBOUNDED): EnvContext {
  let walking: Promise<RandomWalk> | undefined;
  return {
    create,
    rewardRange,
    walk: () => {
      walking ??= withEnv({ create }, (env) => walkRandomly(env, rewardRange));
      return walking;
    },
  };
}

/** What checks of a scenario are given. */
export function scenarioContext(scenario: Scenario): ScenarioContext {
  return { ...envContext(() => createEnv(scenario), scenario.rewardRange), scenario };
}

/**
 * Runs every check on a scenario, one after another. Some seconds; each check makes environments of its own and closes them.
 *
 * @example
 * const { failed } = await checkConformance(await loadScenario("./my-world.ts"));
 * for (const { title, message } of failed) console.log(title, message);
 */
export function checkConformance(scenario: Scenario, options: ConformanceOptions = {}): Promise<Conformance> {
  return runChecks([...envChecks, ...scenarioChecks], scenarioContext(scenario), options);
}

/** Runs the checks that any environment can be asked, on environments of any making. */
export function checkEnvConformance(
  create: () => Promise<Env>,
  options: ConformanceOptions & { readonly rewardRange?: readonly [number, number] } = {},
): Promise<Conformance> {
  return runChecks(envChecks, envContext(create, options.rewardRange), options);
}

async function runChecks<C extends EnvContext>(
  checks: readonly ConformanceCheck<C>[],
  context: C,
  { onCheck, onResult, signal }: ConformanceOptions,
): Promise<Conformance> {
  const passed: CheckResult[] = [];
  const failed: Required<CheckResult>[] = [];
  for (const [at, check] of checks.entries()) {
    signal?.throwIfAborted();
    const { id, title } = check;
    onCheck?.({ id, title });
    const message = await check.run(context).then(() => undefined, messageOf);
    if (message === undefined) passed.push({ id, title });
    else failed.push({ id, title, message });
    onResult?.(message === undefined ? { id, title } : { id, title, message });
    if (message !== undefined && check.essential) {
      return { passed, failed, skipped: checks.slice(at + 1).map((later) => ({ id: later.id, title: later.title })) };
    }
  }
  return { passed, failed, skipped: [] };
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}
