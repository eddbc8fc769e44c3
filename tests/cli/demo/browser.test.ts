/** `craik demo` from its first second to Ctrl-C, watched in a real Chromium. */
import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stagesOf } from "../../../cli/pipeline/pipeline.ts";
import type { RunConfig } from "../../../cli/pipeline/run-config.ts";
import { findBrowser, launchBrowser } from "../../support/browser.ts";
import { linesOf } from "../../support/run-craik.ts";
import { createTinyRun, TINY_PLAN } from "../../support/tiny-run.ts";
import { verdicts, type WatchedCraik, watchCraik } from "../../support/watch-craik.ts";

/** Training and WebGL share the machine's cores. */
const PATIENCE = { timeout: 120_000, interval: 100 } as const;
const VIEWPORT = { width: 1440, height: 900 } as const;
/** A part of the scene that bodies cross and no text covers. */
const SCENE_CLIP = { x: 330, y: 200, width: 560, height: 380 } as const;
/** Runs in the page: what passes quickly is seen even when the test looks late. */
const KEEP_DIARY = `
  const diary = { points: [], shown: new Set() };
  globalThis.diary = diary;
  setInterval(() => {
    const charts = [...document.querySelectorAll(".chart")];
    const points = charts.reduce((sum, { dataset }) => sum + Number(dataset.points), 0);
    if (points !== (diary.points.at(-1) ?? 0)) diary.points.push(points);
    const hud = document.querySelector(".hud");
    if (hud) diary.shown.add(hud.dataset.source + ", ghost " + hud.dataset.ghost);
  }, 50);
`;
const PHASES = [...stagesOf(TINY_PLAN).map(({ id }) => id), "evaluate"];

let folder: string;
let run: string;
let demo: WatchedCraik;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-demo-"));
  run = join(folder, "run");
  browser = await launchBrowser(findBrowser());
  page = await browser.newPage({ viewport: VIEWPORT });
  page.setDefaultTimeout(PATIENCE.timeout);
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.addInitScript(KEEP_DIARY);
  // Training goes on for a while after the page is there.
  await createTinyRun(run, { change: (config) => withSteps(config, 400) });
  demo = watchCraik([...["demo", "--no-open", "--json", "--run", run, "--resume", "--port", "0", "--episodes", "2"]]);
});

afterAll(async () => {
  demo.child.kill("SIGKILL");
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

describe("craik demo in a browser", { timeout: PATIENCE.timeout }, () => {
  it("answers before anything is trained", async () => {
    const [, url = ""] = await demo.sees("stderr", /^viewer (http:\S+)$/m);
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(existsSync(join(run, "model"))).toBe(false);
    await page.goto(url);
    expect(await page.locator(".scenario").textContent()).toContain("Swing up");
  });

  it("shows bodies that move: poses arrive and pixels change", async () => {
    await page.locator(".scene canvas").waitFor();
    const before = await scenePixels();
    const frames = await hudNumber("frames");
    await expect.poll(() => hudNumber("frames"), PATIENCE).toBeGreaterThan(frames + 20);
    await expect.poll(async () => before.equals(await scenePixels()), PATIENCE).toBe(false);
  });

  it("finishes all phases, in the order of the loop", async () => {
    await expect.poll(() => page.locator('.phase[data-state="finished"]').count(), PATIENCE).toBe(PHASES.length);
    expect(await dataOf("phase", "phase")).toEqual(PHASES);
    const groups = await dataOf("chart", "group");
    for (const part of ["vae", "rnn", "controller"]) expect(groups).toContainEqual(expect.stringMatching(part));
  });

  it("has drawn curves that grew while the models learned", async () => {
    const { points } = await diary();
    expect(points.length).toBeGreaterThan(5);
    expect(points).toEqual(points.toSorted((a, b) => a - b));
  });

  it("has shown the dream's ghost while the planner acted", async () => {
    expect((await diary()).shown).toContain("icem · learned, ghost shown");
  });

  it("shows the results of the agents and the controls", async () => {
    const rows = page.locator(".results tbody tr");
    await expect.poll(() => rows.count(), PATIENCE).toBe(9);
    for (const text of await rows.allTextContents()) expect(text).toMatch(/\d ± \d/);
  });

  it("plays the agent that is chosen", async () => {
    await page.getByLabel("Watching").selectOption("controller · dream");
    await page.locator('.hud[data-source="controller · dream"]').waitFor();
    const frames = await hudNumber("frames");
    await expect.poll(() => hudNumber("frames"), PATIENCE).toBeGreaterThan(frames + 20);
    expect(await page.locator(".hud").getAttribute("data-source")).toBe("controller · dream");
  });

  it("leaves a screenshot and has logged no errors", async () => {
    mkdirSync("reports", { recursive: true });
    await page.screenshot({ path: join("reports", "demo.png") });
    expect(errors).toEqual([]);
    await page.close();
  });

  it("ends at Ctrl-C with status 130, one line, and one JSON object printed", async () => {
    demo.child.kill("SIGINT");
    const { status, stdout, stderr } = await demo.ended;
    expect(status).toBe(130);
    expect(verdicts(stderr)).toEqual(["craik demo: interrupted"]);
    expect(linesOf(stdout)).toHaveLength(1);
    const row = (agent: string, dynamics: string): object => ({
      agent,
      dynamics,
      returnMean: expect.any(Number),
      returnStd: expect.any(Number),
      episodes: 2,
    });
    expect(JSON.parse(stdout)).toEqual({
      run,
      seconds: expect.any(Number),
      table: [
        row("random", "–"),
        ...["learned", "untrained", "z-only"].map((dynamics) => row("controller", dynamics)),
        ...["learned", "untrained"].map((dynamics) => row("actor", dynamics)),
        ...["learned", "untrained", "true"].map((dynamics) => row("icem", dynamics)),
      ],
    });
  });
});

async function hudNumber(name: string): Promise<number> {
  return Number(await page.locator(".hud").getAttribute(`data-${name}`));
}

function scenePixels(): Promise<Buffer> {
  return page.screenshot({ clip: SCENE_CLIP, animations: "disabled" });
}

/** Everything that the page has shown since it was opened. */
interface Diary {
  /** In all charts together, whenever there were more. */
  readonly points: readonly number[];
  /** Who acted, and whether with a ghost. */
  readonly shown: readonly string[];
}

function diary(): Promise<Diary> {
  return page.evaluate<Diary>("({ points: diary.points, shown: [...diary.shown] })");
}

/** A data attribute of every element of a class. */
function dataOf(className: string, name: string): Promise<readonly string[]> {
  const elements = `[...document.querySelectorAll(".${className}")]`;
  return page.evaluate<string[]>(`${elements}.map(({ dataset }) => dataset["${name}"])`);
}

function withSteps(config: RunConfig, steps: number): RunConfig {
  const { settings } = config;
  return { ...config, settings: { ...settings, rnn: { ...settings.rnn, first: { ...settings.rnn.first, steps } } } };
}
