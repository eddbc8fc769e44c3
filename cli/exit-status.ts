/** How a command ends: the status and the one line that standard error gets. */
import { CommanderError } from "commander";
import { CraikError, SpecError, UsageError } from "../sim/core/errors.ts";

export interface Ending {
  readonly status: number;
  /** Without a line break; empty when there is nothing to say. */
  readonly line: string;
}

export const INTERRUPTED = 130;
const FAILURE = 1;
const MISTAKE = 2;

/** 2 for a mistake of the caller's, 1 for any other failure. */
export function endingOf(error: unknown, where: string): Ending {
  if (error instanceof CommanderError) {
    // Help and version arrive as errors, so that commander does not end the process by itself.
    if (error.exitCode === 0) return { status: 0, line: "" };
    return { status: MISTAKE, line: `${where}: ${oneLine(error.message).replace(/^error: /, "")}` };
  }
  const status = error instanceof UsageError || error instanceof SpecError ? MISTAKE : FAILURE;
  const message = error instanceof Error ? error.message : String(error);
  const kind =
    error instanceof Error && !(error instanceof CraikError) && error.name !== "Error" ? `${error.name}: ` : "";
  return { status, line: `${where}: ${oneLine(kind + message)}` };
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
