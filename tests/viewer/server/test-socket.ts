/** A WebSocket client for the server's tests. */
import { once } from "node:events";
import { type ClientOptions, WebSocket } from "ws";
import { type Command, decodeMessage, encodeCommand, type ServerMessage } from "../../../viewer/protocol/index.ts";
import type { ViewerServer } from "../../../viewer/server/start-server.ts";

export interface TestSocket {
  readonly socket: WebSocket;
  /** Everything that has come so far. */
  readonly messages: ServerMessage[];
  send(command: Command): void;
  /** Waits until something that came, before or after the call, passes. */
  waitFor(passes: (message: ServerMessage) => boolean): Promise<ServerMessage>;
  /** Waits for the end; the status and reason that the server gave. */
  closed(): Promise<{ readonly status: number; readonly reason: string }>;
}

/** Connects as a client without an Origin, which knows the token; `options` may say otherwise. */
export async function connect(server: ViewerServer, options: ClientOptions = {}): Promise<TestSocket> {
  const socket = new WebSocket(feedUrl(server, server.token), options);
  const messages: ServerMessage[] = [];
  socket.on("message", (data) => {
    if (Buffer.isBuffer(data)) messages.push(decodeMessage(data));
  });
  const ended = new Promise<{ status: number; reason: string }>((resolve) => {
    socket.on("close", (status, reason) => resolve({ status, reason: reason.toString() }));
  });
  await once(socket, "open");
  return {
    socket,
    messages,
    send: (command) => socket.send(encodeCommand(command)),
    closed: () => ended,
    async waitFor(passes) {
      for (;;) {
        const found = messages.find(passes);
        if (found) return found;
        await once(socket, "message");
      }
    },
  };
}

/** The HTTP status with which a handshake is refused. */
export async function refusedWith(
  server: ViewerServer,
  token: string,
  headers: ClientOptions["headers"],
): Promise<number> {
  const socket = new WebSocket(feedUrl(server, token), { headers: headers ?? {} });
  return await new Promise((resolve, reject) => {
    socket.on("unexpected-response", (_, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
      socket.terminate();
    });
    socket.on("open", () => reject(new Error("the handshake was accepted")));
    socket.on("error", () => undefined);
  });
}

function feedUrl(server: ViewerServer, token: string): string {
  return `ws://127.0.0.1:${server.port}/feed?token=${token}`;
}
