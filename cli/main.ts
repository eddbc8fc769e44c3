#!/usr/bin/env node
/** The `craik` command: connects the command line to this process. */
import { Console } from "node:console";
import { writeSync } from "node:fs";
import { COMMANDS } from "./commands/index.ts";
import { packageVersion } from "./package-root.ts";
import { runCli } from "./run-cli.ts";
import { CALL_TIMEOUT_SECS } from "./watchdog/watch-beacon.ts";
import { armMainWatch } from "./watchdog/watch-main-thread.ts";

const interrupt = new AbortController();
let signalStatus = 0;
for (const [name, status] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.on(name, () => {
    // A second signal does not wait for anything.
    if (signalStatus !== 0) {
      ended = true;
      process.exit(signalStatus);
    }
    signalStatus = status;
    interrupt.abort();
  });
}

armMainWatch(CALL_TIMEOUT_SECS, (error) => interrupt.abort(error));

// A reader that goes away, as in `craik scenarios | head -1`, is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    ended = true;
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
}

// Standard output is the command's own: what a scenario file prints is for people.
const writeResult = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr });

let ended = false;
process.on("exit", () => {
  if (ended) return;
  // As by `process.exit` in a scenario file, or where it waits for what never comes.
  writeSync(2, "craik: a command must run to its end, and its process was ended from within\n");
  process.exitCode = 1;
});

const version = await packageVersion();
const status = await runCli(process.argv.slice(2), {
  version,
  commands: COMMANDS,
  writeOut: (text) => void writeResult(text),
  writeErr: (text) => void process.stderr.write(text),
  progress: {
    stream: process.stderr,
    terminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    now: () => performance.now(),
  },
  signal: interrupt.signal,
  debug: process.env["CRAIK_DEBUG"] === "1",
});

// What a pipe has not taken yet is written before the process ends, whatever threads or sockets a command left behind.
ended = true;
writeResult("", (error) => {
  // A reader that has gone, and what was written just after, are no failure.
  const gone = ["EPIPE", "ERR_STREAM_DESTROYED"].includes((error as NodeJS.ErrnoException | null)?.code ?? "");
  const refused = error && !gone;
  if (refused) writeSync(2, `craik: standard output must take the result, got ${error.message}\n`);
  const whole = refused ? 1 : status;
  process.stderr.write("", () => process.exit(signalStatus === 0 ? whole : signalStatus));
});
