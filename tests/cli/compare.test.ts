/** `craik compare` from end to end: a tiny run is trained, compared, and its page opened in a real browser. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ComparisonReport } from "../../cli/compare/comparison-report.ts";
import { writeReport } from "../../cli/compare/write-report.ts";
import { runPipeline } from "../../cli/pipeline/pipeline.ts";
import type { RunConfig } from "../../cli/pipeline/run-config.ts";
import { openRun } from "../../cli/pipeline/run-folder.ts";
import { loadScenario } from "../../scenarios/index.ts";
import { findBrowser, launchBrowser } from "../support/browser.ts";
import { linesOf, runCraik } from "../support/run-craik.ts";
import { createTinyRun } from "../support/tiny-run.ts";

const SILENT = {
  stage: () => undefined,
  progress: () => undefined,
  stageFinished: () => undefined,
  note: () => undefined,
  metric: () => undefined,
  footage: () => undefined,
};
/** With an ensemble of two Ms. */
const ofTwo = (config: RunConfig): RunConfig => ({
  ...config,
  settings: { ...config.settings, rnn: { ...config.settings.rnn, ensemble: 2 } },
});
let folder = "";
let run = "";
let report: ComparisonReport;
let printed: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-compare-"));
  run = join(folder, "run");
  await createTinyRun(run, { change: ofTwo });
  const opened = await openRun(run);
  const scenario = await loadScenario(opened.config.scenario);
  await runPipeline({ ...opened, scenario, reporter: SILENT, signal: new AbortController().signal });
  const { status, stdout, stderr } = await runCraik([
    ...["compare", run, "--episodes", "2", "--horizon", "30", "--seed", "7", "--json"],
  ]);
  expect({ status, stderr: stderr.split("\n").filter((line) => line.startsWith("craik")) }).toEqual({
    status: 0,
    stderr: [],
  });
  printed = JSON.parse(stdout) as typeof printed;
  report = JSON.parse(await readFile(join(run, "comparison", "comparison.json"), "utf8")) as ComparisonReport;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("craik compare", () => {
  it("names its files and gives the figures of the page", () => {
    expect(printed).toMatchObject({
      report: join(run, "comparison", "index.html"),
      data: join(run, "comparison", "comparison.json"),
      scenario: "cartpole-swingup",
      validPredictionTimeSecs: report.overall.validPrediction["model"]?.secs,
      horizon: report.overall.horizon,
      episodes: 4,
    });
    expect(report.overall.horizon.at(-1)).toMatchObject({ decisions: 30, secs: expect.closeTo(1.2, 9) });
  });

  it("compares every observed quantity with every baseline", async () => {
    const { observationSpace } = await loadScenario("cartpole-swingup");
    const { names, units } = observationSpace["state"] ?? { names: [], units: [] };
    for (const { quantities } of report.overall.horizon) {
      expect(quantities.map(({ name }) => name)).toEqual([...names, "reward"]);
      expect(quantities.map(({ unit }) => unit)).toEqual([...units, "1"]);
      for (const { rmse } of quantities) {
        expect(Object.keys(rmse)).toEqual([
          ...["model", "untrained", "lastValue", "constantVelocity", "mean", "physics"],
        ]);
        expect(Object.values(rmse).every(Number.isFinite)).toBe(true);
      }
    }
  });

  it("finds that the physics continues its snapshots to the bit", () => {
    const drifts = report.overall.horizon.flatMap(({ quantities }) => quantities.map(({ rmse }) => rmse["physics"]));
    expect(new Set(drifts)).toEqual(new Set([0]));
  });

  it("takes episodes that the model has not seen, of both behaviours", async () => {
    const opened = await openRun(run);
    const manifest = (await opened.folder.read("dataset", "manifest.jsonl"))?.toString() ?? "";
    expect(report.episodes.map(({ behaviour, agent }) => `${behaviour} by ${agent}`)).toEqual([
      ...["exploration by brownian", "exploration by brownian", "planned by icem", "planned by icem"],
    ]);
    for (const { seed } of report.episodes) expect(manifest).not.toContain(`"seed":${seed},`);
    expect(manifest).toContain('"seed":');
  });

  it("tells the model from an untrained one", () => {
    const [first] = report.overall.horizon;
    expect(first?.normalised["untrained"]).not.toBe(first?.normalised["model"]);
  });
});

it("tells how far the ensemble's members are apart, and whether that goes with the error", async () => {
  for (const { disagreement } of report.overall.horizon) {
    expect(disagreement?.mean).toBeGreaterThan(0);
    expect(Math.abs(disagreement?.rankCorrelation ?? Number.NaN)).toBeLessThanOrEqual(1);
  }
  const { stdout } = await runCraik([
    "compare",
    run,
    "--episodes",
    "1",
    "--horizon",
    "5",
    "--out",
    join(folder, "told"),
  ]);
  expect(stdout).toMatch(/constant velocity +untrained +disagreement +rank correlation\n/);
});

describe("a mistake of the caller's", () => {
  const refuse = async (path: string, ...lines: readonly RegExp[]): Promise<void> => {
    const { status, stdout, stderr } = await runCraik(["compare", path]);
    expect(stdout).toBe("");
    expect(linesOf(stderr)).toHaveLength(1);
    for (const line of lines) expect(stderr).toMatch(line);
    expect(status).toBe(2);
  };

  it("a folder that is no run", () => refuse(folder, /^craik compare: .*run folder required/));

  it("a run without a model", async () => {
    const unfinished = join(folder, "unfinished");
    await createTinyRun(unfinished);
    await refuse(unfinished, /trained model required/);
  });

  it("a scenario that has changed since", async () => {
    const changed = join(folder, "changed");
    await cp(run, changed, { recursive: true });
    const path = join(changed, "config.json");
    const config = JSON.parse(await readFile(path, "utf8")) as Readonly<Record<string, unknown>>;
    const other = "0".repeat(64);
    await writeFile(path, JSON.stringify({ ...config, scenarioHash: other }));
    const found = String(config["scenarioHash"]).slice(0, 12);
    await refuse(changed, /hash 000000000000…/, new RegExp(`got ${found}…`));
  });
});

/** As of a run with one M. */
function withoutEnsemble(of: ComparisonReport): ComparisonReport {
  const { model, overall } = of;
  const settings = { ...model.settings, rnn: { ...model.settings.rnn, ensemble: 1 } };
  const horizon = overall.horizon.map((row) => ({ ...row, disagreement: null }));
  return { ...of, model: { ...model, settings }, overall: { ...overall, horizon } };
}

describe("the page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(findBrowser());
  });
  afterAll(() => browser.close());

  const open = async (path: string): Promise<{ readonly page: Page; readonly errors: readonly string[] }> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const errors: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) errors.push(`request of ${request.url()}`);
    });
    await page.goto(pathToFileURL(path).href);
    return { page, errors };
  };
  /** Violet pixels, the model's curve, in each plot. */
  const VIOLET = `[...document.querySelectorAll("canvas")].map((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] === 124 && data[at + 1] === 58 && data[at + 2] === 237) count++;
    return count;
  })`;

  it("draws every quantity without a network and without an error", async () => {
    const { page, errors } = await open(String(printed["report"]));
    await expect.poll(() => page.locator("canvas").count()).toBe(2 + report.quantities.length);
    await expect.poll(async () => Math.min(...((await page.evaluate(VIOLET)) as number[]))).toBeGreaterThan(20);
    const shown = report.overall.validPrediction["model"]?.secs.toFixed(2) ?? "";
    expect(await page.locator(".figure:visible").textContent()).toContain(shown);
    await page.check("input[value=planned]");
    const planned = report.behaviours["planned"]?.validPrediction["model"]?.secs.toFixed(2) ?? "";
    await expect.poll(() => page.locator(".figure:visible").textContent()).toContain(planned);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("sets the disagreement's correlation beside the dream, and draws it after the error", async () => {
    const { page } = await open(String(printed["report"]));
    expect(await page.locator("figure h3").nth(1).textContent()).toBe("disagreement of the members' z");
    const last = report.overall.horizon.at(-1)?.disagreement?.rankCorrelation?.toFixed(2);
    expect(await page.locator(".gap:visible").last().textContent()).toContain(`${last} at 1.20 s`);
    await page.close();
  });

  it("shows names as text, whatever they are", async () => {
    const name = `</script><script>window.caught = 1</script><img src=x onerror="window.caught = 1">'&`;
    const hostile: ComparisonReport = {
      ...withoutEnsemble(report),
      run: name,
      scenario: name,
      quantities: report.quantities.map((quantity) => ({ ...quantity, name, unit: name })),
      behaviours: { [name]: report.overall, other: report.overall },
      episodes: report.episodes.map((episode) => ({ ...episode, agent: name })),
    };
    const { page: path } = await writeReport(hostile, join(folder, "hostile"));
    const { page, errors } = await open(path);
    await expect.poll(() => page.locator("canvas").count()).toBe(1 + report.quantities.length);
    expect(await page.evaluate("window.caught")).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("tbody th").first().textContent()).toContain(name);
    expect(errors).toEqual([]);
    await page.close();
  });
});
