/** What an episode returned, step by step, kept for comparison to the bit. */
import type { Env, ResetOptions, ResetResult, StepResult } from "../core/env.ts";
import type { ObservationSpace } from "../core/space.ts";
import { finding } from "./finding.ts";
import { type ActionStyle, randomActions } from "./random-actions.ts";

export interface Trace {
  readonly moments: readonly (ResetResult | StepResult)[];
}

export interface TraceOptions {
  /** Seed of the episode and of its actions. */
  readonly seed: number;
  readonly steps: number;
  readonly style?: ActionStyle | undefined;
  readonly options?: ResetOptions | undefined;
  /** Called after the reset and after every step. */
  readonly between?: ((moment: ResetResult, step: number) => void) | undefined;
}

/** Resets and steps, at most to the end of the episode. Results are copied as they come. */
export function traceEpisode(env: Env, how: TraceOptions): Trace {
  const started = env.reset({ seed: how.seed, options: how.options ?? {} });
  const moments = [copied(started)];
  how.between?.(started, 0);
  continueTrace(env, moments, how);
  return { moments };
}

/** Goes on from where an environment is, as after a restore. */
export function traceOnwards(env: Env, how: Omit<TraceOptions, "options">): Trace {
  const moments: (ResetResult | StepResult)[] = [];
  continueTrace(env, moments, how);
  return { moments };
}

function continueTrace(env: Env, moments: (ResetResult | StepResult)[], how: TraceOptions): void {
  const next = randomActions(env.actionSpace, how.seed, how.style);
  for (let step = 1; step <= how.steps; step++) {
    const result = env.step(next());
    moments.push(copied(result));
    how.between?.(result, step);
    if (result.terminated || result.truncated) return;
  }
}

export function copied<R extends ResetResult>(result: R): R {
  return structuredClone(result);
}

/** Demands the same bits; otherwise names the first step and value that differ. */
export function mustEqualTrace(what: string, space: ObservationSpace, expected: Trace, got: Trace): void {
  const length = Math.max(expected.moments.length, got.moments.length);
  for (let at = 0; at < length; at++) {
    const first = expected.moments[at];
    const second = got.moments[at];
    if (first === undefined || second === undefined) {
      const lengths = [expected, got].map(({ moments }) => moments.length);
      finding(`${what}: expected an episode of ${lengths[0]} moments, got one of ${lengths[1]}`);
    }
    const difference = differenceOf(space, first, second);
    if (difference !== undefined) finding(`${what}, moment ${at}: ${difference}`);
  }
}

/** The first difference in words, `undefined` where there is none. */
export function differenceOf(space: ObservationSpace, expected: ResetResult, got: ResetResult): string | undefined {
  for (const [modality, values] of Object.entries(expected.observation)) {
    const others = got.observation[modality];
    if (others?.length !== values.length) {
      return `observation ${modality}: expected ${values.length} values, got ${others?.length}`;
    }
    for (let i = 0; i < values.length; i++) {
      if (Object.is(values[i], others[i])) continue;
      const name = space[modality]?.names[i] ?? String(i);
      return `observation ${modality}: expected ${values[i]} for ${name}, got ${others[i]}`;
    }
  }
  for (const field of ["reward", "terminated", "truncated"] as const) {
    const [value, other] = [expected, got].map((result) => (result as Partial<StepResult>)[field]);
    if (!Object.is(value, other)) return `expected ${field} ${value}, got ${other}`;
  }
  for (const name of Object.keys({ ...expected.info, ...got.info })) {
    const [value, other] = [expected.info[name], got.info[name]];
    if (!Object.is(value, other)) return `expected info ${name} ${value}, got ${other}`;
  }
  return undefined;
}
