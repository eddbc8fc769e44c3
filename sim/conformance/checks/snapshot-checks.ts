/** Snapshots continue bit for bit, anywhere. */
import type { Env, ResetOptions, Snapshot } from "../../core/env.ts";
import type { ConformanceCheck } from "../conformance-types.ts";
import { copied, differenceOf, mustEqualTrace, type Trace, traceEpisode, traceOnwards } from "../episode-trace.ts";
import { finding, mustRefuse } from "../finding.ts";
import { randomActions } from "../random-actions.ts";
import { withEnv, withTwoEnvs } from "../with-env.ts";

/** Steps of an episode at which a snapshot is taken, as far as the episode gets. */
const MOMENTS: readonly number[] = [0, 1, 7, 23, 37, 61, 90, 140];
const CONTINUED_STEPS = 50;

export const snapshotChecks: readonly ConformanceCheck[] = [
  {
    id: "snapshot-continues",
    title: "continues from snapshots along an episode bit for bit, in the same environment and in another",
    run: (context) =>
      withTwoEnvs(context, (env, other) => {
        other.reset({ seed: 99 });
        const saved = saveAlong(env, MOMENTS);
        if (saved.length === 0) finding("a snapshot after the reset must be possible");
        for (const each of saved) continuesFrom(each, env, other);
      }),
  },
  {
    id: "snapshot-keeps-the-stream",
    title: "goes on to the same next episode after a restore",
    run: (context) =>
      withTwoEnvs(context, (env, other) => {
        env.reset({ seed: 3 });
        const saved = env.snapshot();
        const expected = copied(env.reset());
        env.reset({ seed: 8 });
        for (const each of [env, other]) {
          each.restore(saved);
          const fault = differenceOf(env.observationSpace, expected, each.reset());
          if (fault !== undefined) finding(`reset without a seed after a restore: ${fault}`);
        }
      }),
  },
  {
    id: "snapshot-changes-nothing",
    title: "does not change when a snapshot is taken",
    run: (context) =>
      withEnv(context, (env) => {
        const plain = traceEpisode(env, { seed: 8, steps: 100 });
        const saving = traceEpisode(env, { seed: 8, steps: 100, between: () => env.snapshot() });
        mustEqualTrace("with a snapshot at every step", env.observationSpace, plain, saving);
      }),
  },
  {
    id: "snapshot-is-its-own",
    title: "refuses bytes that are not a snapshot of its own",
    run: (context) =>
      withEnv(context, (env) => {
        env.reset({ seed: 0 });
        const { bytes } = env.snapshot();
        const wrong = {
          "a snapshot without its first byte": bytes.slice(1),
          "a snapshot without its last byte": bytes.slice(0, -1),
          "a snapshot with another first byte": bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
          "an empty snapshot": new Uint8Array(0),
        };
        for (const [what, changed] of Object.entries(wrong)) {
          mustRefuse(`restore of ${what}`, ["StateError"], () => env.restore({ bytes: changed }));
        }
        env.step(randomActions(env.actionSpace, 0)());
      }),
  },
];

export interface Saved {
  readonly step: number;
  readonly snapshot: Snapshot;
  /** Where everything is. [bodies × 7] */
  readonly poses: Float32Array;
  /** What is drawn, as text. */
  readonly scene: string;
  readonly moment: Trace["moments"][number];
}

export interface SaveOptions {
  readonly options?: ResetOptions;
  /** Asked at each of the steps. */
  readonly wanted?: (step: number) => boolean;
}

/** Snapshots at some steps of an episode under random actions; fewer where it ends before. */
export function saveAlong(
  env: Env,
  steps: readonly number[],
  { options, wanted = () => true }: SaveOptions = {},
): readonly Saved[] {
  const saved: Saved[] = [];
  const last = Math.max(...steps);
  traceEpisode(env, {
    seed: 3,
    steps: last,
    style: "held",
    options,
    between: (moment, step) => {
      if (steps.includes(step) && wanted(step)) {
        saved.push({
          step,
          snapshot: env.snapshot(),
          poses: posesOf(env),
          scene: JSON.stringify(env.scene),
          moment: copied(moment),
        });
      }
    },
  });
  return saved;
}

/** Continues in the same environment twice, and in another one from a copy of the bytes. */
export function continuesFrom({ step, snapshot, poses, scene, moment }: Saved, env: Env, other: Env): void {
  const what = `snapshot at step ${step}`;
  const restored = env.restore(snapshot);
  const fault = differenceOf(
    env.observationSpace,
    { observation: moment.observation, info: {} },
    { ...restored, info: {} },
  );
  if (fault !== undefined) finding(`${what}, restored: ${fault}`);
  mustStandWhere(`${what}, restored`, env, poses);
  // What ended with that step does not go on.
  if ("terminated" in moment && (moment.terminated || moment.truncated)) return;
  const expected = traceOnwards(env, { seed: step, steps: CONTINUED_STEPS });
  env.restore(snapshot);
  const again = traceOnwards(env, { seed: step, steps: CONTINUED_STEPS });
  mustEqualTrace(`${what}, continued twice`, env.observationSpace, expected, again);
  const end = posesOf(env);
  other.restore({ bytes: Uint8Array.from(snapshot.bytes) });
  mustStandWhere(`${what}, restored in another environment`, other, poses);
  if (JSON.stringify(other.scene) !== scene)
    finding(`${what}, restored in another environment: expected the same scene`);
  const elsewhere = traceOnwards(other, { seed: step, steps: CONTINUED_STEPS });
  mustEqualTrace(`${what}, continued in another environment`, env.observationSpace, expected, elsewhere);
  mustStandWhere(`${what}, continued in another environment`, other, end);
}

function posesOf(env: Env): Float32Array {
  const poses = new Float32Array(env.scene.bodies.length * 7);
  env.posesInto(poses);
  return poses;
}

function mustStandWhere(what: string, env: Env, expected: Float32Array): void {
  const poses = posesOf(env);
  const at = expected.findIndex((value, i) => !Object.is(value, poses[i]));
  if (at < 0 && poses.length === expected.length) return;
  const body = env.scene.bodies[Math.floor(at / 7)]?.name;
  finding(`${what}: pose of ${body}: expected ${expected[at]} for component ${at % 7}, got ${poses[at]}`);
}
