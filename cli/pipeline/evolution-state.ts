/** What a search for C has come to: the checkpoint of its stage. */
import { bestMean, type Ipop, type IpopRecord, restoreIpop, saveIpop } from "../../agents/index.ts";
import { SpecError } from "../../sim/index.ts";
import type { Controller, ControllerInputs } from "../../worldmodel/index.ts";

export interface Evolution {
  readonly search: Ipop;
  /** Control steps in the true scenario so far. */
  envSteps: number;
  /** The mean that did best in a check; none before the first one. */
  kept: Checked | undefined;
}

/** A mean of the search, scored in the true scenario. */
export interface Checked {
  readonly parameters: readonly number[];
  readonly returnMean: number;
}

export interface EvolutionRecord {
  readonly version: 1;
  readonly search: IpopRecord;
  readonly envSteps: number;
  readonly kept: Checked | null;
}

export function saveEvolution({ search, envSteps, kept }: Evolution): EvolutionRecord {
  return { version: 1, search: saveIpop(search), envSteps, kept: kept ?? null };
}

/** A SpecError for a record that does not fit together; `where` begins its message. */
export function restoreEvolution(stored: unknown, where: string): Evolution {
  const { version, search, envSteps, kept } = stored as EvolutionRecord;
  if (version !== 1 || !Number.isSafeInteger(envSteps))
    throw new SpecError(
      `${where}: must be of version 1 with a whole number of envSteps, got ${version} and ${envSteps}`,
    );
  return { search: restoreIpop(search), envSteps, kept: kept ?? undefined };
}

/**
 * The mean that did best in the true scenario where means were checked there, else the centre of the last generation's
 * distribution: the best estimate under noisy returns (Hansen 2016, B.2).
 */
export function foundController(inputs: ControllerInputs, { search, kept }: Evolution): Controller {
  return { inputs, parameters: Float32Array.from(kept?.parameters ?? bestMean(search)) };
}
