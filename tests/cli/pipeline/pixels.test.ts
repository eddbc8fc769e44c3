/** A run on pixels, from nothing to a model, an agent and pictures of its dream. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDataset } from "../../../sim/index.ts";
import { decodePng } from "../../support/decode-png.ts";
import { expectEnding } from "../../support/expect-ending.ts";
import { runCraik } from "../../support/run-craik.ts";
import { createTinyRun, tinyPixels } from "../../support/tiny-run.ts";

const SIDE = 64;
const ENLARGED = 2;

let run: string;
beforeAll(async () => {
  run = join(await mkdtemp(join(tmpdir(), "craik-pixels-")), "run");
  await createTinyRun(run, { scenario: "take-cover", change: tinyPixels });
  const { status, stderr } = await runCraik([
    "train",
    "take-cover",
    "--observe",
    "pixels",
    "--run",
    run,
    "--resume",
    "--episodes",
    "0",
  ]);
  expect(stderr).not.toContain("craik:");
  expect(status).toBe(0);
});
afterAll(() => rm(join(run, ".."), { recursive: true, force: true }));

describe("a run on pixels", () => {
  it("stores the pictures beside the state, and a model of the pictures alone", async () => {
    const { entries } = await openDataset(join(run, "dataset"));
    expect(entries.map(({ agent }) => agent)).toEqual(["brownian", "brownian", "brownian", "controller", "controller"]);
    const { config } = JSON.parse(await readFile(join(run, "model", "model.json"), "utf8"));
    expect(Object.keys(config.observationSpace)).toEqual(["pixels"]);
    expect(config.observationSpace.pixels.shape).toEqual([SIDE, SIDE, 3]);
    expect(config.vae).toMatchObject({ kind: "convolutional", observations: SIDE * SIDE * 3 });
    const stored = await openDataset(join(run, "held-out"));
    expect(Object.keys((await stored.readEpisode(0)).observations).sort()).toEqual(["pixels", "state"]);
  });

  it("measures the model beside what takes none", async () => {
    const { scores } = JSON.parse(await readFile(join(run, "model", "model.json"), "utf8"));
    const { reconstruction, lastObservation, nextObservation, nextLatent } = scores.heldOut;
    for (const value of [reconstruction, lastObservation, nextObservation])
      expect(value.relativeRms).toBeGreaterThan(0);
    expect(nextLatent.nll).not.toBe(nextLatent.untrainedNll);
  });

  it.each(["reconstruction-0", "dream-0", "reconstruction-1", "dream-1"])("draws strips/%s.png", async (name) => {
    const { width, rgb } = decodePng(await readFile(join(run, "strips", `${name}.png`)));
    // The first picture is an observation of the held-out episode, each pixel a square.
    const [side, gap] = [SIDE * ENLARGED, 2];
    expect((width + gap) % (side + gap)).toBe(0);
    const first = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
      const [row, column, colour] = [Math.floor(at / 3 / SIDE), Math.floor(at / 3) % SIDE, at % 3];
      return rgb[(row * ENLARGED * width + column * ENLARGED) * 3 + colour]!;
    });
    const held = await (await openDataset(join(run, "held-out"))).readEpisode(0);
    const pixels = held.observations["pixels"]!;
    const found = Array.from({ length: pixels.length / first.length }, (_, step) =>
      Buffer.compare(Buffer.from(first), Buffer.from(pixels.subarray(step * first.length, (step + 1) * first.length))),
    );
    expect(found).toContain(0);
  });

  it("draws C in the dream at three temperatures", async () => {
    const { width, height } = decodePng(await readFile(join(run, "strips", "free-dream.png")));
    const side = SIDE * ENLARGED;
    expect([width, height]).toEqual([12 * (side + 2) - 2, 3 * (side + 2) - 2]);
  });

  it("is not compared state by state, and one line says where its errors are", async () => {
    await expectEnding(["compare", run], {
      status: 2,
      line: /compare needs a model of the state, and this one is of pixels; .*model\.json, .*strips$/,
    });
  });

  it("has an agent that acts on what it sees", async () => {
    const { status, stdout } = await runCraik([
      ...["evaluate", run, "--agent", "controller", "--episodes", "1", "--json", "--quiet"],
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain("controller");
  });
});
