/** Bytes of a snapshot: time, task, physics and the environment's stream of seeds. Little-endian on every machine. */
import type { Snapshot } from "./core/env.ts";
import { StateError } from "./core/errors.ts";
import type { RngState } from "./core/rng.ts";
import { declarationJson } from "./declaration-json.ts";
import type { Scenario } from "./scenario-types.ts";

/** An episode in its midst. */
export interface SimulationState {
  /** Control steps since the reset. */
  readonly steps: number;
  readonly rng: RngState;
  /** In the order of the scenario's factors. */
  readonly factors: readonly number[];
  /** The action that led here, zeros after a reset. [A] */
  readonly action: Float64Array;
  /** In the order of the scenario's memory. */
  readonly memory: readonly Float64Array[];
  /** [J] */
  readonly positions: Float64Array;
  /** [J] */
  readonly velocities: Float64Array;
  /** The engine's own bytes. */
  readonly physics: Uint8Array;
}

export interface EnvState {
  readonly simulation: SimulationState;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly seeds: RngState;
}

const MAGIC = 0x4b415243; // "CRAK"
const VERSION = 3;
const HEADER_BYTES = 20;
const RNG_BYTES = 41;

export function encodeSnapshot(scenario: Scenario, { simulation, terminated, truncated, seeds }: EnvState): Snapshot {
  const fixed = fixedBytes(scenario);
  const bytes = new Uint8Array(fixed + simulation.physics.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, (terminated ? 1 : 0) + (truncated ? 2 : 0), true);
  view.setUint32(8, simulation.steps, true);
  view.setUint32(12, declarationDigest(scenario), true);
  view.setUint32(16, simulation.physics.length, true);
  let at = HEADER_BYTES;
  for (const values of numbersOf(simulation)) {
    for (let i = 0; i < values.length; i++, at += 8) view.setFloat64(at, values[i]!, true);
  }
  writeRng(view, at, simulation.rng);
  writeRng(view, at + RNG_BYTES, seeds);
  bytes.set(simulation.physics, fixed);
  return { bytes };
}

/** A StateError for bytes that are not a snapshot of this scenario. */
export function decodeSnapshot(scenario: Scenario, snapshot: Snapshot): EnvState {
  if (!(snapshot?.bytes instanceof Uint8Array)) {
    throw new StateError(
      `restore: a snapshot of ${scenario.id} is required, { bytes: Uint8Array }, got something else`,
    );
  }
  const { bytes } = snapshot;
  const fixed = fixedBytes(scenario);
  if (bytes.length < fixed) {
    throw new StateError(`restore: a snapshot of ${scenario.id} must be ${fixed} bytes or more, got ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = view.getUint32(0, true) === MAGIC && view.getUint16(4, true) === VERSION;
  if (!whole || view.getUint32(12, true) !== declarationDigest(scenario)) {
    throw new StateError(`restore: a snapshot of ${scenario.id}, version ${VERSION}, is required, got other bytes`);
  }
  const length = fixed + view.getUint32(16, true);
  if (bytes.length !== length) {
    throw new StateError(`restore: a snapshot of ${scenario.id} must be ${length} bytes, got ${bytes.length}`);
  }
  let at = HEADER_BYTES;
  const take = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => {
      at += 8;
      return view.getFloat64(at - 8, true);
    });
  const joints = scenario.mechanism.joints.length;
  const [positions, velocities, action] = [take(joints), take(joints), take(scenario.actuators.length)];
  const factors = [...take(Object.keys(scenario.factors).length)];
  const memory = Object.values(scenario.memory).map(take);
  const flags = view.getUint16(6, true);
  return {
    simulation: {
      steps: view.getUint32(8, true),
      rng: readRng(view, at),
      factors,
      action,
      memory,
      positions,
      velocities,
      // Not `slice`, which gives a view where the bytes are a Buffer.
      physics: new Uint8Array(bytes.subarray(fixed)),
    },
    terminated: (flags & 1) !== 0,
    truncated: (flags & 2) !== 0,
    seeds: readRng(view, at + RNG_BYTES),
  };
}

function numbersOf({ positions, velocities, action, factors, memory }: SimulationState): ArrayLike<number>[] {
  return [positions, velocities, action, factors, ...memory];
}

function fixedBytes({ mechanism, actuators, factors, memory }: Scenario): number {
  const remembered = Object.values(memory).reduce((sum, length) => sum + length, 0);
  const numbers = mechanism.joints.length * 2 + actuators.length + Object.keys(factors).length + remembered;
  return HEADER_BYTES + numbers * 8 + 2 * RNG_BYTES;
}

function writeRng(view: DataView, at: number, { key, words, spare }: RngState): void {
  for (let i = 0; i < 4; i++) {
    view.setUint32(at + i * 4, key[i] ?? 0, true);
    view.setUint32(at + 16 + i * 4, words[i] ?? 0, true);
  }
  view.setUint8(at + 32, spare === null ? 0 : 1);
  view.setFloat64(at + 33, spare ?? 0, true);
}

function readRng(view: DataView, at: number): RngState {
  const words = (start: number): number[] => Array.from({ length: 4 }, (_, i) => view.getUint32(start + i * 4, true));
  return {
    key: words(at),
    words: words(at + 16),
    spare: view.getUint8(at + 32) === 0 ? null : view.getFloat64(at + 33, true),
  };
}

/** FNV-1a, 32 bits, of id and declaration: tells one scenario's snapshots from another's, and from those of an edited one. */
function declarationDigest(scenario: Scenario): number {
  const known = digests.get(scenario);
  if (known !== undefined) return known;
  let digest = 0x811c9dc5;
  const text = scenario.id + declarationJson(scenario);
  for (let i = 0; i < text.length; i++) digest = Math.imul(digest ^ text.charCodeAt(i), 0x01000193);
  digests.set(scenario, digest >>> 0);
  return digest >>> 0;
}

const digests = new WeakMap<Scenario, number>();
