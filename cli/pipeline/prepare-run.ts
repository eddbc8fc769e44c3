/** Makes a new run's folder, or opens a stopped run to go on with. */
import { resolve } from "node:path";
import { builtinScenarios } from "../../scenarios/index.ts";
import { type Scenario, scenarioHash, UsageError } from "../../sim/index.ts";
import { chooseDevice, type Device } from "../../worldmodel/index.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import { presetOf } from "./presets/preset-of.ts";
import { requireSameScenario } from "./require-same-scenario.ts";
import type { RunConfig, Settings } from "./run-config.ts";
import { createRun, openRun, type RunFolder } from "./run-folder.ts";
import { claimRun, latestRun, RUNS } from "./run-numbers.ts";
import type { EvolutionPlace, Gatherer, Modality, Preset, SearchKind } from "./run-words.ts";

export interface RunRequest {
  /** Built-in id or path of a file. */
  readonly scenario: string;
  readonly observe: Modality;
  readonly preset: Preset;
  readonly device: Device | "auto";
  readonly seed: number;
  /** Control steps of a decision; the preset's unless given. */
  readonly repeat?: number | undefined;
  /** Episodes of exploration; the preset's unless given. */
  readonly explore?: number | undefined;
  /** The preset's unless given. */
  readonly rounds?: number | undefined;
  /** The preset's unless given. */
  readonly gather?: Gatherer | undefined;
  /** The preset's unless given. */
  readonly ensemble?: number | undefined;
  /** The preset's unless given. */
  readonly evolve?: EvolutionPlace | undefined;
  /** The preset's unless given. */
  readonly search?: SearchKind | undefined;
  /** The preset's unless given. */
  readonly restarts?: number | undefined;
  /** Folder of the run; a new one below `runs/` unless given. */
  readonly run: string | undefined;
  readonly resume: boolean;
  /** Names of the options that were given, rather than left at their defaults. */
  readonly given: ReadonlySet<string>;
}

export interface PreparedRun {
  readonly scenario: Scenario;
  readonly folder: RunFolder;
  readonly config: RunConfig;
}

/** One line about where a run trains, for the person who waits. */
export function describeDevice({ device, deviceReason }: Pick<RunConfig, "device" | "deviceReason">): string {
  return `device ${device} (${deviceReason})`;
}

/** Two: more help little with models of this size, and every machine has them. */
const THREADS = 2;

/** Throws a UsageError for what the request gets wrong, a SpecError for a damaged run or another scenario than the run's. */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const scenario = await loadWatched(request.scenario);
  return request.resume ? resumeRun(request, scenario) : newRun(request, scenario);
}

async function newRun(request: RunRequest, scenario: Scenario): Promise<PreparedRun> {
  const settings = settingsOf(request);
  const decisions = Math.floor(scenario.maxSteps / settings.actionRepeat);
  if (decisions < settings.rnn.steps)
    throw new UsageError(
      `--repeat ${settings.actionRepeat}: episodes of at least ${settings.rnn.steps} decisions required, as M learns from so many in a row, got ${decisions} in ${scenario.maxSteps} steps of ${scenario.id}`,
    );
  const { device, why } = await chooseDevice(request.device, { clock: () => performance.now() / 1000 });
  const config: RunConfig = {
    version: 1,
    scenario: builtinScenarios.includes(request.scenario) ? request.scenario : resolve(request.scenario),
    scenarioHash: await scenarioHash(scenario),
    seed: request.seed,
    preset: request.preset,
    modality: request.observe,
    device,
    deviceReason: why,
    threads: THREADS,
    settings,
  };
  const folder = await createRun(request.run ?? (await claimRun(scenario.id)), config);
  return { scenario, folder, config };
}

/** A preset with what the request says instead. */
function settingsOf(request: RunRequest): Settings {
  const { repeat, explore, rounds, gather, ensemble, evolve, search, restarts } = request;
  const settings = presetOf(request.preset, request.observe);
  const { collection, rnn, controller } = settings;
  return {
    ...settings,
    actionRepeat: repeat ?? settings.actionRepeat,
    collection: {
      ...collection,
      explorationEpisodes: explore ?? collection.explorationEpisodes,
      rounds: rounds ?? collection.rounds,
      gatherer: gather ?? collection.gatherer,
    },
    rnn: { ...rnn, ensemble: ensemble ?? rnn.ensemble },
    controller: {
      ...controller,
      evolveIn: evolve ?? controller.evolveIn,
      search: search ?? controller.search,
      restarts: restarts ?? controller.restarts,
    },
  };
}

async function resumeRun(request: RunRequest, scenario: Scenario): Promise<PreparedRun> {
  const path = request.run ?? (await latestRun(scenario.id));
  if (path === undefined)
    throw new UsageError(`--resume: a run of ${scenario.id} below ${RUNS}/ or --run required, got neither`);
  const { folder, config } = await openRun(path);
  await requireSameScenario(config.scenarioHash, scenario, path);
  requireSameSettings(request, config, path);
  return { scenario, folder, config };
}

/** A run goes on as it began: a wish for anything else is a mistake, which nothing must pass over in silence. */
function requireSameSettings({ given, ...request }: RunRequest, config: RunConfig, path: string): void {
  const settings = [
    ["observe", request.observe, config.modality],
    ["preset", request.preset, config.preset],
    // `auto` leaves the choice to the run.
    ["device", request.device === "auto" ? config.device : request.device, config.device],
    ["seed", request.seed, config.seed],
    ["repeat", request.repeat, config.settings.actionRepeat],
    ["explore", request.explore, config.settings.collection.explorationEpisodes],
    ["rounds", request.rounds, config.settings.collection.rounds],
    ["gather", request.gather, config.settings.collection.gatherer],
    ["ensemble", request.ensemble, config.settings.rnn.ensemble],
    ["evolve", request.evolve, config.settings.controller.evolveIn],
    ["search", request.search, config.settings.controller.search],
    ["restarts", request.restarts, config.settings.controller.restarts],
  ] as const;
  for (const [name, wanted, own] of settings) {
    if (given.has(name) && wanted !== own)
      throw new UsageError(`--${name} must be ${own} to go on with ${path}, which was begun with it, got ${wanted}`);
  }
}
