import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { MOST_SHOWN } from "../../../cli/live/clip-event.ts";
import { type LiveShow, openLiveShow } from "../../../cli/live/live-show.ts";
import { SILENT_PROGRESS } from "../../../cli/progress.ts";
import { loadScenario } from "../../../scenarios/index.ts";
import type { Scenario } from "../../../sim/index.ts";
import { decodeMessage, encodeCommand, type ServerMessage } from "../../../viewer/index.ts";

let scenario: Scenario;
let show: LiveShow;
let notes: string[];

beforeEach(async () => {
  notes = [];
  scenario = await loadScenario("cartpole-swingup");
  const progress = { ...SILENT_PROGRESS, note: (line: string) => notes.push(line) };
  show = await openLiveShow({ scenario, port: 0, progress });
});
afterEach(() => show.close());

/** A viewer, and what it has been sent. */
async function join(): Promise<{ readonly socket: WebSocket; readonly seen: readonly ServerMessage[] }> {
  const seen: ServerMessage[] = [];
  const { origin, host } = new URL(show.url);
  const socket = new WebSocket(`ws://${host}/feed`, { origin });
  socket.on("message", (data: Buffer) => seen.push(decodeMessage(data)));
  await new Promise<void>((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return { socket, seen };
}

describe("what a viewer cannot be shown", () => {
  it("never reaches the loop: one line says what is left out", () => {
    for (const x of [1, 2]) show.publish({ kind: "metric", series: "", x, y: 0 });
    expect(notes).toEqual([expect.stringMatching(/^viewer: a metric is left out: viewer protocol: /)]);
  });

  it("never reaches the clock that plays frames", async () => {
    const poses = new Float32Array(scenario.scene.bodies.length * 7).fill(Number.NaN);
    const rewards = Float32Array.of(0);
    show.take({
      kind: "footage",
      footage: { source: "random", episode: 0, firstStep: 0, captions: [], searches: [], poses, rewards, last: true },
    });
    await expect.poll(() => notes).toEqual([expect.stringMatching(/^viewer: a frame is left out: /)]);
  });
});

it("shows a text that is too long as far as it helps", async () => {
  show.board.expect([{ id: "vae-0", label: "Train V" }]);
  show.board.start("vae-0");
  show.board.fail("x".repeat(10_000));
  show.refresh();
  show.publish({ kind: "notice", level: "error", text: "y".repeat(10_000) });
  expect(notes).toEqual([]);
  const { seen } = await join();
  await expect.poll(() => seen.map(({ kind }) => kind)).toContain("notice");
  const phases = seen.find((message) => message.kind === "phases")?.phases;
  expect(phases?.[0]?.detail).toBe(`${"x".repeat(MOST_SHOWN - 1)}…`);
  expect(seen.find((message) => message.kind === "notice")?.text).toHaveLength(MOST_SHOWN);
});

it("wants episodes only while somebody watches and playback goes on", async () => {
  expect(show.wantsEpisode).toBe(false);
  const { socket } = await join();
  await expect.poll(() => show.wantsEpisode).toBe(true);
  socket.send(encodeCommand({ kind: "pause" }));
  await expect.poll(() => show.wantsEpisode).toBe(false);
  socket.send(encodeCommand({ kind: "resume" }));
  await expect.poll(() => show.wantsEpisode).toBe(true);
  socket.close();
  await expect.poll(() => show.wantsEpisode).toBe(false);
});
