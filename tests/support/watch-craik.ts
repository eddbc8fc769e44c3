/** Runs the compiled `craik` command and waits for what it says while it works. */
import type { ChildProcess } from "node:child_process";
import { linesOf, type Ran, type RunOptions, startCraik } from "./run-craik.ts";

export interface WatchedCraik {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** What it has printed so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** The first match in one of the two streams; rejects when the process ends without one. */
  sees(stream: "stdout" | "stderr", pattern: RegExp): Promise<RegExpExecArray>;
}

/** Kills the command when it outlives the tests of this process. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export function watchCraik(argv: readonly string[], options: RunOptions = {}): WatchedCraik {
  const child = startCraik(argv, options);
  running.add(child);
  const printed = { stdout: "", stderr: "" };
  const looks = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (text: string) => {
      printed[stream] += text;
      for (const look of looks) look();
    });
  }
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status, signal) => {
      running.delete(child);
      resolve({ status: status ?? signal, ...printed });
    });
  });
  return {
    child,
    ended,
    get stdout() {
      return printed.stdout;
    },
    get stderr() {
      return printed.stderr;
    },
    sees: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(printed[stream]);
          if (!match) return;
          looks.delete(look);
          resolve(match);
        };
        looks.add(look);
        look();
        void ended.then(({ status }) =>
          reject(new Error(`craik ${argv[0]}: must say ${pattern}, ended with ${status}: ${printed.stderr}`)),
        );
      }),
  };
}

/** The lines in which a command says how it ended: all others are progress. */
export function verdicts(stderr: string): readonly string[] {
  return linesOf(stderr).filter((line) => line.startsWith("craik"));
}
