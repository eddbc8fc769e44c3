/** The feed's socket: connects, connects again when it is lost, and hands over decoded messages. */
import {
  type Command,
  decodeMessage,
  encodeCommand,
  ProtocolError,
  type ServerMessage,
  VersionError,
} from "../../protocol/index.ts";

export interface FeedListener {
  connecting(): void;
  opened(): void;
  message(message: ServerMessage): void;
  /** The connection is lost; another attempt follows. `reason` may be empty. */
  lost(reason: string): void;
  /** The server speaks another version; no other attempt follows. */
  refused(reason: string): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;

export class FeedConnection {
  readonly #url: string;
  readonly #listener: FeedListener;
  #socket: WebSocket | null = null;
  #retryMs = FIRST_RETRY_MS;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, listener: FeedListener) {
    this.#url = url;
    this.#listener = listener;
    this.#connect();
  }

  /** Sends a command; one given while the connection is lost is dropped. */
  send(command: Command): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encodeCommand(command));
  }

  close(): void {
    clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #connect(): void {
    this.#listener.connecting();
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    let broken = "";
    socket.addEventListener("open", () => {
      this.#retryMs = FIRST_RETRY_MS;
      this.#listener.opened();
    });
    socket.addEventListener("message", ({ data }: MessageEvent) => {
      try {
        this.#listener.message(decodeMessage(new Uint8Array(data as ArrayBuffer)));
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        if (error instanceof VersionError) {
          // The server is another build than the one that this page came from: only a reload brings the page that fits.
          this.#listener.refused(error.message);
          this.close();
          return;
        }
        broken = error.message;
        socket.close();
      }
    });
    socket.addEventListener("close", (event) => {
      if (this.#socket !== socket) return;
      this.#listener.lost(broken || event.reason);
      this.#retryTimer = setTimeout(() => this.#connect(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
    });
  }
}

/** Address of the feed that belongs to a page; the page's token travels along. */
export function feedUrl(page: URL): string {
  const url = new URL("/feed", page);
  url.protocol = page.protocol === "https:" ? "wss:" : "ws:";
  const token = page.searchParams.get("token");
  if (token !== null) url.searchParams.set("token", token);
  return url.href;
}
