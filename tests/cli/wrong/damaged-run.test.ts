/** Files of a run that are truncated, altered or half-written: never read as whole, and one line names the file. */
import { cp, mkdtemp, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectEnding } from "../../support/expect-ending.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { runCraik } from "../../support/run-craik.ts";
import { copyTrainedRun, trainedRun } from "../../support/trained-run.ts";

let folder: string;
let run: string;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-damaged-"));
  await trainedRun();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A fresh copy to damage. */
async function copy(): Promise<string> {
  run = await copyTrainedRun(join(folder, `run-${made++}`));
  return run;
}

/** A run that has all but its model: to go on with it reads every earlier file. */
async function copyWithoutModel(): Promise<string> {
  await copy();
  await rm(join(run, "model"), { recursive: true });
  return run;
}

type Damage = (path: string) => Promise<void>;
/** Leaves the first half. */
const halve: Damage = async (path) => truncate(path, Math.floor((await readFile(path)).length / 2));
/** Flips a bit in the middle. */
const flip: Damage = async (path) => {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(path, bytes);
};
const remove: Damage = (path) => rm(path);
const replace =
  (from: string | RegExp, to: string): Damage =>
  async (path) => {
    const text = await readFile(path, "utf8");
    expect(text).toMatch(from);
    await writeFile(path, text.replace(from, to));
  };

const evaluate = (): readonly string[] => ["evaluate", run, "--agent", "random", "--episodes", "1"];
const goOn = (): readonly string[] => [
  ...["train", "cartpole-swingup", "--run", run, "--resume", "--device", "cpu", "--episodes", "0"],
];

describe("a file of a trained run", () => {
  it.each([
    ["config.json", "truncated", halve, /config\.json: must be JSON, and it is not/],
    [
      "config.json",
      "altered",
      replace('"latents": 4', '"latents": "four"'),
      /settings\.vae\.latents: expected number, got "four"/,
    ],
    ["model/model.json", "truncated", halve, /model\.json: must be JSON, and it is not/],
    [
      "model/model.json",
      "altered",
      replace(/"rewardScale": [\d.]+/, '"rewardScale": 7'),
      /model\.json: contents must match their checksum/,
    ],
    ["model/encoder.onnx", "truncated", halve, /encoder\.onnx: SHA-256 must be/],
    ["model/encoder.onnx", "altered", flip, /encoder\.onnx: SHA-256 must be/],
    ["model/decoder.onnx", "missing", remove, /decoder\.onnx: required by model\.json, and it is missing/],
    ["model/weights.safetensors", "truncated", halve, /weights\.safetensors: SHA-256 must be/],
    ["model/weights.safetensors", "altered", flip, /weights\.safetensors: SHA-256 must be/],
  ])("%s, %s", async (name, _damage, damage, line) => {
    await copy();
    await damage(join(run, name));
    await expectEnding(evaluate(), { status: 2, line });
  });

  it("altered is not exported", async () => {
    await copy();
    await flip(join(run, "model", "dynamics.onnx"));
    const argv = ["export", run, "--format", "onnx", "--out", join(folder, "exported")];
    await expectEnding(argv, { status: 2, line: /dynamics\.onnx: SHA-256 must be/ });
  });
});

describe("scores and metrics", () => {
  it.each([
    ["truncated", halve, /evaluation\.json: must be JSON/],
    ["altered", replace(/"return":\d/, '"return":9999'), /evaluation\.json: contents must match their checksum/],
    ["emptied", replace(/.*/s, "{}"), /evaluation\.json: contents must match their checksum/],
  ])("evaluation.json, %s", async (_title, damage, line) => {
    await copy();
    expect((await runCraik(evaluate())).status).toBe(0);
    await damage(join(run, "evaluation.json"));
    await expectEnding(evaluate(), { status: 2, line });
  });

  it("metrics.jsonl, altered", async () => {
    await copy();
    await replace('"step":10', '"step"=10')(join(run, "metrics.jsonl"));
    await expectEnding(["serve", run, "--port", "0"], { status: 2, line: /metrics\.jsonl line \d+: must be JSON/ });
  });
});

describe("a file of a stopped run", () => {
  it.each([
    ["dataset/shard-000000.arrow", "truncated", halve, /shard-000000\.arrow: size in bytes must be at least/],
    ["dataset/shard-000000.arrow", "altered", flip, /shard-000000\.arrow: sha256 of episode \d must be/],
    ["dataset/shard-000000.arrow", "missing", remove, /shard-000000\.arrow: must exist as in the manifest/],
    [
      "dataset/manifest.jsonl",
      "altered",
      replace("shard-000000", "shard-000007"),
      /manifest\.jsonl line 1: file must be shard-000000\.arrow, got shard-000007\.arrow/,
    ],
    ["dataset/dataset.json", "of another version", replace('"version":2', '"version":9'), /dataset\.json: .*version/],
    [
      "dataset/dataset.json",
      "of another scenario",
      replace(/"scenarioHash":"\w+"/, '"scenarioHash":"fff"'),
      /dataset.*: scenarioHash must be \w+, got fff/,
    ],
    [
      "held-out/dataset.json",
      "of another scenario",
      replace(/"scenarioHash":"\w+"/, '"scenarioHash":"fff"'),
      /held-out.*: scenarioHash must be \w+, got fff/,
    ],
  ])("%s, %s", async (name, _damage, damage, line) => {
    await copyWithoutModel();
    await damage(join(run, name));
    await expectEnding(goOn(), { status: 2, line });
  });
});

describe("a damaged checkpoint", () => {
  const CHECKPOINTS = [
    ["rnn-1.safetensors", "truncated", halve, /rnn-1\.safetensors: a whole safetensors file required/],
    ["rnn-1.safetensors", "altered", flip, /rnn-1\.safetensors: a whole safetensors file required/],
    [
      "controller.json",
      "altered",
      replace(/"generation":\d/, '"generation":0'),
      /controller\.json: contents must match/,
    ],
  ] as const;
  const previous = (name: string): string => name.replace(".", ".previous.");

  it.each(CHECKPOINTS)(
    "%s, %s: the one before it is gone on from, to the same bytes",
    async (name, _is, damage, said) => {
      await copyWithoutModel();
      await damage(join(run, "checkpoints", name));
      const { status, stderr } = await runCraik(goOn());
      expect(status).toBe(0);
      expect(stderr).toMatch(said);
      expect(stderr).toContain(`; going on from the checkpoint before it, ${previous(name)}`);
      expect(await fingerprint(run)).toEqual(await fingerprint(await trainedRun()));
    },
  );

  it.each(CHECKPOINTS)("%s, %s like the one before it: one line says what to remove", async (name, _is, damage) => {
    await copyWithoutModel();
    for (const file of [name, previous(name)]) await damage(join(run, "checkpoints", file));
    await expectEnding(goOn(), {
      status: 2,
      line: new RegExp(`no other checkpoint is whole; remove ${name} and ${previous(name)} to begin that stage again`),
    });
  });

  it("of another run is refused", async () => {
    await copyWithoutModel();
    const checkpoint = (name: string): string => join(run, "checkpoints", name);
    await cp(checkpoint("rnn-0.safetensors"), checkpoint("rnn-1.safetensors"));
    await expectEnding(goOn(), {
      status: 2,
      line: /rnn-1\.safetensors: must have been made with the run's stage rnn-1, was made with rnn-0/,
    });
  });
});

describe("what a kill leaves half-written", () => {
  it("a torn last line of metrics.jsonl and of a manifest is made again, to the same bytes", async () => {
    await copyWithoutModel();
    const whole = await fingerprint(await trainedRun());
    await rm(join(run, "checkpoints", "zOnlyControl.json"));
    await halfOfLastLine(join(run, "metrics.jsonl"));
    await halfOfLastLine(join(run, "held-out", "manifest.jsonl"));
    expect(await runCraik([...goOn(), "--quiet"])).toMatchObject({ status: 0, stderr: "" });
    expect(await fingerprint(run)).toEqual(whole);
  });

  it("a temporary file is never read: a model whose card was not renamed is no model", async () => {
    await copy();
    const card = join(run, "model", "model.json");
    await rename(card, `${card}.tmp`);
    await expectEnding(evaluate(), { status: 2, line: /a trained model required/ });
    expect(await runCraik([...goOn(), "--quiet"])).toMatchObject({ status: 0, stderr: "" });
    expect(await fingerprint(run)).toEqual(await fingerprint(await trainedRun()));
  });

  it("temporary halves beside every file change nothing", async () => {
    await copyWithoutModel();
    const whole = await fingerprint(await trainedRun());
    for (const name of Object.keys(await fingerprint(run))) {
      const temporary = join(run, `${name}.tmp`);
      await cp(join(run, name), temporary);
      await halve(temporary);
    }
    expect(await runCraik([...goOn(), "--quiet"])).toMatchObject({ status: 0, stderr: "" });
    const found = Object.entries(await fingerprint(run)).filter(([name]) => !name.endsWith(".tmp"));
    expect(Object.fromEntries(found)).toEqual(whole);
  });
});

async function halfOfLastLine(path: string): Promise<void> {
  const text = await readFile(path, "utf8");
  const start = text.lastIndexOf("\n", text.length - 2) + 1;
  await writeFile(path, text.slice(0, (start + text.length) >> 1));
}
