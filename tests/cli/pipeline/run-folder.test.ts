import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { presetOf } from "../../../cli/pipeline/presets/preset-of.ts";
import type { RunConfig } from "../../../cli/pipeline/run-config.ts";
import { parseRunConfig } from "../../../cli/pipeline/run-config-file.ts";
import { createRun, isRun, openRun, readChecked, runFolder, writeChecked } from "../../../cli/pipeline/run-folder.ts";
import { PRESET_NAMES } from "../../../cli/pipeline/run-words.ts";
import { SpecError, StorageError, UsageError } from "../../../sim/index.ts";
import { createTinyRun } from "../../support/tiny-run.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "craik-folder-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("a run's folder", () => {
  it("makes folders as needed and leaves no temporary file", async () => {
    const folder = runFolder(root);
    await folder.write("text", "a", "b", "c.txt");
    await folder.write(Uint8Array.of(1, 2), "a", "b", "c.txt");
    expect(await folder.read("a", "b", "c.txt")).toEqual(Buffer.of(1, 2));
    expect(await readdir(join(root, "a", "b"))).toEqual(["c.txt"]);
  });

  it("has nothing where there is no file, and removes what is there or not", async () => {
    const folder = runFolder(root);
    expect(await folder.read("none")).toBeUndefined();
    await folder.write("x", "one");
    await folder.remove("one");
    await folder.remove("one");
    expect(await folder.read("one")).toBeUndefined();
  });

  it("says which file cannot be written, and keeps the one before", async () => {
    const folder = runFolder(root);
    await mkdir(join(root, "taken"));
    await expect(folder.write("x", "taken")).rejects.toThrow(StorageError);
    await expect(folder.write("x", "taken")).rejects.toThrow(join(root, "taken"));
  });
});

describe("a run", () => {
  it("is read back as it was made", async () => {
    const config = await createTinyRun(join(root, "run"));
    expect(await isRun(join(root, "run"))).toBe(true);
    expect((await openRun(join(root, "run"))).config).toEqual(config);
  });

  it.each(PRESET_NAMES)("is read back with the settings of the preset %s", async (preset) => {
    const change = (config: RunConfig): RunConfig => ({ ...config, preset, settings: presetOf(preset, "state") });
    const config = await createTinyRun(join(root, "run"), { change });
    expect((await openRun(join(root, "run"))).config).toEqual(config);
  });

  it("of a time when mixtures could not be joint is read as one whose mixture is not", async () => {
    const { settings, ...config } = await createTinyRun(join(root, "run"));
    const { joint: _joint, ...rnn } = settings.rnn;
    const text = JSON.stringify({ ...config, settings: { ...settings, rnn } });
    expect(parseRunConfig(text, "config.json").settings.rnn.joint).toBe(false);
  });

  it("is never made where one is", async () => {
    const config = await createTinyRun(root);
    await expect(createRun(root, { ...config, seed: 99 })).rejects.toThrow(UsageError);
    expect((await openRun(root)).config.seed).toBe(config.seed);
  });

  it("is none where there is no configuration, or no folder", async () => {
    await writeFile(join(root, "file"), "");
    expect(await isRun(root)).toBe(false);
    await expect(openRun(root)).rejects.toThrow(/has no config\.json/);
    await expect(openRun(join(root, "file"))).rejects.toThrow(UsageError);
    const config = await createTinyRun(join(root, "run"));
    await expect(createRun(join(root, "file"), config)).rejects.toThrow(UsageError);
  });

  it("is refused under any truncation of its configuration", async () => {
    await createTinyRun(root);
    const path = join(root, "config.json");
    const text = (await readFile(path, "utf8")).trimEnd();
    for (let length = 0; length < text.length; length += 97) {
      await writeFile(path, text.slice(0, length));
      await expect(openRun(root)).rejects.toThrow(SpecError);
    }
  });

  it("is refused with the field that is wrong, missing or unknown", async () => {
    await createTinyRun(root);
    const path = join(root, "config.json");
    const text = await readFile(path, "utf8");
    for (const [from, to, message] of [
      ['"version": 1', '"version": 2', /config\.json: version: expected 1, got 2/],
      ['"seed": 3', '"seed": -3', /config\.json: seed: /],
      ['"device": "cpu"', '"device": "tpu"', /config\.json: device: .* got "tpu"/],
      ['"generations"', '"generation"', /config\.json: settings\.controller\.generations?: /],
    ] as const) {
      expect(text).toContain(from);
      await writeFile(path, text.replace(from, to));
      await expect(openRun(root)).rejects.toThrow(message);
    }
  });
});

describe("a checked file", () => {
  const DATA = { name: "cma", values: [1, 2.5, -3] };

  it("is read back", async () => {
    const folder = runFolder(root);
    await writeChecked(folder, DATA, "state.json");
    expect(await readChecked(folder, "state.json")).toEqual(DATA);
    expect(await readChecked(folder, "none.json")).toBeUndefined();
  });

  it("is refused under any truncation and any flipped bit", async () => {
    const folder = runFolder(root);
    await writeChecked(folder, DATA, "state.json");
    const bytes = (await folder.read("state.json")) ?? Buffer.alloc(0);
    // The last byte only ends the line.
    for (let length = 0; length < bytes.length - 1; length++) {
      await folder.write(bytes.subarray(0, length), "state.json");
      await expect(readChecked(folder, "state.json")).rejects.toThrow(SpecError);
    }
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 1 << (at % 8);
      await folder.write(flipped, "state.json");
      await expect(readChecked(folder, "state.json")).rejects.toThrow(SpecError);
    }
  });

  it.each(["null", "7", "{}", "[]", '{"data":1}'])("is refused when it holds %s", async (text) => {
    const folder = runFolder(root);
    await folder.write(text, "state.json");
    await expect(readChecked(folder, "state.json")).rejects.toThrow(SpecError);
  });
});
