/** What an environment refuses, clips and ignores: actions, reset options, calls at the wrong time. */
import type { Env } from "../../core/env.ts";
import { SpecError } from "../../core/errors.ts";
import { spaceSize } from "../../core/space.ts";
import type { ConformanceCheck } from "../conformance-types.ts";
import { copied, differenceOf, type Trace } from "../episode-trace.ts";
import { finding, mustRefuse } from "../finding.ts";
import { idleAction } from "../random-actions.ts";
import { withEnv } from "../with-env.ts";

export const boundaryChecks: readonly ConformanceCheck[] = [
  {
    id: "actions-out-of-range",
    title: "clips actions to the action space, or refuses them",
    run: (context) =>
      withEnv(context, (env) => {
        const { low, high, names } = env.actionSpace;
        for (const [i, name] of names.entries()) {
          for (const [bound, beyond] of [
            [high[i] ?? 1, (high[i] ?? 1) + 50],
            [low[i] ?? -1, (low[i] ?? -1) - 50],
          ] as const) {
            const clipped = firstStep(env, withValue(env, i, bound));
            const got = attempt(() => firstStep(env, withValue(env, i, beyond)));
            if (got instanceof SpecError) continue;
            if (got instanceof Error) throw got;
            const fault = differenceOf(env.observationSpace, clipped, got);
            if (fault !== undefined) finding(`${beyond} for ${name} must act as ${bound} or be refused: ${fault}`);
          }
        }
      }),
  },
  {
    id: "wrong-actions",
    title: "refuses actions of a wrong length or without a finite number, and goes on as if they had not been given",
    run: (context) =>
      withEnv(context, (env) => {
        const idle = idleAction(env.actionSpace);
        const expected = firstStep(env, idle);
        env.reset({ seed: 0 });
        const length = ["ShapeError", "SpecError"] as const;
        mustRefuse("an action with an element too many", length, () => env.step([...idle, 0]), [String(idle.length)]);
        mustRefuse("an action with an element too few", length, () => env.step(idle.slice(1)), [String(idle.length)]);
        for (const [i, name] of env.actionSpace.names.entries()) {
          const nothing = withValue(env, i, Number.NaN);
          mustRefuse(`NaN for ${name}`, ["SpecError"], () => env.step(nothing), [name, "NaN"]);
        }
        const fault = differenceOf(env.observationSpace, expected, env.step(idle));
        if (fault !== undefined) finding(`a step after refused actions: ${fault}`);
      }),
  },
  {
    id: "unknown-options",
    title: "refuses a reset option that it does not have",
    run: (context) =>
      withEnv(context, (env) =>
        mustRefuse(
          "reset({ options: { noSuchOption: 1 } })",
          ["SpecError"],
          () => env.reset({ options: { noSuchOption: 1 } }),
          ["noSuchOption"],
        ),
      ),
  },
  {
    id: "life",
    title: "refuses every call before the first reset and after close, and may be closed twice",
    async run({ create }) {
      const env = await create();
      try {
        const idle = new Float32Array(spaceSize(env.actionSpace));
        const poses = new Float32Array(env.scene.bodies.length * 7);
        mustRefuse("step before the first reset", ["StateError"], () => env.step(idle));
        mustRefuse("snapshot before the first reset", ["StateError"], () => env.snapshot());
        env.reset({ seed: 0 });
        const saved = env.snapshot();
        env.close();
        const calls = {
          reset: () => env.reset(),
          step: () => env.step(idle),
          snapshot: () => env.snapshot(),
          restore: () => env.restore(saved),
          posesInto: () => env.posesInto(poses),
        };
        for (const [name, call] of Object.entries(calls)) mustRefuse(`${name} after close`, ["StateError"], call);
      } finally {
        env.close();
        env.close();
      }
    },
  },
];

function firstStep(env: Env, action: ArrayLike<number>): Trace["moments"][number] {
  env.reset({ seed: 0 });
  return copied(env.step(action));
}

function withValue(env: Env, at: number, value: number): Float64Array {
  return Float64Array.from(idleAction(env.actionSpace), (idle, i) => (i === at ? value : idle));
}

function attempt<T>(call: () => T): T | Error {
  try {
    return call();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
