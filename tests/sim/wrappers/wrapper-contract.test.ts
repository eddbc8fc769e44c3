/** Wrapped environments keep the contract of every environment, all of them around one another too. */
import { actionRepeat, createEnv, type Env, frameStack, normalizeObservation, timeLimit } from "../../../sim/index.ts";
import { describeAnyEnvContract } from "../env-contract.ts";
import { driftScenario } from "../vector/drift-scenario.ts";

const drift = (): Promise<Env> => createEnv(driftScenario);

describeAnyEnvContract("frameStack", async () => frameStack(await drift(), { frames: 3 }));

/** Everything at once; the statistics are frozen, as learning ones depend on what ran before. */
describeAnyEnvContract("normalizeObservation of frameStack of timeLimit of actionRepeat", async () => {
  const limited = timeLimit(actionRepeat(await drift(), { times: 2 }), { maxSteps: 7 });
  return normalizeObservation(frameStack(limited, { frames: 2 }), {
    frozen: true,
    statistics: { state: { count: 10, mean: [0.1, 0, 0.1, 0], variance: [0.01, 1, 0.01, 1] } },
  });
});
