/** The drawing and the page of a sweep of take-cover, for which Ha & Schmidhuber published one. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pairedDifference, returnStatistics } from "../../../agents/index.ts";
import { publishedScores } from "../../../cli/leaderboard/published-scores.ts";
import { publishedSweep } from "../../../cli/sweep/published-sweep.ts";
import type { SweepReport, SweptReturns, SweptTemperature } from "../../../cli/sweep/sweep-report.ts";
import { writeSweep } from "../../../cli/sweep/write-sweep.ts";
import { findBrowser, launchBrowser } from "../../support/browser.ts";

const of = (...returns: readonly number[]): SweptReturns => ({ ...returnStatistics(returns), returns });
const row = (temperature: number, dream: SweptReturns, real: SweptReturns): SweptTemperature => ({
  ...{ temperature, dream, true: real },
  dreamGap: pairedDifference(dream.returns, real.returns),
});
const REPORT: SweepReport = {
  format: "craik-sweep",
  version: 1,
  run: "runs/<b>odd</b>",
  scenario: "take-cover",
  scenarioHash: "",
  ...{ seed: 0, episodes: 2, repetitions: 1 },
  search: { inputs: "zhc", population: 64, rollouts: 16, generations: 100 },
  temperatures: [row(0.5, of(2000, 2100), of(150, 250)), row(1.15, of(800, 1000), of(1000, 1200))],
  references: [{ agent: "random", dynamics: "true", ...of(180, 220) }],
  published: { temperatures: publishedSweep("take-cover"), scores: publishedScores("take-cover") },
};
let folder: string;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-sweep-page-"));
  const { report } = await writeSweep(REPORT, folder);
  browser = await launchBrowser(findBrowser());
  page = await browser.newPage();
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(pathToFileURL(report).href);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

it("marks every mean, ours and the published ones, higher where the return is higher", async () => {
  const marks = await page
    .locator(".chart circle")
    .evaluateAll((all) => all.map((mark) => ({ text: mark.textContent ?? "", y: Number(mark.getAttribute("cy")) })));
  // Two temperatures in two worlds, and table 2's five in two.
  expect(marks).toHaveLength(14);
  const value = ({ text }: { readonly text: string }): number => Number(text.split(": ").at(-1));
  const order = [...marks].sort((left, right) => value(left) - value(right) || right.y - left.y);
  expect(order.map(({ y }) => y)).toEqual(marks.map(({ y }) => y).sort((left, right) => right - left));
  expect(marks.map(({ text }) => text)).toEqual(
    expect.arrayContaining(["in the dream, τ 0.5: 2050", "published, in the true scenario, τ 1.15: 1092"]),
  );
});

it("names every temperature, published ones too", async () => {
  const words = await page.locator(".chart svg > text").allTextContents();
  expect(words).toEqual(expect.arrayContaining(["0.1", "0.5", "1", "1.15", "1.3"]));
});

it("keeps every word of the drawing inside it, and none over another", async () => {
  const boxes = await page
    .locator(".chart svg text")
    .evaluateAll((all) => all.map((text) => text.getBoundingClientRect().toJSON()));
  const frame = await page.locator(".chart svg").evaluate((svg) => svg.getBoundingClientRect().toJSON());
  for (const [index, box] of boxes.entries()) {
    expect(box.right).toBeLessThanOrEqual(frame.right);
    for (const other of boxes.slice(index + 1))
      expect(
        box.right < other.left || other.right < box.left || box.bottom - 3 < other.top || other.bottom - 3 < box.top,
      ).toBe(true);
  }
});

it("sets the published returns beside ours, as published", async () => {
  const rows = await page.locator("tbody tr").allInnerTexts();
  expect(rows.find((text) => text.startsWith("1.15"))).toMatch(
    /900\.0 ± 141\.4.*1100\.0 ± 141\.4.*−200\.0.*918 ± 546.*1092 ± 556/s,
  );
  expect(errors).toEqual([]);
});

it("shows names as text, whatever they are", async () => {
  expect(await page.locator(".masthead").textContent()).toContain("runs/<b>odd</b>");
});
