import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMetricLog, readMetricPoints } from "../../../cli/pipeline/metric-log.ts";
import { type RunFolder, runFolder } from "../../../cli/pipeline/run-folder.ts";
import { SpecError } from "../../../sim/index.ts";

let folder: RunFolder;
beforeEach(async () => {
  folder = runFolder(await mkdtemp(join(tmpdir(), "craik-metrics-")));
});
afterEach(() => rm(folder.path, { recursive: true, force: true }));

const stored = (): Promise<string> => readFile(folder.file("metrics.jsonl"), "utf8");

/** Two rounds of V with one of M in between. */
async function threeStages(): Promise<Awaited<ReturnType<typeof openMetricLog>>> {
  const log = await openMetricLog(folder);
  for (const step of [0, 10, 19]) log.add({ stage: "vae-0", step, loss: 9 - step / 10 });
  for (const step of [0, 10]) log.add({ stage: "rnn-0", step, loss: 5, nll: 4 });
  for (const step of [0, 10]) log.add({ stage: "vae-1", step, loss: 2, divergence: 1 });
  return log;
}

describe("the log of metrics", () => {
  it("is on the disk as one JSON object a line once it is flushed", async () => {
    const log = await threeStages();
    await expect(stored()).rejects.toThrow(/ENOENT/);
    await log.flush();
    const lines = (await stored()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual({
      stage: "rnn-0",
      step: 10,
      loss: 5,
      nll: 4,
    });
    expect(lines).toHaveLength(7);
  });

  it("forgets what a resumed stage will log again, and only that", async () => {
    await (await threeStages()).flush();
    const log = await openMetricLog(folder);
    await log.rewind("vae-0", 10);
    await log.flush();
    const steps = (await readMetricPoints(folder)).filter(({ series }) => series === "vae/loss");
    expect(steps.map(({ y }) => y)).toEqual([9, 2, 2]);
    expect(await stored()).toContain("rnn-0");
  });

  it("continues the axis of a part through its stages, one after the last step of the stage before", async () => {
    const log = await threeStages();
    expect(log.axis("vae", "vae-0", 10)).toBe(10);
    expect(log.axis("rnn", "rnn-0", 10)).toBe(10);
    expect(log.axis("vae", "vae-1", 0)).toBe(20);
    expect(log.axis("vae", "vae-2", 3)).toBe(20 + 11 + 3);
  });

  it("gives the last numbers of a part, whichever stage wrote them", async () => {
    const log = await threeStages();
    expect(log.last("vae")).toEqual({ "vae/loss": 2, "vae/divergence": 1 });
    expect(log.last("controller")).toEqual({});
  });

  it("gives the last number of metrics that come in lines of their own", async () => {
    const log = await threeStages();
    log.add({ stage: "vae-1", step: 11, heldOutLoss: 3 });
    log.add({ stage: "vae-1", step: 20, loss: 1.5, divergence: 0.5 });
    expect(log.last("vae")).toEqual({ "vae/loss": 1.5, "vae/divergence": 0.5, "vae/heldOutLoss": 3 });
  });

  it("puts what a stage logs once more where it was, between earlier and later stages", async () => {
    await (await threeStages()).flush();
    const whole = await stored();
    const log = await openMetricLog(folder, [["vae-0"], ["rnn-0", "other"], ["vae-1"]]);
    await log.rewind("rnn-0", 0);
    for (const step of [0, 10]) log.add({ stage: "rnn-0", step, loss: 5, nll: 4 });
    await log.flush();
    expect(await stored()).toBe(whole);
  });

  it("gives its points on those axes", async () => {
    await (await threeStages()).flush();
    const points = await readMetricPoints(folder);
    expect(points.filter(({ series }) => series === "vae/loss").map(({ x }) => x)).toEqual([0, 10, 19, 20, 30]);
    expect(points).toContainEqual({ series: "rnn/nll", x: 10, y: 4 });
  });

  it("is empty where there is no file", async () => {
    expect(await readMetricPoints(folder)).toEqual([]);
  });

  it("drops a torn last line", async () => {
    await (await threeStages()).flush();
    const whole = await stored();
    await writeFile(folder.file("metrics.jsonl"), whole.slice(0, -7));
    const log = await openMetricLog(folder);
    await log.flush();
    expect(await stored()).toBe(whole.slice(0, whole.lastIndexOf("\n", whole.length - 2) + 1));
  });

  it.each(["{", "7", '{"stage":"vae-0"}', '{"stage":1,"step":2}'])(
    "names the file and the line that is %s",
    async (line) => {
      await writeFile(
        folder.file("metrics.jsonl"),
        `{"stage":"vae-0","step":0}\n${line}\n{"stage":"vae-0","step":1}\n`,
      );
      await expect(openMetricLog(folder)).rejects.toThrow(SpecError);
      await expect(openMetricLog(folder)).rejects.toThrow(/metrics\.jsonl line 2: must/);
    },
  );
});
