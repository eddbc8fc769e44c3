/** A worker thread: makes a slice of environments, then sleeps on shared memory between rounds. */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Env } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { describeError } from "../thread-error.ts";
import { describeEnvs } from "./env-facts.ts";
import { createEnvSlice, type ResetRows } from "./env-slice.ts";
import {
  type Begin,
  COMMAND,
  CONTROL,
  type MakeEnvsFrom,
  type Report,
  type Standing,
  type WorkerTask,
} from "./worker-protocol.ts";

/** How long the thread sleeps before its event loop turns, so that what the environments log is written. */
const IDLE_MILLISECONDS = 50;
/**
 * Spin-waits before a thread sleeps: about 0.2 ms. Two threads that wake at once may be put on one core, where the second waits for
 * its turn: one round in ten lasted 1 to 3 ms longer (two cores, 2 ms of work).
 */
const SPIN_ITERATIONS = 30_000;

const task = workerData as WorkerTask;
const caller = parentPort;

try {
  const envs = await makeEnvs();
  caller?.once("message", (begin: Begin) => serve(envs, begin));
  caller?.postMessage({ facts: describeEnvs(envs, task.count) } satisfies Standing);
} catch (error) {
  caller?.postMessage({ error: describeError(error) } satisfies Standing);
}

async function makeEnvs(): Promise<readonly Env[]> {
  const module = (await load(task.module)) as Readonly<Record<string, unknown>>;
  const make = module[task.export];
  if (typeof make !== "function") {
    throw new SpecError(`${task.module}: ${task.export} must be an exported function, got ${typeof make}`);
  }
  return (make as MakeEnvsFrom)(task.count, task.data);
}

/** A TypeScript module needs a loader where this one is compiled; among sources it is there already. */
async function load(module: string): Promise<unknown> {
  if (import.meta.url.endsWith(".ts") || !/\.[cm]?ts$/.test(module)) return import(module);
  const { createJiti } = await import("jiti");
  return createJiti(import.meta.url).import(module);
}

function serve(envs: readonly Env[], { control, buffers, autoresetMode, options, spin }: Begin): void {
  const slice = createEnvSlice({ envs, buffers, autoresetMode, options });
  let round = 0;
  let namesTold = 0;

  function report(what: Report): void {
    task.port.postMessage(what);
    Atomics.add(control, CONTROL.reports, 1);
  }

  function obey(): void {
    try {
      if (Atomics.load(control, CONTROL.command) === COMMAND.step) slice.step();
      else slice.reset(receiveMessageOnPort(task.port)?.message as ResetRows);
    } catch (error) {
      report({ error: describeError(error) });
    }
    if (slice.infoNames.length > namesTold) {
      namesTold = slice.infoNames.length;
      report({ names: slice.infoNames });
    }
    // Whoever ends last tells the caller: one message a round.
    if (Atomics.sub(control, CONTROL.pending, 1) === 1) caller?.postMessage(0);
  }

  function wait(): void {
    for (let left = spin ? SPIN_ITERATIONS : 0; left > 0 && Atomics.load(control, CONTROL.round) === round; left--);
    Atomics.wait(control, CONTROL.round, round, IDLE_MILLISECONDS);
    const now = Atomics.load(control, CONTROL.round);
    if (now !== round) {
      round = now;
      if (Atomics.load(control, CONTROL.command) === COMMAND.close) {
        slice.close();
        process.exit(0);
      }
      obey();
    }
    setImmediate(wait);
  }
  wait();
}
