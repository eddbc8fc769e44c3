/** A run that is killed goes on to the same bytes as one that was never disturbed. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stagesOf } from "../../../cli/pipeline/pipeline.ts";
import type { LearnedVaeSettings } from "../../../cli/pipeline/run-config.ts";
import { createRng } from "../../../sim/index.ts";
import { decodeTrainerState } from "../../../worldmodel/index.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { createTinyRun, TINY_PLAN, TINY_VAE } from "../../support/tiny-run.ts";
import { trainAndKill as train } from "../../support/train-and-kill.ts";

const STAGES = stagesOf({ ...TINY_PLAN, actor: { ...TINY_PLAN.actor, everyRound: true } });
const TRAINING: ReadonlySet<string> = new Set(["vae-0", "rnn-0", "actor-0", "vae-1", "rnn-1", "actor-1"]);
/** Long enough that the kill, a few milliseconds after the line, comes before the end of a stage. */
const UPDATES = 300;
/** Keeps M's best weights, and is too patient to stop it. */
const PATIENT = { every: 20, batches: 1, patience: UPDATES };
/** M's, with all that an optimiser can carry from update to update. */
const AVERAGED = { rule: "adamw", weightDecay: 0.01, clipNorm: 1, averaging: 0.99 } as const;

const LONG_MS = 180_000;
const KILLS = 10;
/** After the first line of progress. */
const LATEST_KILL_MS = 2000;

let folder: string;
let undisturbed: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-resume-"));
  const run = join(folder, "undisturbed");
  await createLongerRun(run);
  expect((await train(run)).code).toBe(0);
  undisturbed = await fingerprint(run);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("craik train --resume", () => {
  it(
    "after a kill in each stage, and in the middle of each training, ends with the same files",
    async () => {
      const run = join(folder, "each-stage");
      await createLongerRun(run);
      for (const { id, label } of STAGES) {
        expect((await train(run, (line) => line.includes(label))).signal).toBe("SIGKILL");
        if (!TRAINING.has(id)) continue;
        // The first line comes at the first update, before any checkpoint; the second a quarter later, behind one.
        const killed = await train(run, (line, index, lines) => {
          return line.includes(label) && lines.findIndex((earlier) => earlier.includes(label)) < index;
        });
        expect(killed.signal).toBe("SIGKILL");
        const file = join(run, "checkpoints", `${id}.safetensors`);
        const { steps } = decodeTrainerState(await readFile(file), file);
        expect(steps).toBeGreaterThan(0);
        expect(steps).toBeLessThan(UPDATES);
      }
      const resumed = await train(run);
      expect(resumed.errors).not.toMatch(/^craik train:/m);
      expect(resumed.code).toBe(0);
      expect(await fingerprint(run)).toEqual(undisturbed);
    },
    LONG_MS,
  );

  it(
    "after kills at ten random moments ends with the same files",
    async () => {
      const moments = createRng(10).split("moments of kills");
      const runs: string[] = [];
      for (let kills = 0; kills < KILLS; ) {
        const run = join(folder, `random-${runs.length}`);
        runs.push(run);
        await createLongerRun(run);
        // One run is killed again and again until it ends before a kill.
        while (
          kills < KILLS &&
          (await train(run, () => false, LATEST_KILL_MS * moments.uniform())).signal === "SIGKILL"
        )
          kills++;
      }
      for (const run of runs) {
        expect((await train(run)).code).toBe(0);
        expect(await fingerprint(run)).toEqual(undisturbed);
      }
    },
    LONG_MS,
  );

  it("of a finished run changes nothing", async () => {
    const run = join(folder, "undisturbed");
    expect((await train(run)).code).toBe(0);
    expect(await fingerprint(run)).toEqual(undisturbed);
  });
});

async function createLongerRun(run: string): Promise<void> {
  await createTinyRun(run, {
    change: (config) => {
      const { rnn, actor } = config.settings;
      const longer = <T extends LearnedVaeSettings | typeof rnn>(part: T): T => ({
        ...part,
        first: { steps: UPDATES, learningRate: { ...part.first.learningRate, shape: "exponential", warmUp: 40 } },
        further: { ...part.further, steps: UPDATES },
      });
      return {
        ...config,
        settings: {
          ...config.settings,
          vae: longer(TINY_VAE),
          rnn: { ...longer(rnn), optimiser: { ...rnn.optimiser, ...AVERAGED }, heldOut: PATIENT },
          actor: { ...actor, schedule: { ...actor.schedule, steps: UPDATES }, everyRound: true },
        },
      };
    },
  });
}
