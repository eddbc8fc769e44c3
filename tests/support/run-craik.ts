/** Runs the compiled `craik` command as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export const ROOT: string = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "dist/cli/main.js");

export interface Ran {
  /** The signal where one ended it. */
  readonly status: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function runCraik(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return await finish(startCraik(argv, options));
}

/** Starts the command without waiting for its end. */
export function startCraik(argv: readonly string[], options: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...argv], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Collects what a started process prints, until it ends. */
export function finish(child: ChildProcess): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status: status ?? signal, stdout, stderr }));
  });
}

/** The lines of a text, without the last empty one. */
export function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line, at, lines) => at < lines.length - 1 || line !== "");
}
