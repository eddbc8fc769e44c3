/** The threads of a vector environment, one round of work at a time. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from "node:worker_threads";
import { StateError } from "../core/errors.ts";
import { spawnThread } from "../spawn-thread.ts";
import { reviveError } from "../thread-error.ts";
import { type EnvFacts, requireSameFacts } from "./env-facts.ts";
import type { ResetRows } from "./env-slice.ts";
import {
  type Begin,
  COMMAND,
  CONTROL,
  type Command,
  type EnvModule,
  type Report,
  type Standing,
  type WorkerTask,
} from "./worker-protocol.ts";

export interface Crew {
  /** What every environment is like. */
  readonly facts: EnvFacts;
  /** Names of each thread's information columns so far. */
  readonly infoNames: readonly (readonly string[])[];
  /** Gives each thread its memory. */
  begin(each: readonly Omit<Begin, "control">[]): void;
  step(): Promise<void>;
  /** rows: for each thread. */
  reset(rows: readonly ResetRows[]): Promise<void>;
  /** Lets the environments close and the threads end; ends threads at work at once. */
  close(): Promise<void>;
}

/**
 * Starts a thread for each count. `onLoss` is told once when a thread dies later on; a round in flight is rejected with the same
 * words. Rejects with a thread's own error where its environments cannot be made.
 */
export async function startCrew(
  source: EnvModule,
  counts: readonly number[],
  onLoss: (why: string) => void,
): Promise<Crew> {
  const control = new Int32Array(new SharedArrayBuffer(CONTROL.words * 4));
  const infoNames: (readonly string[])[] = counts.map(() => []);
  let pending: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  let closing = false;

  const reasons: string[] = [];
  const members = counts.map((count) => spawn(source, count));
  const exits = members.map(({ thread }) => new Promise<number>((resolve) => thread.once("exit", resolve)));
  const endAll = async (): Promise<void> => {
    closing = true;
    await Promise.all(members.map(({ thread }) => thread.terminate()));
  };
  let facts: EnvFacts;
  try {
    facts = commonFacts(await Promise.all(members.map(({ thread }, i) => standing(thread, i, exits[i]!))), counts);
  } catch (error) {
    await endAll();
    throw error;
  }

  function settle(error?: Error): void {
    const call = pending;
    pending = undefined;
    // A vector environment that nobody closed does not keep the process up; a call in flight does.
    members[0]!.thread.unref();
    if (error) call?.reject(error);
    else call?.resolve();
  }

  function lose(why: string): void {
    if (closing) return;
    closing = true;
    onLoss(why);
    void endAll();
    settle(new StateError(`worker threads: all must live, and ${why}`));
  }

  function readReports(): Error | undefined {
    if (Atomics.exchange(control, CONTROL.reports, 0) === 0) return undefined;
    let error: Error | undefined;
    for (const [i, { port }] of members.entries()) {
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
        const report = next.message as Report;
        if ("names" in report) infoNames[i] = report.names;
        else error ??= reviveError(report.error);
      }
    }
    return error;
  }

  for (const [i, { thread }] of members.entries()) {
    thread.on("message", () => settle(readReports()));
    thread.on("error", (error: Error) => {
      reasons[i] = `: ${error.message}`;
    });
    void exits[i]!.then((code) => lose(`thread ${i} ended with code ${code}${reasons[i] ?? ""}`));
    // After the listeners: one for messages takes hold of the process again.
    thread.unref();
  }

  function start(command: Command): void {
    Atomics.store(control, CONTROL.command, command);
    Atomics.store(control, CONTROL.pending, members.length);
    Atomics.add(control, CONTROL.round, 1);
    Atomics.notify(control, CONTROL.round);
  }

  function work(command: Command): Promise<void> {
    return new Promise((resolve, reject) => {
      pending = { resolve, reject };
      members[0]!.thread.ref();
      start(command);
    });
  }

  return {
    facts,
    infoNames,
    begin(each) {
      for (const [i, { thread }] of members.entries()) thread.postMessage({ ...each[i]!, control } satisfies Begin);
    },
    step: () => work(COMMAND.step),
    reset(rows) {
      for (const [i, { port }] of members.entries()) port.postMessage(rows[i]);
      return work(COMMAND.reset);
    },
    async close() {
      const idle = pending === undefined && !closing;
      closing = true;
      if (!idle) {
        await endAll();
        settle(new StateError("worker threads: a call in flight needs an open vector environment, and it was closed"));
        return;
      }
      for (const { thread } of members) thread.ref();
      start(COMMAND.close);
      const failed = (await Promise.all(exits)).findIndex((code) => code !== 0);
      if (failed >= 0)
        throw new StateError(`worker threads: all must close, and thread ${failed} failed${reasons[failed]}`);
    },
  };
}

/** Throws the first thread's error, or a SpecError where environments differ. */
function commonFacts(standings: readonly Standing[], counts: readonly number[]): EnvFacts {
  let first = 0;
  const all = standings.map((told, i) => {
    if ("error" in told) throw reviveError(told.error);
    const from = first;
    first += counts[i]!;
    return { facts: told.facts, from };
  });
  const [{ facts }] = all as [(typeof all)[number]];
  for (const other of all) requireSameFacts(facts, other.facts, other.from);
  return facts;
}

interface Member {
  readonly thread: Worker;
  readonly port: MessagePort;
}

function spawn({ module, export: name, data: given }: EnvModule, count: number): Member {
  const { port1, port2 } = new MessageChannel();
  const data: WorkerTask = { module: String(module), export: name, data: given, count, port: port2 };
  const thread = spawnThread({ entry: "./worker-entry", from: import.meta.url, data, transferList: [port2] });
  return { thread, port: port1 };
}

/** The thread's first message; an early end counts as an error. */
function standing(thread: Worker, index: number, exit: Promise<number>): Promise<Standing> {
  return new Promise((resolve) => {
    const fail = (why: string): void =>
      resolve({ error: { name: "StateError", message: `worker thread ${index}: must start, ${why}`, stack: "" } });
    thread.once("message", resolve);
    thread.once("error", (error) => fail(error.message));
    void exit.then((code) => fail(`ended with code ${code}`));
  });
}
