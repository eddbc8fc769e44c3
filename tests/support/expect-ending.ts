/** How a command that goes wrong must end. */
import { expect } from "vitest";
import { linesOf, type RunOptions, runCraik } from "./run-craik.ts";

export interface Wanted {
  /** 2 for the caller's mistakes, 1 for failures. */
  readonly status: 1 | 2;
  /** What the one line on standard error says. */
  readonly line: RegExp;
}

/** Runs a command without progress: one line on standard error, nothing on standard output, and the documented status. */
export async function expectEnding(argv: readonly string[], wanted: Wanted, options: RunOptions = {}): Promise<void> {
  const { status, stdout, stderr } = await runCraik([...argv, "--quiet", "--json"], options);
  expect({ status, stdout, lines: linesOf(stderr) }).toEqual({
    status: wanted.status,
    stdout: "",
    lines: [expect.stringMatching(wanted.line)],
  });
  expect(stderr).toMatch(new RegExp(`^craik ${argv[0]}: `));
}
