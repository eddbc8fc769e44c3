import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startViewerServer, type ViewerServer } from "../../../viewer/index.ts";
import { accessRules, pageHost, refuseSocket } from "../../../viewer/server/access.ts";
import { connect, refusedWith } from "./test-socket.ts";

let server: ViewerServer;

beforeEach(async () => {
  server = await startViewerServer({ port: 0, onCommand: () => undefined });
});

afterEach(async () => {
  await server.close();
});

describe("sockets", () => {
  it("lets the page's own Origin in without a token, as 127.0.0.1 and as localhost", () => {
    const { port } = server;
    const rules = accessRules("127.0.0.1", port, "secret");
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(refuseSocket(rules, { host, origin: `http://${host}` }, new URL("http://x/feed"))).toBeNull();
    }
  });

  it.each([
    ["another site", "http://example.org"],
    ["another port", "http://127.0.0.1:1"],
    ["no port", "http://127.0.0.1"],
    ["https", "https://127.0.0.1:PORT"],
    ["a name that only begins alike", "http://127.0.0.1:PORT.example.org"],
    ["a sandboxed page", "null"],
  ])("refuses the Origin of %s even with the token", async (_, origin) => {
    expect(await refusedWith(server, server.token, { origin: origin.replace("PORT", `${server.port}`) })).toBe(403);
  });

  it.each(["example.org", "127.0.0.1", "127.0.0.1:1", "localhost"])("refuses the Host %s", async (host) => {
    expect(await refusedWith(server, server.token, { host })).toBe(403);
  });

  it("asks whoever sends no Origin for the token", async () => {
    expect(await refusedWith(server, "", {})).toBe(401);
    expect(await refusedWith(server, `${server.token}x`, {})).toBe(401);
    const viewer = await connect(server);
    expect(server.viewers).toBe(1);
    viewer.socket.terminate();
  });

  it("asks everybody for the token on any other bind", async () => {
    const open = await startViewerServer({ port: 0, host: "0.0.0.0", onCommand: () => undefined });
    const headers = { origin: `http://127.0.0.1:${open.port}` };
    expect(await refusedWith(open, "", headers)).toBe(401);
    expect(open.url).toBe(`http://127.0.0.1:${open.port}/?token=${open.token}`);
    const viewer = await connect(open, { headers });
    viewer.socket.terminate();
    await open.close();
  });

  it("makes a new token for every launch", async () => {
    const other = await startViewerServer({ port: 0, onCommand: () => undefined });
    expect(other.token).not.toBe(server.token);
    expect(other.token.length).toBeGreaterThanOrEqual(32);
    await other.close();
  });

  it("writes IPv6 addresses in brackets", () => {
    expect(pageHost("::1", 80)).toBe("[::1]:80");
  });
});

describe("pages", () => {
  it("refuses a foreign Host, so that a rebound name reads nothing", async () => {
    expect((await get("/", { host: `example.org:${server.port}` })).status).toBe(403);
    expect((await get("/", { host: `localhost:${server.port}` })).status).not.toBe(403);
  });

  it.each([
    "/../package.json",
    "/assets/../../package.json",
    "/%2e%2e/package.json",
    "/..%2f..%2fpackage.json",
    "/assets\\..\\..\\package.json",
    "//etc/passwd",
    "/etc/passwd\0.html",
  ])("finds nothing at %j", async (path) => {
    expect((await get(path)).status).toBe(path.includes("\0") ? 400 : 404);
  });

  it("takes no other method and forbids framing, foreign scripts and referrers", async () => {
    expect((await get("/", {}, "POST")).status).toBe(405);
    const { headers } = await get("/");
    expect(headers["content-security-policy"]).toContain("default-src 'self'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["referrer-policy"]).toBe("no-referrer");
  });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A request whose path goes out exactly as written; fetch would tidy it up. */
function get(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Answer> {
  if (path.includes("\0")) return rawGet(path);
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port: server.port, path, method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    call.on("error", reject);
    call.end();
  });
}

/** Node's client sends no control characters: written by hand. */
async function rawGet(path: string): Promise<Answer> {
  const { connect: open } = await import("node:net");
  return await new Promise((resolve, reject) => {
    const socket = open(server.port, "127.0.0.1", () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`);
    });
    socket.once("data", (data) => {
      resolve({ status: Number(data.toString().split(" ")[1]), headers: {} });
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
