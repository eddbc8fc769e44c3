/** The camera's picture against the page's own, drawn by three.js from the same scene and poses. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCamera } from "../../sim/index.ts";
import { startViewerServer, type ViewerServer } from "../../viewer/index.ts";
import { findBrowser, launchBrowser } from "../support/browser.ts";
import { GALLERY, GALLERY_POSES } from "../support/gallery-scene.ts";

const CLIENT_FOLDER: string = mkdtempSync(join(tmpdir(), "craik-match-"));
/** What the page lays over the scene, or moves by itself. */
const ONLY_THE_SCENE = ".stage > :not(.scene) { visibility: hidden } * { transition: none !important }";
/** Difference of the largest and the smallest byte from which a pixel shows a body: floor, shadow and page are nearly grey. */
const COLOURED = 45;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** [H × W × 3] */
  readonly rgb: Uint8Array;
}

let server: ViewerServer;
let browser: Browser;
let viewer: Pixels;
let camera: Pixels;
let segmentation: Uint8Array;

beforeAll(async () => {
  await build({ root: "viewer/client", logLevel: "error", build: { outDir: CLIENT_FOLDER, emptyOutDir: true } });
  server = await startViewerServer({ port: 0, clientFolders: [CLIENT_FOLDER], onCommand: () => undefined });
  server.publish({ kind: "scene", title: "Gallery", controlStepSecs: 0.02, scene: GALLERY });
  server.publish({
    kind: "frame",
    source: "random",
    episode: 0,
    step: 0,
    timeSecs: 0,
    reward: 0,
    returnSoFar: 0,
    poses: GALLERY_POSES,
  });
  browser = await launchBrowser(findBrowser());
  const page = await browser.newPage({ viewport: { width: 1200, height: 760 } });
  await page.goto(server.url);
  await page.addStyleTag({ content: ONLY_THE_SCENE });
  // The viewer's page may not read data addresses, an empty one may.
  viewer = await stillPicture(page, await browser.newPage());
  const { width, height } = viewer;
  camera = { width, height, rgb: new Uint8Array(width * height * 3) };
  segmentation = new Uint8Array(width * height);
  createCamera(GALLERY, { width, height }).renderInto({ rgb: camera.rgb, segmentation }, GALLERY_POSES);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.close();
  rmSync(CLIENT_FOLDER, { recursive: true });
});

describe("the camera beside the viewer", () => {
  it("outlines the same bodies", () => {
    const drawn = maskOf(camera);
    const shown = maskOf(viewer);
    let [both, either] = [0, 0];
    for (const [at, isDrawn] of drawn.entries()) {
      if (isDrawn && shown[at]) both++;
      if (isDrawn || shown[at]) either++;
    }
    expect(both / drawn.length).toBeGreaterThan(0.1);
    expect(both / either).toBeGreaterThan(0.97);
  });

  it.each(GALLERY.bodies.map(({ name }, index) => [name, index + 1] as const))("colours the %s alike", (_, body) => {
    const ours = meanColour(camera, body);
    const theirs = meanColour(viewer, body);
    for (const [channel, value] of ours.entries()) expect(Math.abs(value - (theirs[channel] ?? 0))).toBeLessThan(12);
  });
});

/** The scene on the page, once it has been drawn. */
async function stillPicture(page: Page, decoder: Page): Promise<Pixels> {
  const canvas = page.locator(".scene canvas");
  await canvas.waitFor();
  let before = "";
  for (let attempt = 0; attempt < 60; attempt++) {
    const png = (await canvas.screenshot()).toString("base64");
    const picture = await decode(decoder, png);
    if (png === before && maskOf(picture).some((isBody) => isBody)) return picture;
    before = png;
    await page.waitForTimeout(250);
  }
  throw new Error("the page drew no body that stays where it is");
}

/** By the browser's own decoder. */
async function decode(page: Page, png: string): Promise<Pixels> {
  // Runs in the page, whose names this project of the tests does not know.
  const { width, height, rgba } = await page.evaluate<{ width: number; height: number; rgba: string }>(`(async () => {
    const picture = await createImageBitmap(await (await fetch("data:image/png;base64,${png}")).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    const { data, width, height } = canvas.getImageData(0, 0, picture.width, picture.height);
    let text = "";
    for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
    return { width, height, rgba: btoa(text) };
  })()`);
  const bytes = Buffer.from(rgba, "base64");
  return {
    width,
    height,
    rgb: Uint8Array.from({ length: width * height * 3 }, (_, i) => bytes[i + Math.floor(i / 3)] ?? 0),
  };
}

function maskOf({ rgb }: Pixels): readonly boolean[] {
  return Array.from({ length: rgb.length / 3 }, (_, at) => {
    const [r = 0, g = 0, b = 0] = rgb.subarray(3 * at, 3 * at + 3);
    return Math.max(r, g, b) - Math.min(r, g, b) > COLOURED;
  });
}

/** Over the pixels at least two away from the body's edge. */
function meanColour({ width, rgb }: Pixels, body: number): readonly number[] {
  const sum = [0, 0, 0];
  let count = 0;
  for (const [at, seen] of segmentation.entries()) {
    const inside = [-2, 2, -2 * width, 2 * width].every((step) => segmentation[at + step] === body);
    if (seen !== body || !inside) continue;
    count++;
    for (let channel = 0; channel < 3; channel++) sum[channel] = (sum[channel] ?? 0) + (rgb[3 * at + channel] ?? 0);
  }
  return sum.map((value) => value / count);
}
