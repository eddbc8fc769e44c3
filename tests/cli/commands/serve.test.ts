/** `craik serve` on a run and on a scenario alone. */
import { describe, expect, it } from "vitest";
import { trainedRun } from "../../support/trained-run.ts";
import { verdicts, watchCraik } from "../../support/watch-craik.ts";

describe("craik serve --json", () => {
  it.each([
    ["a run", trainedRun],
    ["a scenario", async () => "cartpole-swingup"],
  ])("prints the address of %s, answers there, and ends at Ctrl-C", async (_title, subject) => {
    const server = watchCraik(["serve", await subject(), "--port", "0", "--json"]);
    const [line] = await server.sees("stdout", /^.*\n/);
    const { url } = JSON.parse(line) as { readonly url: string };
    const answer = await fetch(url);
    expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
    expect(answer.status).toBe(200);
    server.child.kill("SIGINT");
    const { status, stdout, stderr } = await server.ended;
    expect({ status, stdout, lines: verdicts(stderr) }).toEqual({
      status: 130,
      stdout: line,
      lines: ["craik serve: interrupted"],
    });
    await expect(fetch(url)).rejects.toThrow();
  });
});
