/** A task's state for tests of rewards and observations, without a world. */
import type { TaskState } from "../../sim/index.ts";

/** The given parts; everything else is absent, and throws where it is a function. */
export function taskStateOf(parts: Partial<TaskState>): TaskState {
  const missing = (what: string) => (): never => {
    throw new Error(`this state has no ${what}`);
  };
  return {
    positions: [],
    velocities: [],
    action: [],
    steps: 0,
    factors: {},
    memory: {},
    poses: [],
    body: missing("bodies"),
    sensor: missing("sensors"),
    ...parts,
  };
}
