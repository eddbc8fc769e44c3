/** Errors on their way between threads: structured cloning keeps the message and loses the class. */
import { CraikError, ShapeError, SpecError, StateError, UsageError } from "./core/errors.ts";
import { StorageError } from "./store/storage-error.ts";

/** An error as plain data. */
export interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

const CLASSES = { CraikError, ShapeError, SpecError, StateError, StorageError, UsageError } as const;

export function describeError(thrown: unknown): ThreadError {
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { name, message, stack: stack ?? "" };
}

/** The error of the class that it had in its thread; one of a foreign class keeps its name. */
export function reviveError({ name, message, stack }: ThreadError): Error {
  const known = Object.entries(CLASSES).find(([key]) => key === name)?.[1];
  const error = known ? new known(message) : Object.assign(new Error(message), { name });
  error.stack = stack;
  return error;
}
