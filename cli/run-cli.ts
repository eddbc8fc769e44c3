/** Runs one command line from beginning to end: parses it, runs the command, prints the result, names the exit status. */
import { CraikError } from "../sim/core/errors.ts";
import { buildProgram, type Invocation } from "./build-program.ts";
import type { Command, Printed } from "./command.ts";
import { endingOf, INTERRUPTED } from "./exit-status.ts";
import { toJsonText } from "./json-text.ts";
import { createProgress, type Progress, type ProgressTarget, SILENT_PROGRESS } from "./progress.ts";

/** The world outside, so that tests can stand in for it. */
export interface CliWorld {
  readonly version: string;
  readonly commands: readonly Command[];
  writeOut(text: string): void;
  writeErr(text: string): void;
  readonly progress: ProgressTarget;
  /** Aborts on Ctrl-C; with an error of our own as its reason, where the command is to end with that. */
  readonly signal: AbortSignal;
  /** Also print the stack of an error. */
  readonly debug: boolean;
}

/** Milliseconds that an interrupted command has to close what it holds. */
const GRACE_MS = 2000;

/** Exit status of the command line `argv` (without node and script). */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  let where = "craik";
  let progress = SILENT_PROGRESS;
  const program = buildProgram({
    version: world.version,
    commands: world.commands,
    writeOut: world.writeOut,
    async invoke(invocation): Promise<void> {
      where = `craik ${invocation.path}`;
      if (!invocation.quiet) progress = createProgress(world.progress);
      await runCommand(invocation, world, progress);
    },
  });
  where = commandPath(argv, world.commands);

  const finished = program.parseAsync(argv.length === 0 ? ["--help"] : [...argv], { from: "user" });
  const fail = (error: unknown): number => {
    const ending = endingOf(error, where);
    progress.clear();
    if (ending.line !== "") world.writeErr(`${ending.line}\n`);
    if (world.debug && ending.status !== 0 && error instanceof Error) world.writeErr(`${error.stack}\n`);
    return ending.status;
  };
  const outcome = finished.then(
    () => 0,
    (error: unknown) => (world.signal.aborted ? INTERRUPTED : fail(error)),
  );
  const status = await Promise.race([outcome, interruption(world.signal, outcome)]);
  if (!world.signal.aborted) return status;
  if (world.signal.reason instanceof CraikError) return fail(world.signal.reason);
  progress.clear();
  world.writeErr(`${where}: interrupted\n`);
  return INTERRUPTED;
}

/** The commands that the first words name, for errors that come before one runs. */
function commandPath(argv: readonly string[], commands: readonly Command[]): string {
  const path = ["craik"];
  let known = commands;
  for (const word of argv) {
    const named = known.find((command) => command.name === word);
    if (named === undefined) break;
    path.push(named.name);
    known = named.subcommands;
  }
  return path.join(" ");
}

async function runCommand(invocation: Invocation, world: CliWorld, progress: Progress): Promise<void> {
  let published = false;
  const publish = (result: Printed): void => {
    if (published) return;
    published = true;
    progress.clear();
    world.writeOut(`${invocation.json ? toJsonText(result.json) : result.text}\n`);
  };
  const { operands, options, given, json, command } = invocation;
  publish(await command.run({ operands, options, given, json, progress, signal: world.signal, publish }));
}

/** Settles some time after the signal, or as soon as the command has ended by itself. */
function interruption(signal: AbortSignal, outcome: Promise<number>): Promise<number> {
  return new Promise((resolve) => {
    const wait = (): void => {
      const timer = setTimeout(() => resolve(INTERRUPTED), GRACE_MS);
      void outcome.then(() => {
        clearTimeout(timer);
        resolve(INTERRUPTED);
      });
    };
    if (signal.aborted) wait();
    else signal.addEventListener("abort", wait, { once: true });
  });
}
