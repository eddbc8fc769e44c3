/** Commands that print one JSON object, and the figures in it. */
import { expect } from "vitest";
import { linesOf, runCraik } from "./run-craik.ts";
import { verdicts } from "./watch-craik.ts";

/** Runs a command with --json and checks that standard output is one JSON object and nothing else. */
export async function json(...argv: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { status, stdout, stderr } = await runCraik([...argv, "--json"]);
  expect({ status, lines: verdicts(stderr) }).toEqual({ status: 0, lines: [] });
  expect(linesOf(stdout)).toHaveLength(1);
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

/** At least one metric, all of them finite. */
export function expectFigures(figures: unknown): void {
  const values = Object.values(figures as Readonly<Record<string, unknown>>);
  expect(values.length).toBeGreaterThan(0);
  for (const value of values) expect(Number.isFinite(value)).toBe(true);
}
