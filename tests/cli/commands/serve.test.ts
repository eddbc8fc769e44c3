/** `craik serve` on a run and on a scenario alone. */
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { decodeMessage } from "../../../viewer/index.ts";
import { trainedRun } from "../../support/trained-run.ts";
import { verdicts, watchCraik } from "../../support/watch-craik.ts";

describe("craik serve --json", () => {
  it.each([
    ["a run", trainedRun, ["mcts · learned", "mcts · true"]],
    ["a scenario", async () => "cartpole-swingup", ["mcts · true"]],
  ])(
    "prints the address of %s, answers there, offers agents, and ends at Ctrl-C",
    async (_title, subject, searching) => {
      const server = watchCraik(["serve", await subject(), "--port", "0", "--json"]);
      const [line] = await server.sees("stdout", /^.*\n/);
      const { url } = JSON.parse(line) as { readonly url: string };
      const answer = await fetch(url);
      expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
      expect(answer.status).toBe(200);
      expect((await offered(url)).filter((agent) => agent.startsWith("mcts"))).toEqual(searching);
      server.child.kill("SIGINT");
      const { status, stdout, stderr } = await server.ended;
      expect({ status, stdout, lines: verdicts(stderr) }).toEqual({
        status: 130,
        stdout: line,
        lines: ["craik serve: interrupted"],
      });
      await expect(fetch(url)).rejects.toThrow();
    },
  );
});

/** Whom the viewer may watch. */
async function offered(url: string): Promise<readonly string[]> {
  const { origin, host } = new URL(url);
  const socket = new WebSocket(`ws://${host}/feed`, { origin });
  try {
    return await new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.on("message", (data: Buffer) => {
        const message = decodeMessage(data);
        if (message.kind === "watchable") resolve(message.agents);
      });
    });
  } finally {
    socket.close();
  }
}
