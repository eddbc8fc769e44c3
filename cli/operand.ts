/** Operands: what a command takes by position. */

/** T is `string`, or `string | undefined` when the operand may be left out. */
export interface Operand<T extends string | undefined> {
  readonly help: string;
  readonly required: boolean;
  readonly fallback: T | undefined;
}

export function required(help: string): Operand<string> {
  return { help, required: true, fallback: undefined };
}

export function optional(help: string): Operand<string | undefined> {
  return { help, required: false, fallback: undefined };
}
