/** The viewer's server: serves the page, streams the feed to it and takes its commands. */
import { randomBytes } from "node:crypto";
import { createServer, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import {
  type Command,
  decodeCommand,
  encodeMessage,
  type FeedEvent,
  MAX_COMMAND_BYTES,
  ProtocolError,
} from "../protocol/index.ts";
import { accessRules, pageHost, refuseSocket } from "./access.ts";
import { FeedState } from "./feed-state.ts";
import { httpHandler } from "./http-handler.ts";
import { listen } from "./listen.ts";
import { ViewerSocket } from "./viewer-socket.ts";

export interface ViewerServerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Address to listen on; 127.0.0.1 unless given. On any other one every client needs the token. */
  readonly host?: string;
  /** Called for an error of the running server, such as no file descriptor left for another viewer; it goes on. Ignored unless given. */
  readonly onError?: (error: Error) => void;
  /** Called for each valid command of a viewer. */
  readonly onCommand: (command: Command) => void;
  /** Folders to look for the built client in; the usual ones unless given. */
  readonly clientFolders?: readonly string[];
}

export interface ViewerServer {
  /** The page's address. On a bind other than the loopback interface it carries the token. */
  readonly url: string;
  readonly port: number;
  /** Secret of this launch, needed in the query by clients that send no Origin: `ws://…/feed?token=…`. */
  readonly token: string;
  /** Viewers connected now. */
  readonly viewers: number;
  /** Frames that slow viewers connected now did not get. */
  readonly droppedFrames: number;
  /** Sends an event to every viewer: encoded once, never blocking. Throws a ProtocolError when the event breaks the protocol. */
  publish(event: FeedEvent): void;
  /** Says goodbye to the viewers and frees the port. */
  close(): Promise<void>;
}

/** Where the feed is, below the page's address. */
const FEED_PATH = "/feed";
/** Only completes relative addresses; never contacted. */
const BASE = "http://viewer.invalid";
const MAX_VIEWERS = 32;
/** Time that viewers get to answer a goodbye. */
const GOODBYE_MS = 250;
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;

/** Throws a UsageError when the port cannot be opened. */
export async function startViewerServer(options: ViewerServerOptions): Promise<ViewerServer> {
  const host = options.host ?? "127.0.0.1";
  const token = randomBytes(24).toString("base64url");
  const http = createServer();
  const port = await listen(http, host, options.port);
  // A server that cannot take one more viewer must not end the loop that it shows.
  http.on("error", (error) => options.onError?.(error));
  const rules = accessRules(host, port, token);
  const viewers = new Map<WebSocket, ViewerSocket>();
  const state = new FeedState();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_COMMAND_BYTES, perMessageDeflate: false });

  const publish = (event: FeedEvent): void => {
    const encoded = encodeMessage(event);
    state.note(event, encoded);
    for (const viewer of viewers.values()) {
      if (event.kind === "scene") viewer.forgetFrame();
      if (event.kind === "frame") viewer.sendFrame(encoded);
      else viewer.send(encoded);
    }
  };

  const take = (command: Command): void => {
    if (command.kind === "pause") publish({ ...state.playback, paused: true });
    if (command.kind === "resume") publish({ ...state.playback, paused: false });
    if (command.kind === "speed") publish({ ...state.playback, speed: command.factor });
    options.onCommand(command);
  };

  const welcome = (socket: WebSocket): void => {
    const viewer = new ViewerSocket(socket);
    viewers.set(socket, viewer);
    socket.on("close", () => viewers.delete(socket));
    // ws closes the socket by itself with the status that fits, such as 1009 for a message that is too big.
    socket.on("error", () => undefined);
    socket.on("message", (data, isBinary) => {
      const command = readCommand(socket, data, isBinary);
      if (command) take(command);
    });
    for (const message of state.messages()) viewer.send(message);
  };

  http.on("request", httpHandler(rules, options.clientFolders));
  http.on("upgrade", (request, stream, head) => {
    stream.on("error", () => stream.destroy());
    const url = URL.canParse(request.url ?? "", BASE) ? new URL(request.url ?? "", BASE) : null;
    if (url?.pathname !== FEED_PATH) return refuse(stream, 404, `the feed is at ${FEED_PATH}`);
    const refusal = refuseSocket(rules, request.headers, url);
    if (refusal) return refuse(stream, refusal.status, refusal.reason);
    if (viewers.size >= MAX_VIEWERS) return refuse(stream, 503, `at most ${MAX_VIEWERS} viewers`);
    sockets.handleUpgrade(request, stream, head, welcome);
  });

  return {
    url: `http://${pageHost(host, port)}/${rules.tokenAlways ? `?token=${token}` : ""}`,
    port,
    token,
    get viewers() {
      return viewers.size;
    },
    get droppedFrames() {
      return [...viewers.values()].reduce((sum, viewer) => sum + viewer.droppedFrames, 0);
    },
    publish,
    async close() {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      for (const socket of viewers.keys()) socket.close(GOING_AWAY, "the run has ended");
      http.closeAllConnections();
      const impatience = setTimeout(() => {
        for (const socket of viewers.keys()) socket.terminate();
      }, GOODBYE_MS);
      await closed;
      clearTimeout(impatience);
    },
  };
}

/** The command in a message; undefined, and the socket closed, when there is none. */
function readCommand(socket: WebSocket, data: RawData, isBinary: boolean): Command | undefined {
  if (!isBinary || !Buffer.isBuffer(data)) {
    socket.close(POLICY_VIOLATION, "messages must be binary");
    return undefined;
  }
  try {
    return decodeCommand(data);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    socket.close(POLICY_VIOLATION, error.message.slice(0, 120));
    return undefined;
  }
}

function refuse(stream: Duplex, status: number, reason: string): void {
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(reason)}\r\n\r\n${reason}`,
  );
}
