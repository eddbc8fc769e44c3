/** Reads the state observation of an episode: for environments, and for planners whose critic looks at where a candidate ends. */
import { StateError } from "./core/errors.ts";
import { guardFunction } from "./guard-function.ts";
import type { Scenario } from "./scenario-types.ts";
import type { TaskState } from "./task-types.ts";

/** Writes the observation into `out` [O]; a StateError where it is not finite. */
export type StateReader = (state: TaskState, out: Float32Array) => void;

export function createStateReader({ id, observation }: Scenario): StateReader {
  const into = guardFunction(id, "observation.into", observation.into);
  return (state, out) => {
    into(out, state);
    for (const [i, { name }] of observation.elements.entries())
      if (!Number.isFinite(out[i]))
        throw new StateError(`${id}: observation ${name} must be finite, got ${out[i]} at step ${state.steps}`);
  };
}
