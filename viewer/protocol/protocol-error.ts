/** The error of a message that breaks the protocol. */
import { CraikError } from "../../sim/core/errors.ts";

export interface ProtocolFault {
  /** What was being read or written, such as `frame` or `header`. */
  readonly where: string;
  /** Byte offset in the message of the first wrong byte, or of the JSON text that holds the wrong value. */
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
}

/** A message that was to be sent or was received breaks the protocol. */
export class ProtocolError extends CraikError {
  override readonly name: string = "ProtocolError";
  readonly offset: number;
  readonly expected: string;
  readonly found: string;

  constructor({ where, offset, expected, found }: ProtocolFault, options?: ErrorOptions) {
    super(`viewer protocol: ${where} at byte ${offset}: expected ${expected}, found ${found}`, options);
    this.offset = offset;
    this.expected = expected;
    this.found = found;
  }
}

/** The sender speaks another version of the protocol: no message of this connection will be understood. */
export class VersionError extends ProtocolError {
  override readonly name = "VersionError";

  constructor(own: number, sent: number) {
    super({ where: "header", offset: 2, expected: `version ${own}`, found: `version ${sent}` });
  }
}
