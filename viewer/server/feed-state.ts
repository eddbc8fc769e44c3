/** The present of the feed: everything that a viewer who joins late must be sent. Bounded. */
import { addPoint, encodeMessage, type FeedEvent, type PlaybackEvent, type Series } from "../protocol/index.ts";

/** Kinds of which only the last event counts, in the order in which a late joiner gets them. */
const LATEST_KINDS = ["scene", "phases", "watchable", "playback", "table", "caption", "search"] as const;
const MAX_NOTICES = 20;

export class FeedState {
  readonly #latest = new Map<FeedEvent["kind"], Uint8Array>();
  readonly #series = new Map<string, Series>();
  #notices: readonly Uint8Array[] = [];
  #frame: Uint8Array | null = null;
  #playback: PlaybackEvent = { kind: "playback", paused: false, speed: 1 };

  constructor() {
    this.#latest.set("playback", encodeMessage(this.#playback));
  }

  get playback(): PlaybackEvent {
    return this.#playback;
  }

  /** Takes note of an event and its encoding. */
  note(event: FeedEvent, encoded: Uint8Array): void {
    if (event.kind === "frame") this.#frame = encoded;
    else if (event.kind === "metric") addPoint(this.#series, event);
    else if (event.kind === "notice") this.#notices = [...this.#notices, encoded].slice(-MAX_NOTICES);
    else this.#latest.set(event.kind, encoded);
    if (event.kind === "playback") this.#playback = event;
    // A frame's poses mean nothing in another scene.
    if (event.kind === "scene") this.#frame = null;
  }

  /** The messages for a viewer who joins now; the frame, if there is one, comes last. */
  messages(): readonly Uint8Array[] {
    const latest = LATEST_KINDS.map((kind) => this.#latest.get(kind));
    const history = encodeMessage({ kind: "history", series: [...this.#series.values()] });
    return [...latest, ...this.#notices, history, this.#frame].filter((message) => message != null);
  }
}
