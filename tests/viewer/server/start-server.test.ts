import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../../sim/core/errors.ts";
import { type Command, ProtocolError, startViewerServer, type ViewerServer } from "../../../viewer/index.ts";
import { MAX_COMMAND_BYTES } from "../../../viewer/protocol/index.ts";
import { MAX_BACKLOG_BYTES } from "../../../viewer/server/viewer-socket.ts";
import { frameAt, phasesAt, SCENE, TABLE } from "../../support/synthetic-feed.ts";
import { connect } from "./test-socket.ts";

let server: ViewerServer;
let commands: Command[];

beforeEach(async () => {
  commands = [];
  server = await startViewerServer({ port: 0, onCommand: (command) => commands.push(command) });
});

afterEach(async () => {
  await server.close();
});

describe("the feed", () => {
  it("sends what is published to every viewer, in order", async () => {
    const viewers = [await connect(server), await connect(server)];
    server.publish(SCENE);
    server.publish(frameAt(1));
    server.publish(TABLE);
    for (const viewer of viewers) {
      await viewer.waitFor(({ kind }) => kind === "table");
      const kinds = viewer.messages.map(({ kind }) => kind);
      expect(kinds.slice(kinds.indexOf("scene"))).toEqual(["scene", "frame", "table"]);
    }
  });

  it("gives a late joiner the present at once: state, all points, the latest frame", async () => {
    server.publish(SCENE);
    server.publish(phasesAt(0, 0.1));
    server.publish(phasesAt(1, 0.2));
    server.publish(TABLE);
    server.publish({ kind: "watchable", agents: ["random"], watching: "random" });
    server.publish({ kind: "notice", level: "info", text: "hello" });
    for (let x = 0; x < 100; x++) server.publish({ kind: "metric", series: "vae/loss", x, y: 2 * x });
    for (let step = 0; step < 10; step++) server.publish(frameAt(step));
    const viewer = await connect(server);
    await viewer.waitFor(({ kind }) => kind === "frame");
    expect(viewer.messages.map(({ kind }) => kind)).toEqual([
      "scene",
      "phases",
      "watchable",
      "playback",
      "table",
      "notice",
      "history",
      "frame",
    ]);
    expect(viewer.messages).toContainEqual(phasesAt(1, 0.2));
    const xs = Array.from({ length: 100 }, (_, x) => x);
    expect(viewer.messages).toContainEqual({
      kind: "history",
      series: [{ name: "vae/loss", xs, ys: xs.map((x) => 2 * x) }],
    });
    expect(viewer.messages.at(-1)).toMatchObject({ kind: "frame", step: 9 });
  });

  it("forgets the frame of the scene before", async () => {
    server.publish(frameAt(1));
    server.publish(SCENE);
    const viewer = await connect(server);
    await viewer.waitFor(({ kind }) => kind === "history");
    server.publish(TABLE);
    await viewer.waitFor(({ kind }) => kind === "table");
    expect(viewer.messages.some(({ kind }) => kind === "frame")).toBe(false);
  });

  it("refuses to publish what breaks the protocol", () => {
    expect(() => server.publish({ kind: "metric", series: "vae/loss", x: 0, y: Number.NaN })).toThrow(ProtocolError);
  });

  it("drops frames for a viewer that reads nothing, but neither metrics nor the newest frame", async () => {
    server.publish(SCENE);
    const viewer = await connect(server);
    await viewer.waitFor(({ kind }) => kind === "history");
    viewer.socket.pause();
    // 70 kB each: far more in all than the kernel buffers of a socket pair hold.
    const poses = new Float32Array(2500 * 7);
    const frames = 400;
    for (let step = 0; step < frames; step++) {
      server.publish({ ...frameAt(step), poses, ghost: poses.subarray(0, poses.length) });
      server.publish({ kind: "metric", series: "vae/loss", x: step, y: step });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.droppedFrames).toBeGreaterThan(0);
    viewer.socket.resume();
    await viewer.waitFor((message) => message.kind === "frame" && message.step === frames - 1);
    const received = viewer.messages.filter(({ kind }) => kind === "frame").length;
    expect(received).toBe(frames - server.droppedFrames);
    expect(viewer.messages.filter(({ kind }) => kind === "metric")).toHaveLength(frames);
  });
});

describe("memory", () => {
  it("cuts off a viewer that takes nothing at all, and gives it everything when it comes back", async () => {
    const viewer = await connect(server);
    viewer.socket.pause();
    const text = "x".repeat(4000);
    // Twice the bound: the kernel's buffers take some of it.
    for (let sent = 0; sent < 2 * MAX_BACKLOG_BYTES && server.viewers > 0; sent += text.length) {
      server.publish({ kind: "notice", level: "info", text });
      if (sent % 400_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.viewers).toBe(0);
    viewer.socket.terminate();
    const again = await connect(server);
    await again.waitFor(({ kind }) => kind === "history");
    expect(again.messages.filter(({ kind }) => kind === "notice")).toHaveLength(20);
  });
});

describe("commands", () => {
  it("hands over valid ones", async () => {
    const viewer = await connect(server);
    viewer.send({ kind: "watch", agent: "cem" });
    viewer.send({ kind: "pause" });
    await viewer.waitFor((message) => message.kind === "playback" && message.paused);
    expect(commands).toEqual([{ kind: "watch", agent: "cem" }, { kind: "pause" }]);
  });

  it("tells every viewer, late ones too, how frames are played", async () => {
    const [first, second] = [await connect(server), await connect(server)];
    first.send({ kind: "pause" });
    first.send({ kind: "speed", factor: 2 });
    const playback = { kind: "playback", paused: true, speed: 2 };
    await second.waitFor((message) => message.kind === "playback" && message.speed === 2);
    expect(second.messages.at(-1)).toEqual(playback);
    const late = await connect(server);
    await late.waitFor(({ kind }) => kind === "playback");
    expect(late.messages).toContainEqual(playback);
  });

  it("closes a socket that sends text, garbage or a message beyond the bound", async () => {
    const [text, garbage, large] = [await connect(server), await connect(server), await connect(server)];
    text.socket.send("pause");
    expect(await text.closed()).toEqual({ status: 1008, reason: "messages must be binary" });
    garbage.socket.send(Buffer.from("nonsense"));
    expect(await garbage.closed()).toMatchObject({ status: 1008, reason: expect.stringContaining("magic") });
    large.socket.send(Buffer.alloc(MAX_COMMAND_BYTES + 1));
    // RFC 6455: 1009, message too big.
    expect(await large.closed()).toMatchObject({ status: 1009 });
    expect(commands).toEqual([]);
    expect(server.viewers).toBe(0);
  });
});

describe("the port", () => {
  it("says in one line which port is in use", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const start = startViewerServer({ port, onCommand: () => undefined });
    await expect(start).rejects.toThrow(UsageError);
    await expect(start).rejects.toThrow(new RegExp(`^viewer: port must be free, but ${port} is in use .*[^\n]$`));
    await new Promise((resolve) => other.close(resolve));
  });

  it.each([-1, 1.5, 70000])("refuses %d", async (port) => {
    await expect(startViewerServer({ port, onCommand: () => undefined })).rejects.toThrow(/integer from 0 to 65535/);
  });

  it("is free again after closing, and viewers are told", async () => {
    const first = await startViewerServer({ port: 0, onCommand: () => undefined });
    const viewer = await connect(first);
    await first.close();
    expect(await viewer.closed()).toEqual({ status: 1001, reason: "the run has ended" });
    const again = await startViewerServer({ port: first.port, onCommand: () => undefined });
    expect(again.port).toBe(first.port);
    await again.close();
  });
});

describe("the page", () => {
  it("says how to build it while it is not built, and serves it as soon as it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "craik-client-"));
    const bare = await startViewerServer({ port: 0, onCommand: () => undefined, clientFolders: [folder] });
    const before = await fetch(bare.url);
    expect([before.status, await before.text()]).toEqual([503, expect.stringContaining("npm run build:client")]);
    writeFileSync(join(folder, "index.html"), "<p>built</p>");
    const after = await fetch(bare.url);
    expect([after.status, await after.text()]).toEqual([200, "<p>built</p>"]);
    await bare.close();
    rmSync(folder, { recursive: true });
  });
});
