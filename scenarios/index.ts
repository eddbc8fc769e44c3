/** Public names of `craik/scenarios`: the built-in scenarios, and the way to load and define others. */
import * as sim from "../sim/index.ts";
import { loadScenarioFrom } from "./load-scenario.ts";

export { defineScenario } from "../sim/index.ts";

const BUILTINS: Readonly<Record<string, () => Promise<{ readonly default: sim.Scenario }>>> = {
  "cartpole-swingup": () => import("./cartpole-swingup.ts"),
  "pendulum-swingup": () => import("./pendulum-swingup.ts"),
  "reacher-easy": () => import("./reacher-easy.ts"),
  "reacher-hard": () => import("./reacher-hard.ts"),
  "cup-catch": () => import("./cup-catch.ts"),
  "hopper-stand": () => import("./hopper-stand.ts"),
  "quadruped-run": () => import("./quadruped-run.ts"),
  "car-racing": () => import("./car-racing.ts"),
  "take-cover": () => import("./take-cover.ts"),
  billiards: () => import("./billiards.ts"),
  "drone-waypoints": () => import("./drone-waypoints.ts"),
  projectile: () => import("./projectile.ts"),
  tower: () => import("./tower.ts"),
  pusher: () => import("./pusher.ts"),
  blocks: () => import("./blocks.ts"),
};

/** Ids of the built-in scenarios. */
export const builtinScenarios: readonly string[] = Object.keys(BUILTINS);

/**
 * Loads a scenario by its built-in id, or by the path of a `.ts` or `.js` file whose default export it is. Such a file may import
 * `craik/scenarios` and `craik/sim` wherever it lies. A UsageError for an unknown id or a file that does not load; a SpecError,
 * naming file and field, for a wrong declaration.
 *
 * @example
 * const scenario = await loadScenario("cartpole-swingup");
 */
export function loadScenario(idOrPath: string): Promise<sim.Scenario> {
  // The very modules of this process, so that errors and types stay one and the same.
  const virtualModules = {
    "craik/sim": sim,
    "craik/scenarios": { defineScenario: sim.defineScenario, builtinScenarios, loadScenario },
  };
  return loadScenarioFrom(idOrPath, { builtins: BUILTINS, virtualModules });
}

/**
 * A scenario by id or path, as `createWorkerVectorEnv` takes it; `options` are those of `createEnv`.
 *
 * @example
 * const envs = await createWorkerVectorEnv(scenarioEnvs("cartpole-swingup"), { numEnvs: 64 });
 */
export function scenarioEnvs(idOrPath: string, options: Partial<sim.EnvOptions> = {}): sim.EnvModule {
  return { module: import.meta.url, export: makeScenarioEnvs.name, data: { idOrPath, options } };
}

/** What `scenarioEnvs` names: `count` environments of one scenario. */
export async function makeScenarioEnvs(
  count: number,
  { idOrPath, options }: { readonly idOrPath: string; readonly options: Partial<sim.EnvOptions> },
): Promise<readonly sim.Env[]> {
  return sim.createEnvs(await loadScenario(idOrPath), count, options);
}
