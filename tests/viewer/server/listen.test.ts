import { createServer } from "node:http";
import { expect, it } from "vitest";
import { listen } from "../../../viewer/server/listen.ts";

it("leaves the errors of the running server to others", async () => {
  const server = createServer();
  await listen(server, "127.0.0.1", 0);
  expect(server.listenerCount("error")).toBe(0);
  await new Promise((resolve) => server.close(resolve));
});
