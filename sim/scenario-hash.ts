/** Fingerprint of everything in a scenario that changes trajectories: what it declares, and what it does. */
import { createHash, type Hash } from "node:crypto";
import type { Env, ResetOptions } from "./core/env.ts";
import { CraikError } from "./core/errors.ts";
import { createRng } from "./core/rng.ts";
import { declarationJson } from "./declaration-json.ts";
import { createEnv } from "./env.ts";
import type { Scenario } from "./scenario-types.ts";

const EPISODES = 4;
const STEPS = 200;
const known = new WeakMap<Scenario, Promise<string>>();

/**
 * 32 hexadecimal digits of SHA-256 over the declared data and the bytes of four seeded episodes of 200 steps under held random
 * actions, and of one with all reset options and factors drawn, so that a change in a function's code shows as well as one in a
 * number. The same on every machine.
 */
export function scenarioHash(scenario: Scenario): Promise<string> {
  let hash = known.get(scenario);
  if (!hash) {
    hash = computeHash(scenario);
    known.set(scenario, hash);
  }
  return hash;
}

async function computeHash(scenario: Scenario): Promise<string> {
  const hash = createHash("sha256");
  hash.update(declarationJson(scenario));
  const env = await createEnv(scenario);
  try {
    for (let seed = 0; seed < EPISODES; seed++) addEpisode(hash, scenario, env, seed, {});
    const declared = Object.entries({ ...scenario.resetOptions, ...scenario.factors });
    const drawn = Object.fromEntries(declared.map(([name, { low, high }]) => [name, [low, high] as const]));
    if (declared.length > 0) addDrawnEpisode(hash, scenario, env, drawn);
  } finally {
    env.close();
  }
  return hash.digest("hex").slice(0, 32);
}

function addEpisode(hash: Hash, scenario: Scenario, env: Env, seed: number, options: ResetOptions): void {
  const hold = Math.max(1, Math.floor(Math.min(scenario.maxSteps, STEPS) / 10));
  const rng = createRng(seed).split("scenario hash");
  let observation = env.reset({ seed, options }).observation;
  let action: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    // Held long enough to reach joint limits and large angles; ten actions or more in an episode.
    if (step % hold === 0) action = scenario.actuators.map(() => 2 * rng.uniform() - 1);
    hash.update(bytesOf(observation["state"] as Float32Array));
    const result = env.step(action);
    observation = result.observation;
    hash.update(bytesOf(Float64Array.of(result.reward, result.terminated ? 1 : 0)));
    if (result.terminated || result.truncated) return;
  }
}

/** Options may exclude each other: where an episode of all of them fails, that it does is what the scenario does. */
function addDrawnEpisode(hash: Hash, scenario: Scenario, env: Env, options: ResetOptions): void {
  try {
    addEpisode(hash, scenario, env, EPISODES, options);
  } catch (error) {
    if (!(error instanceof CraikError)) throw error;
    hash.update("failed");
  }
}

function bytesOf(values: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
