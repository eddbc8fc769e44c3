/** What every stage of a pipeline works with. */
import { createRng, type Rng, type Scenario } from "../../sim/index.ts";
import type { SessionOptions } from "../../worldmodel/index.ts";
import type { Reporter } from "./reporter.ts";
import type { RunConfig } from "./run-config.ts";
import type { RunFolder } from "./run-folder.ts";

export interface PipelineContext {
  readonly folder: RunFolder;
  readonly config: RunConfig;
  readonly scenario: Scenario;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** The rng of one purpose of a run: independent of all others, and of how often the run was stopped. */
export function rngFor(config: Pick<RunConfig, "seed">, purpose: string): Rng {
  return createRng(config.seed).split(purpose);
}

/** `evolution` scores the candidates of a search, `check` its mean. */
export type EpisodePurpose = "training" | "held-out" | "evaluation" | "evolution" | "check";

/** A seed for one episode; purposes never share episodes. */
export function episodeSeed(seed: number, purpose: EpisodePurpose, index: number): number {
  return createRng(seed)
    .split(`${purpose} episodes`)
    .split(index)
    .integer(2 ** 31);
}

export function sessionOptions({ device, threads }: Pick<RunConfig, "device" | "threads">): SessionOptions {
  return { device, threads };
}

/**
 * Where agents act and dreams are drawn: always on the CPU. Batches are small there, several threads play at the same time, and two
 * WebGPU sessions must not run at once in one process.
 */
export function actingOptions(threads: number): SessionOptions {
  return { device: "cpu", threads };
}
