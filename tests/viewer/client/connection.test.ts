import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FeedConnection, type FeedListener } from "../../../viewer/client/feed/connection.ts";
import { encodeMessage } from "../../../viewer/protocol/index.ts";

/** A socket that a test plays the server's part of. */
class PlayedSocket extends EventTarget {
  static readonly opened: PlayedSocket[] = [];
  binaryType = "blob";

  constructor() {
    super();
    PlayedSocket.opened.push(this);
  }

  receive(message: Uint8Array): void {
    this.dispatchEvent(new MessageEvent("message", { data: Uint8Array.from(message).buffer }));
  }

  close(): void {
    this.dispatchEvent(Object.assign(new Event("close"), { reason: "" }));
  }
}

const MESSAGE = encodeMessage({ kind: "playback", paused: false, speed: 1 });
let told: string[] = [];
const LISTENER: FeedListener = {
  connecting: () => told.push("connecting"),
  opened: () => told.push("opened"),
  message: ({ kind }) => told.push(kind),
  lost: (reason) => told.push(`lost ${reason}`),
  refused: (reason) => told.push(`refused ${reason}`),
};

beforeEach(() => {
  told = [];
  PlayedSocket.opened.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", PlayedSocket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("says which versions do not fit, and connects no more", () => {
  new FeedConnection("ws://localhost/feed", LISTENER);
  const altered = Uint8Array.from(MESSAGE);
  altered[2] = 2;
  PlayedSocket.opened[0]?.receive(altered);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([
    "connecting",
    "refused viewer protocol: header at byte 2: expected version 1, found version 2",
  ]);
  expect(PlayedSocket.opened).toHaveLength(1);
});

it("says what was wrong with a message that breaks the protocol, and connects again", () => {
  const connection = new FeedConnection("ws://localhost/feed", LISTENER);
  PlayedSocket.opened[0]?.receive(MESSAGE.slice(0, 4));
  expect(told).toEqual(["connecting", "lost viewer protocol: header at byte 4: expected 8 bytes, found 4 bytes"]);
  vi.advanceTimersByTime(60_000);
  expect(PlayedSocket.opened).toHaveLength(2);
  connection.close();
});
