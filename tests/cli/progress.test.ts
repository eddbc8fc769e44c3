import { describe, expect, it } from "vitest";
import { createProgress, formatDuration, type Progress, SILENT_PROGRESS } from "../../cli/progress.ts";

interface Scene {
  readonly progress: Progress;
  readonly written: string[];
  at(ms: number): void;
}

function scene(terminal: boolean, columns = 80): Scene {
  let nowMs = 0;
  const written: string[] = [];
  const progress = createProgress({
    stream: { write: (text: string) => written.push(text) },
    terminal,
    columns,
    now: () => nowMs,
  });
  return {
    progress,
    written,
    at(ms): void {
      nowMs = ms;
    },
  };
}

describe("progress on a terminal", () => {
  it("estimates the time left from the time taken", () => {
    const { progress, written, at } = scene(true);
    progress.start("collect", 4);
    at(30_000);
    progress.update(1, "return 12");
    // A quarter took 30 s, so three quarters take 90 s.
    expect(written.at(-1)).toContain("25%, 1 min 30 s left, return 12");
  });

  it("redraws ten times a second at most", () => {
    const { progress, written, at } = scene(true);
    progress.start("collect", 1000);
    for (let ms = 0; ms < 1000; ms += 1) {
      at(ms);
      progress.update(ms);
    }
    expect(written).toHaveLength(10);
  });

  it("never wraps a line", () => {
    const { progress, written } = scene(true, 20);
    progress.start("collect", 10);
    progress.update(5, "a long remark that goes on and on");
    expect(written.at(-1)?.replace("\r\u001b[2K", "")).toHaveLength(19);
  });

  it("wipes the bar before a note", () => {
    const { progress, written } = scene(true);
    progress.start("collect", 10);
    progress.update(5);
    progress.note("viewer: ready");
    expect(written.slice(-2)).toEqual(["\r\u001b[2K", "viewer: ready\n"]);
  });
});

describe("progress in a file", () => {
  it("writes whole lines, each quarter or each ten seconds", () => {
    const { progress, written, at } = scene(false);
    progress.start("train", 100);
    for (let done = 1; done <= 100; done += 1) {
      at(done * 10);
      progress.update(done);
    }
    at(1000);
    progress.finish("loss 0.1");
    expect(written.every((line) => /^[^\r\n]+\n$/.test(line))).toBe(true);
    expect(written.map((line) => line.split(",")[0]?.trim())).toEqual([
      "train: 1%",
      "train: 26%",
      "train: 51%",
      "train: 76%",
      "train: done in 1.0 s",
    ]);
  });
});

describe("silent progress", () => {
  it("takes every call", () => {
    SILENT_PROGRESS.start("x", 1);
    SILENT_PROGRESS.update(1);
    SILENT_PROGRESS.finish();
    SILENT_PROGRESS.note("x");
    SILENT_PROGRESS.clear();
  });
});

describe("formatDuration", () => {
  it.each([
    [0.04, "0.0 s"],
    [9.4, "9.4 s"],
    [42, "42 s"],
    [185, "3 min 05 s"],
    [7800, "2 h 10 min"],
  ])("writes %d s as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
