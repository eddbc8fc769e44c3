import { expect, it } from "vitest";
import { advancePlayout, createPlayout, pushFrame, samplePosesInto } from "../../../viewer/client/feed/playout.ts";
import type { FrameEvent } from "../../../viewer/protocol/index.ts";

it("shows a pose between two frames, with a unit quaternion", () => {
  const playout = createPlayout();
  pushFrame(playout, frame({ step: 0, x: 0, angleRad: 0 }));
  pushFrame(playout, frame({ step: 10, x: 1, angleRad: 0.4 }));
  playout.headSecs = 0.05;
  const out = new Float32Array(7);
  expect(samplePosesInto(playout, "poses", out)).toBe(true);
  expect(out[0]).toBeCloseTo(0.5, 6);
  // Half way between two orientations about one axis is half the angle: exact for the normalised linear blend too.
  expect(2 * Math.atan2(out[5] ?? 0, out[6] ?? 0)).toBeCloseTo(0.2, 6);
  expect(Math.hypot(out[3] ?? 0, out[4] ?? 0, out[5] ?? 0, out[6] ?? 0)).toBeCloseTo(1, 6);
});

it("goes the short way when quaternions change sign", () => {
  const playout = createPlayout();
  const next = frame({ step: 10, x: 0, angleRad: 0.4 });
  pushFrame(playout, frame({ step: 0, x: 0, angleRad: 0 }));
  pushFrame(playout, { ...next, poses: next.poses.map((value, index) => (index < 3 ? value : -value)) });
  playout.headSecs = 0.05;
  const out = new Float32Array(7);
  samplePosesInto(playout, "poses", out);
  expect(Math.abs(2 * Math.atan2(out[5] ?? 0, out[6] ?? 0))).toBeCloseTo(0.2, 6);
});

it("reaches the newest frame, never passes it, and then rests", () => {
  const playout = createPlayout();
  pushFrame(playout, frame({ step: 0 }));
  pushFrame(playout, frame({ step: 4 }));
  let moves = 0;
  while (advancePlayout(playout, 1 / 60)) {
    expect(playout.headSecs).toBeLessThan(0.04);
    moves++;
  }
  expect(moves).toBeGreaterThan(5);
  expect(playout.headSecs).toBe(0.04);
  expect(playout.frames).toHaveLength(1);
});

it("plays bursts as even motion: no stop and no jump between them", () => {
  const playout = createPlayout();
  pushFrame(playout, frame({ step: 0 }));
  const speeds: number[] = [];
  for (let tick = 1; tick <= 240; tick++) {
    // Real time at 60 Hz; five frames of 0.01 s arrive together every third tick.
    if (tick % 3 === 0) for (let i = 4; i >= 0; i--) pushFrame(playout, frame({ step: (tick / 3) * 5 - i }));
    const before = playout.headSecs;
    advancePlayout(playout, 1 / 60);
    if (tick > 120) speeds.push((playout.headSecs - before) * 60);
  }
  // First-order filter, τ = 0.1 s: over one burst period of 0.05 s the speed decays by e^(−0.5), so by at most 40 %.
  expect(Math.min(...speeds) / Math.max(...speeds)).toBeGreaterThan(Math.exp(-0.5));
});

it("cuts to a new episode, another agent or a shorter time without blending", () => {
  const starts = [
    frame({ step: 0, episode: 1, x: 9 }),
    frame({ step: 20, source: "cem", x: 9 }),
    frame({ step: 3, x: 9 }),
  ];
  for (const start of starts) {
    const playout = createPlayout();
    pushFrame(playout, frame({ step: 10, x: 0 }));
    pushFrame(playout, start);
    const out = new Float32Array(7);
    samplePosesInto(playout, "poses", out);
    expect(out[0]).toBe(9);
  }
});

it("says when there is no prediction to show", () => {
  const playout = createPlayout();
  expect(samplePosesInto(playout, "poses", new Float32Array(7))).toBe(false);
  pushFrame(playout, frame({ step: 0 }));
  expect(samplePosesInto(playout, "ghost", new Float32Array(7))).toBe(false);
  expect(samplePosesInto(playout, "poses", new Float32Array(14))).toBe(false);
});

it("keeps a bounded number of frames while nothing is played", () => {
  const playout = createPlayout();
  for (let step = 0; step < 1000; step++) pushFrame(playout, frame({ step }));
  expect(playout.frames).toHaveLength(240);
  expect(playout.headSecs).toBe(playout.frames[0]?.timeSecs);
});

interface Moment {
  readonly step: number;
  readonly episode?: number;
  readonly source?: string;
  readonly x?: number;
  /** About z. */
  readonly angleRad?: number;
}

function frame({ step, episode = 0, source = "random", x = step, angleRad = 0 }: Moment): FrameEvent {
  const poses = Float32Array.of(x, 0, 0, 0, 0, Math.sin(angleRad / 2), Math.cos(angleRad / 2));
  return { kind: "frame", source, episode, step, timeSecs: step / 100, reward: 0, returnSoFar: 0, poses };
}
