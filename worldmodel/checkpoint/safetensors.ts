/**
 * Named float32 arrays as a file: the safetensors format (8 bytes of header length, little-endian; a JSON header; the data),
 * with the SHA-256 of everything else in its metadata, so that a truncated or altered file is never taken for a whole one.
 */
import { createHash } from "node:crypto";
import { SpecError } from "../../sim/core/index.ts";
import type { Arrays } from "../models/arrays.ts";

export interface SafeTensors {
  readonly arrays: Arrays;
  /** Free text by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly dtype: "F32";
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const LENGTH_BYTES = 8;
const CHECKSUM = "sha256";
const LARGEST_HEADER = 1 << 24;

export function encodeSafeTensors({ arrays, metadata }: SafeTensors): Uint8Array {
  const entries: Record<string, HeaderEntry> = {};
  let offset = 0;
  for (const [name, array] of arrays) {
    entries[name] = { dtype: "F32", shape: [array.length], data_offsets: [offset, offset + array.byteLength] };
    offset += array.byteLength;
  }
  const data = new Uint8Array(offset);
  for (const [name, array] of arrays) {
    data.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), entries[name]?.data_offsets[0]);
  }
  const checksum = digest(entries, metadata, data);
  const json = JSON.stringify({ __metadata__: { ...metadata, [CHECKSUM]: checksum }, ...entries });
  const unpadded = new TextEncoder().encode(json).length;
  // The data begins at a multiple of 8, as the format asks.
  const padding = (LENGTH_BYTES - (unpadded % LENGTH_BYTES)) % LENGTH_BYTES;
  const header = new TextEncoder().encode(json + " ".repeat(padding));
  const file = new Uint8Array(LENGTH_BYTES + header.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, LENGTH_BYTES);
  file.set(data, LENGTH_BYTES + header.length);
  return file;
}

/** Throws a SpecError that names `where` when the file is not whole and unaltered. */
export function decodeSafeTensors(file: Uint8Array, where: string): SafeTensors {
  const fail = (found: string): never => {
    throw new SpecError(`${where}: a whole safetensors file required, ${found}`);
  };
  if (file.length < LENGTH_BYTES) fail(`got ${file.length} bytes`);
  const headerLength = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const dataStart = LENGTH_BYTES + headerLength;
  if (headerLength > LARGEST_HEADER || dataStart > file.length)
    fail(`the header's ${headerLength} bytes exceed the file's ${file.length}`);
  const header =
    parseHeader(file.subarray(LENGTH_BYTES, dataStart)) ?? fail("the header is not valid JSON of that format");
  const { [CHECKSUM]: expected, ...metadata } = header.metadata;
  const data = file.slice(dataStart);
  if (digest(header.entries, metadata, data) !== expected)
    fail("its contents do not match its checksum (truncated or altered)");
  const arrays = new Map<string, Float32Array>();
  for (const [
    name,
    {
      data_offsets: [start, end],
    },
  ] of Object.entries(header.entries)) {
    arrays.set(
      name,
      new Float32Array(data.buffer, data.byteOffset + start, (end - start) / Float32Array.BYTES_PER_ELEMENT),
    );
  }
  return { arrays, metadata };
}

function parseHeader(
  bytes: Uint8Array,
): { entries: Record<string, HeaderEntry>; metadata: Record<string, string> } | undefined {
  try {
    const { __metadata__: metadata, ...entries } = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    ) as {
      __metadata__: Record<string, string>;
    } & Record<string, never>;
    return typeof metadata === "object" ? { entries, metadata } : undefined;
  } catch {
    return undefined;
  }
}

function digest(
  entries: Readonly<Record<string, HeaderEntry>>,
  metadata: Readonly<Record<string, string>>,
  data: Uint8Array,
): string {
  return createHash("sha256")
    .update(JSON.stringify([entries, metadata]))
    .update(data)
    .digest("hex");
}
