/** Makes a new run's folder, or opens a stopped run to go on with. */
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { builtinScenarios, loadScenario } from "../../scenarios/index.ts";
import { type Scenario, scenarioHash, UsageError } from "../../sim/index.ts";
import type { Device } from "../../worldmodel/index.ts";
import { PRESETS, type Preset, type RunConfig } from "./run-config.ts";
import { createRun, openRun, type RunFolder } from "./run-folder.ts";

export interface RunRequest {
  /** Built-in id or path of a file. */
  readonly scenario: string;
  readonly observe: "state" | "pixels";
  readonly preset: Preset;
  readonly device: Device;
  readonly seed: number;
  /** Folder of the run; a new one below `runs/` unless given. */
  readonly run: string | undefined;
  readonly resume: boolean;
}

export interface PreparedRun {
  readonly scenario: Scenario;
  readonly folder: RunFolder;
  readonly config: RunConfig;
}

/** Below the folder in which the command was given. */
export const RUNS = "runs";
/** Two: more help little with models of this size, and every machine has them. */
const THREADS = 2;

/** Throws a UsageError for what the request gets wrong, a SpecError for a damaged run. */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const scenario = await loadScenario(request.scenario);
  if (request.resume) return resumeRun(request, scenario);
  const modalities = Object.keys(scenario.observationSpace);
  if (request.observe !== "state" || !modalities.includes(request.observe)) {
    throw new UsageError(
      `--observe must be a modality of scenario ${scenario.id} (${modalities.join(", ")}), got ${request.observe}`,
    );
  }
  const config: RunConfig = {
    version: 1,
    scenario: builtinScenarios.includes(request.scenario) ? request.scenario : resolve(request.scenario),
    scenarioHash: await scenarioHash(scenario),
    seed: request.seed,
    preset: request.preset,
    modality: request.observe,
    device: request.device,
    threads: THREADS,
    settings: PRESETS[request.preset],
  };
  const folder = await createRun(request.run ?? (await nextRun(scenario.id)), config);
  return { scenario, folder, config };
}

async function resumeRun({ run }: RunRequest, scenario: Scenario): Promise<PreparedRun> {
  const path = run ?? (await latestRun(scenario.id));
  if (path === undefined)
    throw new UsageError(`--resume: a run of ${scenario.id} below ${RUNS}/ or --run required, got neither`);
  const { folder, config } = await openRun(path);
  const found = await scenarioHash(scenario);
  if (found !== config.scenarioHash) {
    throw new UsageError(
      `--resume: scenario ${scenario.id} must be the one that ${path} was made with, got hash ${found.slice(0, 12)}… for ${config.scenarioHash.slice(0, 12)}…`,
    );
  }
  return { scenario, folder, config };
}

/** `runs/<id>-<n>` with the first free n from 1. */
async function nextRun(id: string): Promise<string> {
  const taken = await runNumbers(id);
  return join(RUNS, `${id}-${Math.max(0, ...taken) + 1}`);
}

/** The run of this scenario with the highest number. */
export async function latestRun(id: string): Promise<string | undefined> {
  const taken = await runNumbers(id);
  return taken.length > 0 ? join(RUNS, `${id}-${Math.max(...taken)}`) : undefined;
}

async function runNumbers(id: string): Promise<readonly number[]> {
  const names = await readdir(RUNS).catch(() => []);
  return names.flatMap((name) =>
    name.startsWith(`${id}-`) && /^\d+$/.test(name.slice(id.length + 1)) ? [Number(name.slice(id.length + 1))] : [],
  );
}
