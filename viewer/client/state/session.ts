/** The page's one session: its store, its connection and the frames to play. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Command } from "../../protocol/index.ts";
import { FeedConnection, feedUrl } from "../feed/connection.ts";
import { createPlayout, type Playout, pushFrame } from "../feed/playout.ts";
import { afterConnecting, applyMessage, INITIAL_STATE, type ViewerState } from "./viewer-state.ts";

export interface Session {
  readonly store: StoreApi<ViewerState>;
  readonly playout: Playout;
  send(command: Command): void;
  togglePaused(): void;
  toggleGhost(): void;
  dismissNotice(id: number): void;
}

/** Connects to the server that served `page`. */
export function openSession(page: URL): Session {
  const store = createStore<ViewerState>(() => INITIAL_STATE);
  const playout = createPlayout();
  const connection = new FeedConnection(feedUrl(page), {
    connecting: () =>
      store.setState(({ connection }) => ({ connection: connection === "lost" ? "lost" : "connecting" })),
    opened: () => store.setState(afterConnecting),
    message: (message) => {
      if (message.kind === "frame") pushFrame(playout, message);
      if (message.kind === "scene") playout.frames = [];
      store.setState((state) => applyMessage(state, message));
    },
    lost: (lostBecause) => store.setState({ connection: "lost", lostBecause }),
    refused: (lostBecause) => store.setState({ connection: "refused", lostBecause }),
  });
  return {
    store,
    playout,
    send: (command) => connection.send(command),
    togglePaused: () => connection.send({ kind: store.getState().paused ? "resume" : "pause" }),
    toggleGhost: () => store.setState(({ ghostShown }) => ({ ghostShown: !ghostShown })),
    dismissNotice: (id) => store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
  };
}
