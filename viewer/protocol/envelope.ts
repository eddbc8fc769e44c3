/**
 * The envelope of every message, little-endian:
 *
 *     byte 0  u16  magic 0x4b43 ("CK")
 *     byte 2  u8   version
 *     byte 3  u8   message type
 *     byte 4  u32  length of the payload, which follows and ends the message
 */
import { ProtocolError, VersionError } from "./protocol-error.ts";

export const MAGIC = 0x4b43;
export const VERSION = 1;
export const HEADER_BYTES = 8;

/** Message types on the wire. Numbers are never reused. */
export const MESSAGE_TYPES = {
  scene: 1,
  frame: 2,
  phases: 3,
  metric: 4,
  table: 5,
  watchable: 6,
  notice: 7,
  playback: 8,
  history: 9,
  caption: 10,
  search: 11,
  command: 64,
} as const;

export type MessageKind = keyof typeof MESSAGE_TYPES;

/** A message with its header written and `payloadBytes` zeros after it. Throws a ProtocolError beyond `maxBytes`. */
export function allocateMessage(kind: MessageKind, payloadBytes: number, maxBytes: number): Uint8Array<ArrayBuffer> {
  if (HEADER_BYTES + payloadBytes > maxBytes) {
    throw new ProtocolError({
      where: kind,
      offset: 0,
      expected: `at most ${maxBytes} bytes`,
      found: `${HEADER_BYTES + payloadBytes} bytes`,
    });
  }
  const bytes = new Uint8Array(HEADER_BYTES + payloadBytes);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, MAGIC, true);
  view.setUint8(2, VERSION);
  view.setUint8(3, MESSAGE_TYPES[kind]);
  view.setUint32(4, payloadBytes, true);
  return bytes;
}

/** Checks a message's header and length and tells its kind. Throws a ProtocolError. */
export function readHeader(bytes: Uint8Array, maxBytes: number): MessageKind {
  const fault = (offset: number, expected: string, found: string): ProtocolError =>
    new ProtocolError({ where: "header", offset, expected, found });
  if (bytes.length < HEADER_BYTES) throw fault(bytes.length, `${HEADER_BYTES} bytes`, `${bytes.length} bytes`);
  if (bytes.length > maxBytes) throw fault(maxBytes, `at most ${maxBytes} bytes`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint16(0, true);
  if (magic !== MAGIC) throw fault(0, `magic ${hex(MAGIC)}`, hex(magic));
  const version = view.getUint8(2);
  if (version !== VERSION) throw new VersionError(VERSION, version);
  const type = view.getUint8(3);
  const kind = KIND_OF_TYPE.get(type);
  if (kind === undefined) throw fault(3, `a message type (${[...KIND_OF_TYPE.keys()].join(", ")})`, `${type}`);
  const declared = view.getUint32(4, true);
  const actual = bytes.length - HEADER_BYTES;
  if (declared !== actual) throw fault(4, `payload length ${actual}, that of the bytes present`, `${declared}`);
  return kind;
}

const KIND_OF_TYPE: ReadonlyMap<number, MessageKind> = new Map(
  (Object.keys(MESSAGE_TYPES) as MessageKind[]).map((kind) => [MESSAGE_TYPES[kind], kind]),
);

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, "0")}`;
}
