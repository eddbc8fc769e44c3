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

/** Shared memory: [index of the place, calls so far, bytes of the name], and whose functions they are. */
export interface Beacon {
  readonly words: Int32Array<SharedArrayBuffer>;
  /** UTF-8 of the scenario's id or path. */
  readonly name: Uint8Array<SharedArrayBuffer>;
}

const NAME_BYTES = 512;

export function createBeacon(): Beacon {
  return {
    words: new Int32Array(new SharedArrayBuffer(12)),
    name: new Uint8Array(new SharedArrayBuffer(NAME_BYTES)),
  };
}

export interface Reading {
  /** Id or path. */
  readonly scenario: string;
  readonly place: Place;
  /** Counts every call that began: the same count twice is the same call. */
  readonly calls: number;
}

export function readBeacon({ words, name }: Beacon): Reading {
  return {
    scenario: new TextDecoder().decode(name.slice(0, Atomics.load(words, 2))),
    place: PLACES[Atomics.load(words, 0)] ?? "nothing",
    calls: Atomics.load(words, 1),
  };
}

/** Whose name each beacon of this thread bears. */
const named = new WeakMap<Beacon, string>();

function nameBeacon(beacon: Beacon, scenario: string): void {
  if (named.get(beacon) === scenario) return;
  named.set(beacon, scenario);
  const bytes = new TextEncoder().encode(scenario).subarray(0, NAME_BYTES);
  beacon.name.set(bytes);
  Atomics.store(beacon.words, 2, bytes.length);
}

/** Says which function of which scenario this thread is in for as long as it runs, or until its promise settles. */
export function inPlace<T>(beacon: Beacon, scenario: string, place: Place, run: () => T): T {
  nameBeacon(beacon, scenario);
  const { words } = beacon;
  const outer = Atomics.exchange(words, 0, PLACES.indexOf(place));
  Atomics.add(words, 1, 1);
  const leave = (): void => {
    Atomics.store(words, 0, outer);
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

/** The same scenario, whose functions say on the beacon that they run. name: its id or path. */
export function withBeacon(scenario: Scenario, name: string, beacon: Beacon): Scenario {
  const marked = <A extends readonly unknown[], R>(place: Place, call: (...args: A) => R): ((...args: A) => R) => {
    const watched = (...args: A): R => inPlace(beacon, name, place, () => call(...args));
    // The conformance suite reads what a function is made of.
    watched.toString = () => call.toString();
    return watched;
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
