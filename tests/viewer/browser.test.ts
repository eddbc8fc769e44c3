/** Drives the real page in a real Chromium, against a real server that is fed a made-up run. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrowser, launchBrowser } from "../support/browser.ts";
import { type SyntheticRun, startSyntheticRun } from "../support/synthetic-run.ts";

/** WebGL without a GPU takes its time. */
const PATIENCE = { timeout: 45_000, interval: 100 } as const;
const VIEWPORT = { width: 1440, height: 900 } as const;
/** A part of the scene that bodies cross and no text covers. */
const SCENE_CLIP = { x: 330, y: 200, width: 560, height: 380 } as const;
const CLIENT_FOLDER: string = mkdtempSync(join(tmpdir(), "craik-viewer-"));

let run: SyntheticRun;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  await build({ root: "viewer/client", logLevel: "error", build: { outDir: CLIENT_FOLDER, emptyOutDir: true } });
  run = await startSyntheticRun({ port: 0, clientFolders: [CLIENT_FOLDER] });
  browser = await launchBrowser(findBrowser());
  page = await browser.newPage({ viewport: VIEWPORT });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(run.server.url);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await run.stop();
  rmSync(CLIENT_FOLDER, { recursive: true });
});

describe("the page in a browser", () => {
  it("shows bodies that move: poses arrive and pixels change", async () => {
    await expect.poll(() => hudNumber("frames"), PATIENCE).toBeGreaterThan(10);
    await waitForScene();
    const before = await scenePixels();
    const step = await hudNumber("step");
    await expect.poll(() => hudNumber("step"), PATIENCE).toBeGreaterThan(step + 20);
    await expect.poll(async () => before.equals(await scenePixels()), PATIENCE).toBe(false);
  });

  it("names the scenario, the agent and the phase that runs", async () => {
    expect(await page.locator(".scenario").textContent()).toBe("Cart-pole swing-up");
    expect(await page.locator(".hud").getAttribute("data-source")).toBe("random");
    expect(await page.locator('.phase[data-state="running"]').textContent()).toContain("Train memory (M)");
    expect(await page.getByRole("progressbar").getAttribute("aria-label")).toBe("Train memory (M): 43 %");
  });

  it("draws curves that grow", async () => {
    const points = async (): Promise<number> =>
      Number(await page.locator('.chart[data-group="return"]').getAttribute("data-points"));
    const before = await points();
    await expect.poll(points, PATIENCE).toBeGreaterThan(before);
  });

  it("pauses: nothing moves any more", async () => {
    await page.keyboard.press(" ");
    await expect.poll(() => run.commands.at(-1)?.kind, PATIENCE).toBe("pause");
    await page.getByRole("button", { name: "Resume" }).waitFor();
    await expect.poll(isStill, PATIENCE).toBe(true);
    expect(await page.getByRole("status").textContent()).toBe("Paused");
  });

  it("steps one frame at a time", async () => {
    const step = await hudNumber("step");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => hudNumber("step"), PATIENCE).toBe(step + 1);
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect.poll(() => hudNumber("step"), PATIENCE).toBe(step + 2);
  });

  it("shows the model's prediction, and hides it on demand", async () => {
    await expect.poll(isStill, PATIENCE).toBe(true);
    const withGhost = await scenePixels();
    expect(await page.locator(".hud").getAttribute("data-ghost")).toBe("shown");
    await page.getByRole("button", { name: "Dream" }).click();
    await page.locator('.hud[data-ghost="hidden"]').waitFor();
    await expect.poll(async () => withGhost.equals(await scenePixels()), PATIENCE).toBe(false);
    await page.getByRole("button", { name: "Dream" }).click();
    await expect.poll(async () => withGhost.equals(await scenePixels()), PATIENCE).toBe(true);
  });

  it("resumes, sets the speed and watches another agent", async () => {
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "2×" }).click();
    await page.getByLabel("Watching").selectOption("cem");
    await expect
      .poll(() => run.commands.slice(-3), PATIENCE)
      .toEqual([{ kind: "resume" }, { kind: "speed", factor: 2 }, { kind: "watch", agent: "cem" }]);
    await page.locator('.hud[data-source="cem"]').waitFor();
    expect(await page.getByRole("button", { name: "2×" }).getAttribute("aria-pressed")).toBe("true");
  });

  it("shows the results as mean ± standard deviation", async () => {
    run.finish();
    const row = page.locator(".results tr", { hasText: "controller" });
    await row.waitFor();
    expect(await row.textContent()).toContain("215 ± 80");
  });

  it("shows a tree search's choices, the chosen one among them, and takes them away", async () => {
    const choices = [31, 12, 12, 8, 5, 0].map((visits, rank) => ({
      action: [rank === 5 ? -0.25 : 1],
      visits,
      value: visits === 0 ? null : 100 - rank,
      chosen: rank === 5,
    }));
    run.server.publish({ kind: "search", choices, simulations: 55, depth: 7 });
    const rows = page.locator(".search tbody tr");
    await expect
      .poll(() => rows.allTextContents(), PATIENCE)
      .toEqual(["1.0031100", "1.001299", "1.001298", "1.00897", "−0.250–"]);
    expect(await page.locator('.search tr[data-chosen="true"] th').allTextContents()).toEqual(["−0.25"]);
    expect(await page.locator(".search-size").textContent()).toBe("55 simulations, 7 actions deep, 6 at the root");
    run.server.publish({ kind: "search", choices: [], simulations: 0, depth: 0 });
    await expect.poll(() => rows.count(), PATIENCE).toBe(0);
  });

  it("leaves nothing cut off or outside a small window", async () => {
    await page.setViewportSize({ width: 1000, height: 700 });
    // Elements that hold text, and scrolling boxes apart, must not be wider than the room they have.
    const overflowing =
      await page.evaluate(`[...document.querySelectorAll("body, .stage, .side, .chart, .hud, .transport")]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => element.className || element.tagName)`);
    expect(overflowing).toEqual([]);
    await page.setViewportSize(VIEWPORT);
  });

  it("leaves a screenshot and has logged no errors", async () => {
    mkdirSync("reports", { recursive: true });
    await page.screenshot({ path: join("reports", "viewer.png") });
    expect(errors).toEqual([]);
  });

  it("says that the connection is lost and comes back by itself", async () => {
    const { port } = run.server;
    await run.stop();
    await page.locator('[data-connection="lost"]').waitFor();
    run = await startSyntheticRun({ port, clientFolders: [CLIENT_FOLDER] });
    await page.locator('[data-connection="live"]').waitFor();
    const frames = await hudNumber("frames");
    await expect.poll(() => hudNumber("frames"), PATIENCE).toBeGreaterThan(frames);
  });
});

async function hudNumber(name: string): Promise<number> {
  return Number(await page.locator(".hud").getAttribute(`data-${name}`));
}

function scenePixels(): Promise<Buffer> {
  return page.screenshot({ clip: SCENE_CLIP, animations: "disabled" });
}

/** Whether two pictures in a row are the same. */
async function isStill(): Promise<boolean> {
  const before = await scenePixels();
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 400))");
  return before.equals(await scenePixels());
}

/** The canvas comes later than the numbers: three.js is loaded apart. */
async function waitForScene(): Promise<void> {
  await page.locator(".scene canvas").waitFor();
}
