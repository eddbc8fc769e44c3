/** Registers the conformance suite with vitest: a test for each check. */
import { beforeAll, describe, it } from "vitest";
import {
  type ConformanceCheck,
  type Env,
  type EnvContext,
  envChecks,
  envContext,
  type Scenario,
  scenarioChecks,
  scenarioContext,
} from "../../sim/index.ts";

/** All checks of a scenario. */
export function describeEnvContract(name: string, load: () => Promise<Scenario>): void {
  describeChecks(name, [...envChecks, ...scenarioChecks], async () => scenarioContext(await load()));
}

/** The checks that any environment can be asked: wrapped ones, learned ones. `create` makes a fresh environment at each call. */
export function describeAnyEnvContract(
  name: string,
  create: () => Promise<Env>,
  rewardRange?: readonly [number, number],
): void {
  describeChecks(name, envChecks, () => Promise.resolve(envContext(create, rewardRange)));
}

function describeChecks<C extends EnvContext>(
  name: string,
  checks: readonly ConformanceCheck<C>[],
  load: () => Promise<C>,
): void {
  describe(`environment contract: ${name}`, () => {
    let context: C;
    beforeAll(async () => {
      context = await load();
    });
    for (const check of checks) it(check.title, () => check.run(context));
  });
}
