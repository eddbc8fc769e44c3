/** Where scores are kept while they are played, so that a stopped evaluation goes on. */
import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import * as v from "valibot";
import { SpecError, scenarioHash } from "../../sim/index.ts";
import { AGENT_NAMES, type Casting, DYNAMICS_NAMES } from "./casting.ts";
import type { ChosenPlanner } from "./chosen-planner.ts";
import type { PerformedEpisode } from "./engine-messages.ts";
import { type RunFolder, readChecked, runFolder, writeChecked } from "./run-folder.ts";
import type { FinishedRun, Subject } from "./subject.ts";

/** One episode of one casting. */
export interface Score extends PerformedEpisode, Casting {}

export interface ScoreStore {
  /** Scores so far; none where nothing was played. A SpecError when the file was altered, or holds scores of something else. */
  read(): Promise<readonly Score[]>;
  write(scores: readonly Score[]): Promise<void>;
}

/** What the scores in a file are of, by name: a file of other scores is not gone on with. */
export type Scored = Readonly<Record<string, string | number>>;

const RUN_FILE = "evaluation.json";

const storedScores: v.GenericSchema<readonly Score[]> = v.array(
  v.object({
    agent: v.picklist(AGENT_NAMES),
    dynamics: v.picklist(DYNAMICS_NAMES),
    seed: v.number(),
    return: v.number(),
    steps: v.number(),
    decisions: v.number(),
    thinkingSecs: v.number(),
  }),
);

const storedFile: v.GenericSchema<{ readonly of: Scored; readonly scores: readonly Score[] }> = v.object({
  of: v.record(v.string(), v.union([v.string(), v.number()])),
  scores: storedScores,
});

/** Of a run in the true scenario: every score ever played with it. */
export function runScores(run: RunFolder): ScoreStore {
  return {
    read: async () => {
      const data = await readChecked(run, RUN_FILE);
      return data === undefined ? [] : parsed(storedScores, data, run.file(RUN_FILE));
    },
    write: (scores) => writeChecked(run, scores, RUN_FILE),
  };
}

/** In a file of their own. */
export function fileScores(path: string, of: Scored): ScoreStore {
  const [folder, name] = [runFolder(dirname(path)), basename(path)];
  return {
    read: async () => {
      const data = await readChecked(folder, name);
      if (data === undefined) return [];
      const stored = parsed(storedFile, data, path);
      for (const key of Object.keys({ ...of, ...stored.of })) {
        if (of[key] !== stored.of[key])
          throw new SpecError(
            `${path}: must hold scores of ${key} ${of[key] ?? "unset"}, got ${stored.of[key] ?? "none"}; name another file`,
          );
      }
      return stored.scores;
    },
    write: (scores) => writeChecked(folder, { of, scores }, name),
  };
}

/** How a subject's agents play, where it is not as a run's own do. */
export interface Circumstances {
  /** Temperature of the dream in which they act. */
  readonly dream?: number | undefined;
  /** Planner with settings other than the run's. */
  readonly planner?: ChosenPlanner | undefined;
}

/** Whether the scores belong to the run itself, which keeps them. */
export function keptByRun({ run }: Pick<Subject, "run">, { dream, planner }: Circumstances): boolean {
  return run !== undefined && dream === undefined && planner === undefined;
}

/** A run keeps what its own agents play in the true scenario; all else is kept in `file`, where one is named. */
export async function subjectScores(
  { scenario, run }: Subject,
  { dream, planner, file }: Circumstances & { readonly file: string | undefined },
): Promise<ScoreStore | undefined> {
  if (run && keptByRun({ run }, { dream, planner })) return runScores(run.folder);
  if (file === undefined) return undefined;
  return fileScores(file, {
    scenario: scenario.id,
    scenarioHash: await scenarioHash(scenario),
    ...(run ? { model: modelHash(run) } : {}),
    ...(dream === undefined ? {} : { temperature: dream }),
    ...(planner ? { planner: JSON.stringify(planner) } : {}),
  });
}

/** Of everything that a run's agents read of its model. */
export function modelHash({ card }: Pick<FinishedRun, "card">): string {
  return createHash("sha256").update(JSON.stringify(card.files)).digest("hex");
}

function parsed<T>(schema: v.GenericSchema<T>, data: unknown, where: string): T {
  const result = v.safeParse(schema, data);
  if (!result.success) throw new SpecError(`${where}: must hold scores, got ${result.issues[0].message}`);
  return result.output;
}
