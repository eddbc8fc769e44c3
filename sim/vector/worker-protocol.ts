/** What a worker thread of environments and its caller say to each other. */
import type { MessagePort } from "node:worker_threads";
import type { Env, ResetOptions } from "../core/env.ts";
import type { AutoresetMode } from "../core/vector-env.ts";
import type { ThreadError } from "../thread-error.ts";
import type { SliceBuffers } from "./batch-buffers.ts";
import type { EnvFacts } from "./env-facts.ts";

/** Where a worker finds its environments. Structured-cloneable; `scenarioEnvs` of `craik/scenarios` makes one. */
export interface EnvModule {
  /** Absolute URL of a module. */
  readonly module: string | URL;
  /** Name of a function that it exports, a `MakeEnvsFrom`: each worker calls it once. */
  readonly export: string;
  /** What the function is given; structured-cloneable. */
  readonly data?: unknown;
}

/** Makes `count` environments of one kind from an `EnvModule`'s data. */
export type MakeEnvsFrom<D = unknown> = (count: number, data: D) => readonly Env[] | Promise<readonly Env[]>;

/** Words of the shared control memory. */
export const CONTROL = { round: 0, command: 1, pending: 2, reports: 3, words: 4 } as const;
/** Values of the word `command`. */
export const COMMAND = { step: 1, reset: 2, close: 3 } as const;
export type Command = (typeof COMMAND)[keyof typeof COMMAND];

/** A thread's `workerData`. */
export interface WorkerTask {
  readonly module: string;
  readonly export: string;
  readonly data: unknown;
  readonly count: number;
  /** Rows of resets go in, reports come out. Read without an event loop. */
  readonly port: MessagePort;
}

/** The thread's first message: its environments stand, or could not be made. */
export type Standing = { readonly facts: EnvFacts } | { readonly error: ThreadError };

/** The caller's answer: the memory, and the rounds begin. */
export interface Begin {
  readonly control: Int32Array;
  readonly buffers: SliceBuffers;
  readonly autoresetMode: AutoresetMode;
  readonly options: ResetOptions | undefined;
  /** Whether to spin for a moment before sleeping: there are at least as many cores as threads. */
  readonly spin: boolean;
}

/** Counted in `CONTROL.reports`: names of all information columns so far, or the error that ended a round. */
export type Report = { readonly names: readonly string[] } | { readonly error: ThreadError };
