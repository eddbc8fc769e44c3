/**
 * Who may connect. A page from elsewhere can reach a server on this machine through the browser (cross-site WebSocket,
 * DNS rebinding), so `Host` and `Origin` must match exactly, and whoever is not a browser must know the token.
 */
import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { networkInterfaces } from "node:os";

export interface AccessRules {
  /** Accepted values of `Host`, such as `127.0.0.1:8123`. */
  readonly hosts: ReadonlySet<string>;
  readonly token: string;
  /** True on any bind but the loopback interface: then a matching Origin is not enough. */
  readonly tokenAlways: boolean;
}

export interface Refusal {
  readonly status: 401 | 403;
  readonly reason: string;
}

const LOOPBACK: readonly string[] = ["127.0.0.1", "localhost"];
const WILDCARDS: readonly string[] = ["0.0.0.0", "::"];

export function accessRules(host: string, port: number, token: string): AccessRules {
  const names = new Set(LOOPBACK);
  const isLoopback = LOOPBACK.includes(host);
  if (WILDCARDS.includes(host)) for (const address of ownAddresses()) names.add(address);
  else names.add(host);
  return { hosts: new Set([...names].map((name) => hostWithPort(name, port))), token, tokenAlways: !isLoopback };
}

/** `host:port` as it stands in a URL: IPv6 addresses in brackets. */
function hostWithPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Host of the address that people open. A wildcard is no address: there the loopback one stands in. */
export function pageHost(host: string, port: number): string {
  return hostWithPort(WILDCARDS.includes(host) ? "127.0.0.1" : host, port);
}

/** Why a page or file request is refused; null when it may pass. The client's files hold no secrets: Host is enough. */
export function refusePage(rules: AccessRules, headers: IncomingHttpHeaders): Refusal | null {
  if (headers.host !== undefined && rules.hosts.has(headers.host)) return null;
  return { status: 403, reason: `Host must be ${list(rules.hosts)}, got ${headers.host ?? "none"}` };
}

/** Why a socket is refused; null when it may pass. */
export function refuseSocket(rules: AccessRules, headers: IncomingHttpHeaders, url: URL): Refusal | null {
  const refusal = refusePage(rules, headers);
  if (refusal) return refusal;
  const origin = headers.origin;
  if (origin !== undefined && ![...rules.hosts].some((host) => origin === `http://${host}`)) {
    return { status: 403, reason: `Origin must be http:// and ${list(rules.hosts)}, got ${origin}` };
  }
  if (origin !== undefined && !rules.tokenAlways) return null;
  if (sameSecret(url.searchParams.get("token") ?? "", rules.token)) return null;
  return { status: 401, reason: "the query must carry this launch's token: ?token=…" };
}

function sameSecret(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map(({ address }) => address));
}

function list(hosts: ReadonlySet<string>): string {
  return [...hosts].join(" or ");
}
