/** Typed errors. Every message says where it arose, what was required and what arrived. */

/** Base of every error that Craik raises on purpose. */
export class CraikError extends Error {
  override readonly name: string = "CraikError";
}

/** A tensor, buffer or graph value has the wrong shape. */
export class ShapeError extends CraikError {
  override readonly name = "ShapeError";
}

/** A declaration (scenario, space, file, configuration) breaks its contract. */
export class SpecError extends CraikError {
  override readonly name = "SpecError";
}

/** An operation came at the wrong time, or a computation left its valid range (NaN, disposed, not reset). */
export class StateError extends CraikError {
  override readonly name = "StateError";
}

/** A mistake of the person at the command line; the command exits with status 2. */
export class UsageError extends CraikError {
  override readonly name = "UsageError";
}
