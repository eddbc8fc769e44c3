/** How a check says what it found. */
import { CraikError, SpecError } from "../core/errors.ts";

/** Ends a check: one line that says where, what was expected and what was found. */
export function finding(message: string): never {
  throw new SpecError(message);
}

type Refusal = "SpecError" | "StateError" | "ShapeError";

/**
 * Demands that a call is refused with one line, an error of this kind that names everything it must.
 *
 * @example
 * mustRefuse("step before the first reset", ["StateError"], () => env.step([0]));
 */
export function mustRefuse(
  what: string,
  kinds: readonly Refusal[],
  call: () => unknown,
  named: readonly string[] = [],
): void {
  const wanted = kinds.join(" or ");
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  if (thrown === undefined) finding(`${what} must be refused with a ${wanted}, was accepted`);
  const told = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  if (!(thrown instanceof CraikError) || !kinds.some((kind) => kind === thrown.name)) {
    finding(`${what} must be refused with a ${wanted}, was refused with ${told}`);
  }
  if (told.includes("\n")) finding(`${what} must be refused in one line, was refused with ${JSON.stringify(told)}`);
  for (const name of named) {
    if (!told.includes(name)) finding(`${what} must be refused by an error that names ${name}, it was ${told}`);
  }
}
