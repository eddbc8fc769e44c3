/** Runs a command of the command line in this process. */
import { COMMANDS } from "../../cli/commands/index.ts";
import { runCli } from "../../cli/run-cli.ts";
import type { Ran } from "./run-craik.ts";

/** Parses the words as the command line would, and gives what would be printed and the status. */
export async function runCommand(argv: readonly string[]): Promise<Ran> {
  let [stdout, stderr] = ["", ""];
  const err = (text: string): void => {
    stderr += text;
  };
  const status = await runCli(argv, {
    version: "0.0.0",
    commands: COMMANDS,
    writeOut: (text) => {
      stdout += text;
    },
    writeErr: err,
    progress: { stream: { write: err }, terminal: false, columns: 80, now: () => 0 },
    signal: new AbortController().signal,
    debug: false,
  });
  return { status, stdout, stderr };
}

/** The object that a command prints with --json; anything but success fails the test. */
export async function jsonOf<T = Readonly<Record<string, unknown>>>(argv: readonly string[]): Promise<T> {
  const { status, stdout, stderr } = await runCommand([...argv, "--json", "--quiet"]);
  if (status !== 0) throw new Error(`craik ${argv.join(" ")}: ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
