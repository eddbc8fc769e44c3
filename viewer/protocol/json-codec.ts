/** Messages whose payload is JSON in UTF-8. */
import * as v from "valibot";
import { allocateMessage, HEADER_BYTES } from "./envelope.ts";
import { ProtocolError } from "./protocol-error.ts";
import { JSON_SCHEMAS, type JsonMessages } from "./schemas.ts";

/** Throws a ProtocolError when the message breaks its schema or the bound. */
export function encodeJson<K extends keyof JsonMessages>(
  kind: K,
  message: JsonMessages[K],
  maxBytes: number,
): Uint8Array<ArrayBuffer> {
  const payload = new TextEncoder().encode(JSON.stringify(checked(kind, message)));
  const bytes = allocateMessage(kind, payload.length, maxBytes);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** Reads a message whose header has been checked. Throws a ProtocolError. */
export function decodeJson<K extends keyof JsonMessages>(kind: K, bytes: Uint8Array): JsonMessages[K] {
  const payload = bytes.subarray(HEADER_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload));
  } catch (error) {
    const found = error instanceof SyntaxError ? error.message : "other bytes";
    const fault = { where: kind, offset: HEADER_BYTES, expected: "JSON in UTF-8", found };
    throw new ProtocolError(fault, { cause: error });
  }
  return checked(kind, value);
}

function checked<K extends keyof JsonMessages>(kind: K, value: unknown): JsonMessages[K] {
  const schema: v.GenericSchema<unknown, JsonMessages[K]> = JSON_SCHEMAS[kind];
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  throw new ProtocolError({
    where: path === null ? kind : `${kind}.${path}`,
    offset: HEADER_BYTES,
    expected: issue.expected ?? issue.message,
    found: issue.received,
  });
}
