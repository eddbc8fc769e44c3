/** Drives vector environments with the same actions, and keeps every byte that they return. */
import {
  type AsyncVectorEnv,
  createRng,
  type VectorEnv,
  type VectorReset,
  type VectorStep,
} from "../../../sim/index.ts";

/** Pushes of quarter strength and more, so that no fault is set off. [count][N] */
export function pushes(numEnvs: number, count: number, seed = 1): Float32Array[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: numEnvs }, () => (rng.uniform() < 0.5 ? -1 : 1)),
  );
}

/** Resets and steps; every result of every call. */
export async function drive(
  env: VectorEnv | AsyncVectorEnv,
  seed: number,
  steps: number,
): Promise<readonly (VectorReset | VectorStep)[]> {
  const results: (VectorReset | VectorStep)[] = [await env.reset({ seed })];
  for (const actions of pushes(env.numEnvs, steps)) {
    const ended = (results.at(-1) as Partial<VectorStep>).terminated?.map(
      (flag, i) => flag | ((results.at(-1) as VectorStep).truncated[i] as number),
    );
    if (env.metadata.autoresetMode === "disabled" && ended?.includes(1)) results.push(await env.reset({ mask: ended }));
    results.push(await env.step(actions));
  }
  return results;
}
