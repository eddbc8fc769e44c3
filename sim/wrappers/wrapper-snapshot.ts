/** Snapshots of wrapped environments: the wrapper's state before the bytes of what it wraps. Little-endian on every machine. */
import type { Snapshot } from "../core/env.ts";
import { StateError } from "../core/errors.ts";

const MAGIC = 0x50415257; // "WRAP"
const HEADER_BYTES = 12;

/** wrapper: name and parameters, such as `frameStack 4 state`; a snapshot restores in a wrapper of the same words only. */
export function wrapSnapshot(wrapper: string, own: Uint8Array, inner: Snapshot): Snapshot {
  const bytes = new Uint8Array(HEADER_BYTES + own.length + inner.bytes.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, digest(wrapper), true);
  view.setUint32(8, own.length, true);
  bytes.set(own, HEADER_BYTES);
  bytes.set(inner.bytes, HEADER_BYTES + own.length);
  return { bytes };
}

export interface UnwrappedSnapshot {
  /** The wrapper's own bytes, a copy. */
  readonly own: Uint8Array;
  /** A copy too. */
  readonly inner: Snapshot;
}

/** A StateError for bytes that are not of this wrapper; ownBytes: how many its state takes. */
export function unwrapSnapshot(wrapper: string, ownBytes: number, { bytes }: Snapshot): UnwrappedSnapshot {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole =
    bytes.length > HEADER_BYTES + ownBytes &&
    view.getUint32(0, true) === MAGIC &&
    view.getUint32(4, true) === digest(wrapper) &&
    view.getUint32(8, true) === ownBytes;
  if (!whole) throw new StateError(`restore: a snapshot of ${wrapper} is required, got other bytes`);
  const innerAt = HEADER_BYTES + ownBytes;
  // Not `slice`, which gives a view where the bytes are a Buffer.
  const copy = (start: number, end?: number): Uint8Array => new Uint8Array(bytes.subarray(start, end));
  return { own: copy(HEADER_BYTES, innerAt), inner: { bytes: copy(innerAt) } };
}

export function float64Bytes(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(i * 8, values[i]!, true);
  return bytes;
}

export function float64FromBytes(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true));
}

/** FNV-1a, 32 bits. */
function digest(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
