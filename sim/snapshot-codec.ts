/** Bytes of a snapshot: time, joints, the last action, and the environment's stream of seeds. Little-endian on every machine. */
import type { Snapshot } from "./core/env.ts";
import { StateError } from "./core/errors.ts";
import type { RngState } from "./core/rng.ts";
import { declarationJson } from "./declaration-json.ts";
import type { Scenario } from "./scenario-types.ts";

export interface EnvState {
  /** Control steps since the reset. */
  steps: number;
  terminated: boolean;
  truncated: boolean;
  /** [J] */
  readonly positions: Float64Array;
  /** [J] */
  readonly velocities: Float64Array;
  /** The action that led here, zeros after a reset. [A] */
  readonly action: Float64Array;
  seeds: RngState;
}

const MAGIC = 0x4b415243; // "CRAK"
const VERSION = 2;
const HEADER_BYTES = 20;
const RNG_BYTES = 41;

export function encodeSnapshot(scenario: Scenario, state: EnvState): Snapshot {
  const joints = state.positions.length;
  const bytes = new Uint8Array(snapshotBytes(scenario));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, (state.terminated ? 1 : 0) + (state.truncated ? 2 : 0), true);
  view.setUint32(8, state.steps, true);
  view.setUint32(12, declarationDigest(scenario), true);
  view.setUint32(16, joints, true);
  for (let i = 0; i < joints; i++) {
    view.setFloat64(HEADER_BYTES + i * 16, state.positions[i]!, true);
    view.setFloat64(HEADER_BYTES + i * 16 + 8, state.velocities[i]!, true);
  }
  const actionAt = HEADER_BYTES + joints * 16;
  for (const [i, value] of state.action.entries()) view.setFloat64(actionAt + i * 8, value, true);
  const at = actionAt + state.action.length * 8;
  for (let i = 0; i < 4; i++) {
    view.setUint32(at + i * 4, state.seeds.key[i] ?? 0, true);
    view.setUint32(at + 16 + i * 4, state.seeds.words[i] ?? 0, true);
  }
  view.setUint8(at + 32, state.seeds.spare === null ? 0 : 1);
  view.setFloat64(at + 33, state.seeds.spare ?? 0, true);
  return { bytes };
}

/** A StateError for bytes that are not a snapshot of this scenario. */
export function decodeSnapshot(scenario: Scenario, snapshot: Snapshot): EnvState {
  const { bytes } = snapshot;
  const joints = scenario.mechanism.links.length;
  const actions = scenario.actuators.length;
  const expected = snapshotBytes(scenario);
  if (bytes.length !== expected) {
    throw new StateError(`restore: a snapshot of ${scenario.id} must be ${expected} bytes, got ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = view.getUint32(0, true) === MAGIC && view.getUint16(4, true) === VERSION;
  if (!whole || view.getUint32(12, true) !== declarationDigest(scenario) || view.getUint32(16, true) !== joints) {
    throw new StateError(`restore: a snapshot of ${scenario.id}, version ${VERSION}, is required, got other bytes`);
  }
  const flags = view.getUint16(6, true);
  const actionAt = HEADER_BYTES + joints * 16;
  const at = actionAt + actions * 8;
  const words = (start: number): number[] => Array.from({ length: 4 }, (_, i) => view.getUint32(start + i * 4, true));
  return {
    steps: view.getUint32(8, true),
    terminated: (flags & 1) !== 0,
    truncated: (flags & 2) !== 0,
    positions: Float64Array.from({ length: joints }, (_, i) => view.getFloat64(HEADER_BYTES + i * 16, true)),
    velocities: Float64Array.from({ length: joints }, (_, i) => view.getFloat64(HEADER_BYTES + i * 16 + 8, true)),
    action: Float64Array.from({ length: actions }, (_, i) => view.getFloat64(actionAt + i * 8, true)),
    seeds: {
      key: words(at),
      words: words(at + 16),
      spare: view.getUint8(at + 32) === 0 ? null : view.getFloat64(at + 33, true),
    },
  };
}

function snapshotBytes({ mechanism, actuators }: Scenario): number {
  return HEADER_BYTES + mechanism.links.length * 16 + actuators.length * 8 + RNG_BYTES;
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
