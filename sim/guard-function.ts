/** A scenario's own functions, called so that an error says whose it is. */
import { CraikError, SpecError, StateError } from "./core/errors.ts";
import type { Scenario } from "./scenario-types.ts";

type TaskFunctions = Pick<
  Scenario,
  "start" | "control" | "update" | "reward" | "terminated" | "info" | "caption" | "scenery"
>;

/** What a task does, guarded; what it leaves out stays out. */
export function guardTask({ id, ...task }: Scenario): TaskFunctions {
  const { start, control, update, reward, terminated, info, caption, scenery } = task;
  return {
    start: guardFunction(id, "start", start),
    control: control && guardFunction(id, "control", control),
    update: update && guardFunction(id, "update", update),
    reward: guardFunction(id, "reward", reward),
    terminated: terminated && guardFunction(id, "terminated", terminated),
    info: info && guardFunction(id, "info", info),
    caption: caption && guardFunction(id, "caption", caption),
    scenery: scenery && guardFunction(id, "scenery", scenery),
  };
}

/**
 * The same function, whose errors name the scenario and the field; anything that it throws by mistake becomes a SpecError. So
 * does a promise: a scenario's functions are synchronous.
 */
export function guardFunction<A extends readonly unknown[], R>(
  id: string,
  field: string,
  call: (...args: A) => R,
): (...args: A) => R {
  return (...args) => {
    let result: R;
    try {
      result = call(...args);
    } catch (error) {
      throw named(id, field, error);
    }
    if (!(result instanceof Promise)) return result;
    result.catch(() => undefined);
    throw new SpecError(`scenario ${id}: ${field}: expected a function that is not async, got a promise from it`);
  };
}

/** The reward; a StateError where it is not a finite number. step: control steps of the episode so far. */
export function requireFiniteReward(id: string, reward: number, step: number): number {
  if (Number.isFinite(reward)) return reward;
  throw new StateError(`${id}: reward must be finite, got ${reward} at step ${step}`);
}

function named(id: string, field: string, error: unknown): Error {
  if (error instanceof CraikError) {
    const own = `scenario ${id}: `;
    const nameless =
      error instanceof SpecError && error.message.startsWith(own) && !error.message.startsWith(own + field);
    return nameless ? new SpecError(`${own}${field}: ${error.message.slice(own.length)}`, { cause: error }) : error;
  }
  const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new SpecError(`scenario ${id}: ${field}: expected a function that returns, threw ${told.split("\n")[0]}`, {
    cause: error,
  });
}
