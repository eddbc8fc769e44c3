/** Opens a server's port, with one clear line when that cannot be. */
import type { Server } from "node:http";
import { UsageError } from "../../sim/core/errors.ts";

/** Resolves to the port that was opened. Throws a UsageError when the port or the host cannot be had. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new UsageError(`viewer: port must be an integer from 0 to 65535 (0: any free one), got ${port}`);
  }
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(explained(error, host, port));
    server.once("error", refuse);
    server.listen({ port, host }, () => {
      // Left behind, it would swallow the first error of the running server.
      server.off("error", refuse);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const lines: Readonly<Record<string, string>> = {
    EADDRINUSE: `port must be free, but ${port} is in use on ${host}; choose another one, or 0 for any free one`,
    EACCES: `port must be one that you may open, but ${port} on ${host} is reserved; choose one above 1023, or 0`,
    EADDRNOTAVAIL: `host must be an address of this machine, got ${host}`,
    ENOTFOUND: `host must be a known name or address, got ${host}`,
  };
  const line = lines[error.code ?? ""];
  return line === undefined ? error : new UsageError(`viewer: ${line}`);
}
