/** Lends environments to a check and closes them afterwards. */
import type { Env } from "../core/env.ts";
import type { EnvContext } from "./conformance-types.ts";

export async function withEnv<T>(
  { create }: Pick<EnvContext, "create">,
  use: (env: Env) => T | Promise<T>,
): Promise<T> {
  const env = await create();
  try {
    return await use(env);
  } finally {
    env.close();
  }
}

export function withTwoEnvs<T>(
  context: Pick<EnvContext, "create">,
  use: (env: Env, other: Env) => T | Promise<T>,
): Promise<T> {
  return withEnv(context, (env) => withEnv(context, (other) => use(env, other)));
}
