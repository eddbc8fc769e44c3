/** Messages to bytes and back. Everything is validated in both directions. */
import type { Command } from "./command.ts";
import { readHeader } from "./envelope.ts";
import type { ServerMessage } from "./feed.ts";
import { decodeFrame, encodeFrame } from "./frame-codec.ts";
import { decodeJson, encodeJson } from "./json-codec.ts";
import { MAX_COMMAND_BYTES, MAX_MESSAGE_BYTES } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";

/** Throws a ProtocolError when the message breaks the protocol, such as a NaN in a pose. */
export function encodeMessage(message: ServerMessage): Uint8Array<ArrayBuffer> {
  return message.kind === "frame" ? encodeFrame(message) : encodeJson(message.kind, message, MAX_MESSAGE_BYTES);
}

/** Reads what a server sent. Throws a ProtocolError. */
export function decodeMessage(bytes: Uint8Array): ServerMessage {
  const kind = readHeader(bytes, MAX_MESSAGE_BYTES);
  if (kind === "command") {
    throw new ProtocolError({ where: "header", offset: 3, expected: "a message from a server", found: kind });
  }
  return kind === "frame" ? decodeFrame(bytes) : decodeJson(kind, bytes);
}

/** Throws a ProtocolError when the command breaks the protocol. */
export function encodeCommand(command: Command): Uint8Array<ArrayBuffer> {
  return encodeJson("command", command, MAX_COMMAND_BYTES);
}

/** Reads what a client sent. Throws a ProtocolError. */
export function decodeCommand(bytes: Uint8Array): Command {
  const kind = readHeader(bytes, MAX_COMMAND_BYTES);
  if (kind !== "command") {
    throw new ProtocolError({ where: "header", offset: 3, expected: "a command", found: kind });
  }
  return decodeJson(kind, bytes);
}
