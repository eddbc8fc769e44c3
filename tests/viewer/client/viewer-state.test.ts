import { expect, it } from "vitest";
import { dreamError } from "../../../viewer/client/state/dream-error.ts";
import { formatDuration, formatNumber } from "../../../viewer/client/state/format.ts";
import {
  afterConnecting,
  applyMessage,
  INITIAL_STATE,
  type ViewerState,
} from "../../../viewer/client/state/viewer-state.ts";
import { MAX_SERIES, type ServerMessage } from "../../../viewer/protocol/index.ts";
import { frameAt, SCENE, TABLE } from "../../support/synthetic-feed.ts";

it("shows the newest frame and counts those that came", () => {
  const state = stateAfter([SCENE, frameAt(1), frameAt(2)]);
  expect([state.frame?.step, state.framesReceived]).toEqual([2, 2]);
});

it("forgets the frame of the scene before", () => {
  expect(stateAfter([SCENE, frameAt(1), SCENE]).frame).toBeNull();
});

it("starts anew after a reconnect but keeps the person's own choice", () => {
  const before = { ...stateAfter([SCENE, TABLE]), ghostShown: false };
  expect(afterConnecting(before)).toMatchObject({ connection: "live", scene: null, table: [], ghostShown: false });
});

it("shows the curves that a reload would show, where there are too many", () => {
  const points = Array.from({ length: MAX_SERIES + 1 }, (_, index) => ({ series: `m/${index}`, x: 1, y: 2 }));
  const metrics = points.map((point): ServerMessage => ({ kind: "metric", ...point }));
  const shown = [...stateAfter(metrics).series.keys()];
  expect([shown.length, shown[0], shown.at(-1)]).toEqual([MAX_SERIES, "m/1", `m/${MAX_SERIES}`]);
});

it("measures the prediction's error as the largest distance and angle of a moving body", () => {
  const { poses } = frameAt(0);
  const ghost = poses.slice();
  // Body 2 is the cart: 3-4-5 triangle. Body 3 is the pole: turned by 0.6 rad about y. Body 0 never moves: ignored.
  ghost[0] = 100;
  ghost[14] = (poses[14] ?? 0) + 0.03;
  ghost[16] = (poses[16] ?? 0) + 0.04;
  ghost.set([0, Math.sin(0.3), 0, Math.cos(0.3)], 3 * 7 + 3);
  poses.set([0, 0, 0, 1], 3 * 7 + 3);
  const error = dreamError(SCENE.scene, { ...frameAt(0), poses, ghost });
  expect(error?.metres).toBeCloseTo(0.05, 6);
  expect(error?.angleRad).toBeCloseTo(0.6, 6);
});

it("has no error to show without a prediction", () => {
  expect(dreamError(SCENE.scene, frameAt(0, { ghost: false }))).toBeNull();
});

it("writes times and numbers as people read them", () => {
  expect([42, 185, 7800].map(formatDuration)).toEqual(["42 s", "3 min 05 s", "2 h 10 min"]);
  expect([0, -1.25, 812.4, 12345, 0.000012].map(formatNumber)).toEqual(["0", "−1.25", "812", "12.3k", "1.2e−5"]);
});

function stateAfter(messages: readonly ServerMessage[]): ViewerState {
  let state = INITIAL_STATE;
  for (const message of messages) state = { ...state, ...applyMessage(state, message) };
  return state;
}
