/** Answers plain HTTP: the client's files, read only. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type AccessRules, refusePage } from "./access.ts";
import { type ClientFiles, loadClientFiles, NOT_BUILT_PAGE } from "./client-files.ts";

/** The built client is looked for in `clientFolders`; in the usual ones when absent. */
export function httpHandler(
  rules: AccessRules,
  clientFolders?: readonly string[],
): (request: IncomingMessage, response: ServerResponse) => void {
  let files: ClientFiles = loadClientFiles(clientFolders);
  const headers = securityHeaders(rules);

  return (request, response) => {
    const answer = (status: number, contentType: string, body: string | Buffer, cache = "no-cache"): void => {
      response.writeHead(status, {
        ...headers,
        "Content-Type": contentType,
        "Content-Length": Buffer.byteLength(body),
        "Cache-Control": cache,
      });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    const refusal = refusePage(rules, request.headers);
    if (refusal) return answer(refusal.status, "text/plain; charset=utf-8", `${refusal.reason}\n`);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return answer(405, "text/plain; charset=utf-8", "only GET and HEAD\n");
    }
    const path = (request.url ?? "/").replace(/\?.*$/s, "");
    // The client may have been built after the server started.
    if (files.size === 0) files = loadClientFiles(clientFolders);
    const file = files.get(path);
    if (file) {
      return answer(200, file.contentType, file.bytes, file.immutable ? "max-age=31536000, immutable" : "no-cache");
    }
    if (path === "/") return answer(503, "text/html; charset=utf-8", NOT_BUILT_PAGE);
    answer(404, "text/plain; charset=utf-8", "not found\n");
  };
}

function securityHeaders(rules: AccessRules): Readonly<Record<string, string>> {
  // Named one by one: not every browser counts ws:// as part of 'self'.
  const sockets = [...rules.hosts].map((host) => `ws://${host}`).join(" ");
  return {
    "Content-Security-Policy":
      `default-src 'self'; connect-src 'self' ${sockets}; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; ` +
      "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    // The address may carry the launch's token.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
}
