/** A beacon in shared memory that says which of a scenario's functions a thread is in, even one that never returns. */
import type { Scenario } from "../../sim/index.ts";

/** What a thread may be in. The first is no function of the file's. */
const PLACES = [
  "nothing",
  "loading the file",
  "bodies or gravity",
  "start",
  "control",
  "update",
  "observation.into",
  "reward",
  "terminated",
  "info",
  "caption",
  "scenery",
  "jointsFromObservation",
] as const;
export type Place = (typeof PLACES)[number];

/** [index of the place, calls so far] */
export type Beacon = Int32Array<SharedArrayBuffer>;

export function createBeacon(): Beacon {
  return new Int32Array(new SharedArrayBuffer(8));
}

export interface Reading {
  readonly place: Place;
  /** Counts every call that began: the same count twice is the same call. */
  readonly calls: number;
}

export function readBeacon(beacon: Beacon): Reading {
  return { place: PLACES[Atomics.load(beacon, 0)] ?? "nothing", calls: Atomics.load(beacon, 1) };
}

/** Says where this thread is for as long as the function runs, or until its promise settles. */
export function inPlace<T>(beacon: Beacon, place: Place, run: () => T): T {
  const outer = Atomics.exchange(beacon, 0, PLACES.indexOf(place));
  Atomics.add(beacon, 1, 1);
  const leave = (): void => {
    Atomics.store(beacon, 0, outer);
  };
  let result: T;
  try {
    result = run();
  } catch (error) {
    leave();
    throw error;
  }
  if (result instanceof Promise) return result.finally(leave) as T;
  leave();
  return result;
}

/** The same scenario, whose functions say on the beacon that they run. */
export function withBeacon(scenario: Scenario, beacon: Beacon): Scenario {
  const marked = <A extends readonly unknown[], R>(place: Place, call: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => inPlace(beacon, place, () => call(...args));
  };
  const { control, update, terminated, info, caption, scenery, jointsFromObservation } = scenario;
  return {
    ...scenario,
    build: marked("bodies or gravity", scenario.build),
    start: marked("start", scenario.start),
    observation: { ...scenario.observation, into: marked("observation.into", scenario.observation.into) },
    reward: marked("reward", scenario.reward),
    ...(control && { control: marked("control", control) }),
    ...(update && { update: marked("update", update) }),
    ...(terminated && { terminated: marked("terminated", terminated) }),
    ...(info && { info: marked("info", info) }),
    ...(caption && { caption: marked("caption", caption) }),
    ...(scenery && { scenery: marked("scenery", scenery) }),
    ...(jointsFromObservation && {
      jointsFromObservation: marked("jointsFromObservation", jointsFromObservation),
    }),
  };
}
