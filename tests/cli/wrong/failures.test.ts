/** Failures that are nobody's mistake: status 1 and one line; what was stored before stays good. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stagesOf } from "../../../cli/pipeline/pipeline.ts";
import type { RunConfig } from "../../../cli/pipeline/run-config.ts";
import { openDataset } from "../../../sim/index.ts";
import { decodeTrainerState } from "../../../worldmodel/checkpoint/training-checkpoint.ts";
import { expectEnding } from "../../support/expect-ending.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { writeOwnScenario } from "../../support/own-scenario.ts";
import { ROOT, runCraik } from "../../support/run-craik.ts";
import { createTinyRun, TINY_PLAN } from "../../support/tiny-run.ts";
import { copyTrainedRun, trainedRun } from "../../support/trained-run.ts";
import { watchCraik } from "../../support/watch-craik.ts";

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);
const goOn = (run: string, scenario = "cartpole-swingup"): readonly string[] => [
  ...["train", scenario, "--run", run, "--resume", "--device", "cpu", "--episodes", "0"],
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-failures-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("Ctrl-C in training", () => {
  it("ends with status 130 and one line; the run goes on to the same files", async () => {
    const run = at("interrupted");
    await createTinyRun(run);
    const training = watchCraik([...goOn(run), "--json"]);
    await training.sees("stderr", inMemory(/\d+%/));
    training.child.kill("SIGINT");
    const { status, stdout, stderr } = await training.ended;
    expect({ status, stdout }).toEqual({ status: 130, stdout: "" });
    expect(stderr).toMatch(/\ncraik train: interrupted\n$/);
    expect(await runCraik([...goOn(run), "--quiet"])).toMatchObject({ status: 0, stderr: "" });
    expect(await fingerprint(run)).toEqual(await fingerprint(await trainedRun()));
  });
});

describe("Ctrl-C while ONNX Runtime is at work", () => {
  // A thread that is ended inside ONNX Runtime aborts the process, in about one of three attempts.
  it("never takes the process down", async () => {
    const run = await copyTrainedRun(at("busy"));
    await rm(join(run, "model"), { recursive: true });
    for (let attempt = 0; attempt < 4; attempt++) {
      for (const name of ["rnn-1.safetensors", "rnn-1.previous.safetensors"])
        await rm(join(run, "checkpoints", name), { force: true });
      const training = watchCraik([...goOn(run), "--json"]);
      await training.sees("stderr", inMemory(/\d+%/, "rnn-1"));
      training.child.kill("SIGINT");
      expect(await training.ended).toMatchObject({ status: 130, stdout: "" });
    }
  });
});

describe("a loss that becomes NaN", () => {
  it("stops the run with its stage and step; from the last checkpoint the run goes on to the same files", async () => {
    const run = at("exploding");
    const sound = await createTinyRun(run);
    const training = watchCraik(goOn(run));
    await training.sees("stderr", inMemory(/[3-9]\d%/));
    training.child.kill("SIGKILL");
    await training.ended;
    const partial = at("exploding", "checkpoints", "rnn-0.safetensors");
    const stored = await readFile(partial);
    const { steps } = decodeTrainerState(stored, partial);

    await configure(run, withMemoryRate(sound, 1e38));
    // The first step at this rate still has the loss of sound parameters; it makes them infinite, and the second step's loss NaN.
    // What it came from is named too, and what is left.
    const line = new RegExp(
      `rnn-0: training step ${steps + 2}: loss must be finite, got NaN; .*rnn.*; ${partial} keeps the state after step ${steps}$`,
    );
    await expectEnding(goOn(run), { status: 1, line });
    expect((await readFile(partial)).equals(stored)).toBe(true);

    await configure(run, sound);
    expect(await runCraik([...goOn(run), "--quiet"])).toMatchObject({ status: 0, stderr: "" });
    expect(await fingerprint(run)).toEqual(await fingerprint(await trainedRun()));
  });

  it("never becomes a checkpoint", async () => {
    const run = at("every-step");
    await createTinyRun(run, {
      change: (config) => {
        const exploding = withMemoryRate(config, 1e38);
        return { ...exploding, settings: { ...exploding.settings, checkpointEvery: 1 } };
      },
    });
    await expectEnding(goOn(run), { status: 1, line: /rnn-0: .* must be finite, got / });
    const names = Object.keys(await fingerprint(run)).filter((name) => name.startsWith("checkpoints/rnn"));
    expect(names).toEqual([]);
  });
});

describe("physics that leaves the finite numbers", () => {
  it("in a scenario that is not sound stops the command before a run is made", async () => {
    const scenario = at("unbounded.ts");
    await writeOwnScenario(scenario, [["gear: 10", "gear: 1e300"]]);
    const argv = ["train", scenario, "--run", at("unbounded"), "--device", "cpu"];
    await expectEnding(argv, { status: 1, line: /physics of cartpole-swingup: joint slider must stay finite/ });
    expect(existsSync(at("unbounded"))).toBe(false);
  });

  it("in the middle of an episode stops the run, and the episode is not stored", async () => {
    const scenario = at("edge.ts");
    // Random play that lasts 10 s swings the pole this high (cosine 0.7); the 2 s with which a scenario is identified do not (0.64).
    await writeOwnScenario(scenario, [["return upright *", "return Math.sqrt(0.85 - upright) *"]]);
    const run = at("edge");
    await createTinyRun(run, { scenario });
    await expectEnding(goOn(run, scenario), { status: 1, line: /reward must be finite, got NaN at step \d+/ });
    expect(Object.keys(await fingerprint(run)).filter((name) => name.endsWith(".arrow"))).toEqual([]);
  });
});

/** A file system of 100 KiB: room for the configuration and two episodes of 34 KiB. */
const SMALL = join(tmpdir(), `craik-small-disk-${process.pid}`);
const mounted = mount("size=100k");

describe.skipIf(!mounted)(
  `a full disk (${mounted ? "tmpfs" : "skipped: mounting a tmpfs needs root on Linux"})`,
  () => {
    afterAll(() => void spawnSync("umount", [SMALL]));

    it("ends a rollout with status 1 and one line; elsewhere the dataset grows to the bytes of an undisturbed one", async () => {
      const dataset = join(SMALL, "dataset");
      const rollout = (out: string): readonly string[] => [
        "rollout",
        "cartpole-swingup",
        "--episodes",
        "5",
        "--out",
        out,
      ];
      const line = /shard-000000\.arrow: \d+ bytes must be written, no space is left on the device \(ENOSPC\)/;
      await expectEnding(rollout(dataset), { status: 1, line });
      expect((await openDataset(dataset)).entries.length).toBe(2);
      expect((await runCraik(["dataset", "check", dataset])).status).toBe(0);
      await cp(dataset, at("roomy"), { recursive: true });
      await rm(dataset, { recursive: true });
      for (const name of ["roomy", "undisturbed"]) expect((await runCraik(rollout(at(name)))).status).toBe(0);
      expect(await fingerprint(at("roomy"))).toEqual(await fingerprint(at("undisturbed")));
    });

    it("fails a command whose result does not fit into the file that it was sent to", async () => {
      const filler = join(SMALL, "filler");
      await expect(writeFile(filler, new Uint8Array(2 ** 20))).rejects.toThrow("ENOSPC");
      const command = `"${process.execPath}" dist/cli/main.js scenarios --json > "${join(SMALL, "result.json")}"`;
      const { status, stderr } = spawnSync("sh", ["-c", command], { cwd: ROOT, encoding: "utf8" });
      expect(stderr).toMatch(/^craik: standard output must take the result, got ENOSPC: .*\n$/);
      expect(status).toBe(1);
      await rm(filler);
      await rm(join(SMALL, "result.json"));
    });

    it.each([
      ["an episode", "100k", /shard-000000\.arrow/],
      ["a checkpoint", "260k", /rnn-0\.safetensors/],
    ])(
      "at %s ends training with status 1 and one line; with more room the run goes on to the same files",
      async (_what, size, file) => {
        expect(mount(`remount,size=${size}`)).toBe(true);
        const run = join(SMALL, "run");
        await createTinyRun(run);
        const full = /: \d+ bytes must be written, no space is left on the device \(ENOSPC\)/;
        await expectEnding(goOn(run), { status: 1, line: new RegExp(file.source + full.source) });
        expect(Object.keys(await fingerprint(run)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
        expect(mount("remount,size=4m")).toBe(true);
        expect(await runCraik([...goOn(run), "--quiet"])).toMatchObject({ status: 0, stderr: "" });
        expect(await fingerprint(run)).toEqual(await fingerprint(await trainedRun()));
        await rm(run, { recursive: true });
      },
    );
  },
);

function mount(options: string): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  spawnSync("mkdir", ["-p", SMALL]);
  return spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", SMALL]).status === 0;
}

/** A line of progress in a training of M. */
function inMemory(percent: RegExp, stage = "rnn-0"): RegExp {
  const label = stagesOf(TINY_PLAN).find(({ id }) => id === stage)?.label;
  return new RegExp(`^${label}: ${percent.source}`, "m");
}

async function configure(run: string, config: RunConfig): Promise<void> {
  await mkdir(run, { recursive: true });
  await writeFile(join(run, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
}

function withMemoryRate(config: RunConfig, rate: number): RunConfig {
  const { rnn } = config.settings;
  const first = { ...rnn.first, learningRate: { start: rate, end: rate } };
  return { ...config, settings: { ...config.settings, rnn: { ...rnn, first } } };
}
