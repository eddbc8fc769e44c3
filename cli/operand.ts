/** Operands: what a command takes by position. */

/** T is `string`, `string | undefined` when the operand may be left out, `readonly string[]` when it takes all that is left. */
export interface Operand<T extends string | readonly string[] | undefined> {
  readonly help: string;
  readonly required: boolean;
  readonly several?: boolean;
  readonly fallback: T | undefined;
}

export function required(help: string): Operand<string> {
  return { help, required: true, fallback: undefined };
}

export function optional(help: string): Operand<string | undefined> {
  return { help, required: false, fallback: undefined };
}

/** The last operand: one or more. */
export function several(help: string): Operand<readonly string[]> {
  return { help, required: true, several: true, fallback: undefined };
}
