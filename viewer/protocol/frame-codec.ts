/**
 * Frames on the wire, little-endian, after the envelope; B bodies:
 *
 *     byte  8  u32  episode           byte 28  u16  B
 *     byte 12  u32  step              byte 30  u8   flags: 1 = ghost present
 *     byte 16  f32  timeSecs          byte 31  u8   S, bytes of the source's name
 *     byte 20  f32  reward            byte 32  f32  poses [B × 7], then ghost [B × 7] if present,
 *     byte 24  f32  returnSoFar                     then S bytes of UTF-8
 *
 * Every number is finite.
 */
import { allocateMessage, HEADER_BYTES } from "./envelope.ts";
import type { FrameEvent } from "./feed.ts";
import { MAX_BODIES, MAX_MESSAGE_BYTES, MAX_NAME_BYTES } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";

/** Numbers in one body's pose. */
export const POSE_SIZE = 7;
const FIXED_BYTES = 24;
const POSES_OFFSET = HEADER_BYTES + FIXED_BYTES;
const GHOST_FLAG = 1;

/** Throws a ProtocolError on numbers that are not finite, counts out of range or a ghost of another size. */
export function encodeFrame(frame: FrameEvent): Uint8Array<ArrayBuffer> {
  const source = new TextEncoder().encode(frame.source);
  const bodies = frame.poses.length / POSE_SIZE;
  const ghost = frame.ghost;
  if (!Number.isInteger(bodies) || bodies > MAX_BODIES) {
    throw fault(POSES_OFFSET, `poses [B × ${POSE_SIZE}], B at most ${MAX_BODIES}`, `${frame.poses.length} numbers`);
  }
  if (ghost && ghost.length !== frame.poses.length) {
    throw fault(POSES_OFFSET, `a ghost of ${frame.poses.length} numbers, as poses`, `${ghost.length}`);
  }
  if (source.length > MAX_NAME_BYTES) {
    throw fault(31, `a source of at most ${MAX_NAME_BYTES} bytes`, `${source.length} bytes`);
  }
  const poseBytes = frame.poses.byteLength * (ghost ? 2 : 1);
  const bytes = allocateMessage("frame", FIXED_BYTES + poseBytes + source.length, MAX_MESSAGE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, checkedCount(8, frame.episode), true);
  view.setUint32(12, checkedCount(12, frame.step), true);
  view.setFloat32(16, checkedFinite(16, frame.timeSecs), true);
  view.setFloat32(20, checkedFinite(20, frame.reward), true);
  view.setFloat32(24, checkedFinite(24, frame.returnSoFar), true);
  view.setUint16(28, bodies, true);
  view.setUint8(30, ghost ? GHOST_FLAG : 0);
  view.setUint8(31, source.length);
  writeFloats(view, POSES_OFFSET, frame.poses);
  if (ghost) writeFloats(view, POSES_OFFSET + frame.poses.byteLength, ghost);
  bytes.set(source, POSES_OFFSET + poseBytes);
  return bytes;
}

/** Reads a message whose header has been checked. Throws a ProtocolError. */
export function decodeFrame(bytes: Uint8Array): FrameEvent {
  if (bytes.length < POSES_OFFSET) throw fault(bytes.length, `at least ${POSES_OFFSET} bytes`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bodies = view.getUint16(28, true);
  if (bodies > MAX_BODIES) throw fault(28, `at most ${MAX_BODIES} bodies`, `${bodies}`);
  const flags = view.getUint8(30);
  if (flags > GHOST_FLAG) throw fault(30, "flags 0 or 1", `${flags}`);
  const poseBytes = bodies * POSE_SIZE * 4;
  const sourceOffset = POSES_OFFSET + poseBytes * (1 + flags);
  const total = sourceOffset + view.getUint8(31);
  if (bytes.length !== total) throw fault(Math.min(bytes.length, total), `${total} bytes`, `${bytes.length} bytes`);
  return {
    kind: "frame",
    source: readText(bytes, sourceOffset),
    episode: view.getUint32(8, true),
    step: view.getUint32(12, true),
    timeSecs: checkedFinite(16, view.getFloat32(16, true)),
    reward: checkedFinite(20, view.getFloat32(20, true)),
    returnSoFar: checkedFinite(24, view.getFloat32(24, true)),
    poses: readFloats(view, POSES_OFFSET, bodies * POSE_SIZE),
    ...(flags === GHOST_FLAG ? { ghost: readFloats(view, POSES_OFFSET + poseBytes, bodies * POSE_SIZE) } : {}),
  };
}

function writeFloats(view: DataView, offset: number, values: Float32Array): void {
  for (const [index, value] of values.entries()) {
    const at = offset + index * 4;
    view.setFloat32(at, checkedFinite(at, value), true);
  }
}

function readFloats(view: DataView, offset: number, count: number): Float32Array {
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const at = offset + index * 4;
    values[index] = checkedFinite(at, view.getFloat32(at, true));
  }
  return values;
}

function readText(bytes: Uint8Array, offset: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(offset));
  } catch (error) {
    const [expected, found] = ["a source in UTF-8", "other bytes"];
    throw new ProtocolError({ where: "frame", offset, expected, found }, { cause: error });
  }
}

function checkedFinite(offset: number, value: number): number {
  if (!Number.isFinite(Math.fround(value))) throw fault(offset, "a finite float32", `${value}`);
  return value;
}

function checkedCount(offset: number, value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw fault(offset, "a u32", `${value}`);
  return value;
}

function fault(offset: number, expected: string, found: string): ProtocolError {
  return new ProtocolError({ where: "frame", offset, expected, found });
}
