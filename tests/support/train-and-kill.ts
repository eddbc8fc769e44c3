/** `craik train --resume` as a process of its own that a power cut may end. */
import { spawn } from "node:child_process";

const CLI = new URL("../../dist/cli/main.js", import.meta.url).pathname;

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

/**
 * Runs the command; kills it, as a power cut would, at the first line of progress that `killAt` picks, or so many milliseconds after the
 * first line.
 */
export function trainAndKill(
  run: string,
  killAt: (line: string, index: number, lines: readonly string[]) => boolean = () => false,
  killAfterMs?: number,
): Promise<Ending> {
  const child = spawn(process.execPath, [
    CLI,
    "train",
    "cartpole-swingup",
    "--run",
    run,
    "--resume",
    "--episodes",
    "0",
    "--json",
  ]);
  let errors = "";
  if (killAfterMs !== undefined)
    child.stderr.once("data", () => setTimeout(() => child.kill("SIGKILL"), killAfterMs).unref());
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
    if (errors.split("\n").some(killAt)) child.kill("SIGKILL");
  });
  return new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal, errors })));
}
