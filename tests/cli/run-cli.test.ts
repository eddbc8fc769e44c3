import { describe, expect, it } from "vitest";
import { type Command, defineCommand, defineGroup } from "../../cli/command.ts";
import { required } from "../../cli/operand.ts";
import { seed, toggle } from "../../cli/option.ts";
import { type CliWorld, runCli } from "../../cli/run-cli.ts";
import { SpecError, StateError, UsageError } from "../../sim/core/errors.ts";

const echo = defineCommand({
  name: "echo",
  summary: "says it again",
  operands: { word: required("what to say") },
  options: { seed: seed(), open: toggle("--no-open", "start no browser") },
  run({
    operands,
    options,
    progress,
  }): Promise<{ readonly word: string; readonly seed: number; readonly open: boolean }> {
    progress.note("working");
    return Promise.resolve({ word: operands.word, seed: options.seed, open: options.open });
  },
  print: ({ word }) => `said ${word}`,
});

function failing(error: unknown): Command {
  return defineCommand({
    name: "fail",
    summary: "fails",
    operands: {},
    options: {},
    run: () => Promise.reject(error),
    print: () => "",
  });
}

interface Result {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  argv: readonly string[],
  commands: readonly Command[],
  more: Partial<CliWorld> = {},
): Promise<Result> {
  let out = "";
  let err = "";
  const writeErr = (text: string): void => {
    err += text;
  };
  const status = await runCli(argv, {
    version: "1.2.3",
    commands,
    writeOut: (text) => {
      out += text;
    },
    writeErr,
    progress: { stream: { write: writeErr }, terminal: false, columns: 80, now: () => 0 },
    signal: new AbortController().signal,
    debug: false,
    ...more,
  });
  return { status, out, err };
}

describe("a command that succeeds", () => {
  it("prints its result for a person, and progress on standard error", async () => {
    expect(await run(["echo", "hello"], [echo])).toEqual({ status: 0, out: "said hello\n", err: "working\n" });
  });

  it("prints exactly one JSON object with --json", async () => {
    const { out } = await run(["echo", "hello", "--seed", "7", "--no-open", "--json"], [echo]);
    expect(JSON.parse(out)).toEqual({ word: "hello", seed: 7, open: false });
    expect(out.split("\n")).toHaveLength(2);
  });

  it("shows no progress with --quiet", async () => {
    expect((await run(["echo", "hello", "--quiet"], [echo])).err).toBe("");
  });

  it("prints a result once when it was published early", async () => {
    const early = defineCommand({
      name: "early",
      summary: "publishes",
      operands: {},
      options: {},
      run: ({ publish }): Promise<{ readonly url: string }> => {
        publish({ url: "here" });
        return Promise.resolve({ url: "here" });
      },
      print: ({ url }) => url,
    });
    expect((await run(["early", "--json"], [early])).out).toBe('{"url":"here"}\n');
  });
});

describe("a mistake on the command line", () => {
  it.each([
    [["ehco", "x"], "craik: unknown command 'ehco' (Did you mean echo?)\n"],
    [["echo"], "craik echo: missing required argument 'word'\n"],
    [["echo", "a", "b"], "craik echo: too many arguments for 'echo'. Expected 1 argument but got 2.\n"],
    [["echo", "a", "--sed", "1"], "craik echo: unknown option '--sed' (Did you mean --seed?)\n"],
    [["echo", "a", "--seed"], "craik echo: option '--seed <integer>' argument missing\n"],
    [["echo", "a", "--seed", "x"], 'craik echo: --seed must be an integer from 0 to 4294967295, got "x"\n'],
  ])("%j ends with status 2 and one line", async (argv, line) => {
    expect(await run(argv, [echo])).toEqual({ status: 2, out: "", err: line });
  });

  it.each([
    [new UsageError("scenario: no such id"), 2, "craik fail: scenario: no such id\n"],
    [new SpecError("scenario: bad\nfield"), 2, "craik fail: scenario: bad field\n"],
    [new StateError("env: closed"), 1, "craik fail: env: closed\n"],
    [new TypeError("x is not a function"), 1, "craik fail: TypeError: x is not a function\n"],
    ["thrown text", 1, "craik fail: thrown text\n"],
  ])("%s ends with status %i and one line", async (error, status, line) => {
    expect(await run(["fail"], [failing(error)])).toEqual({ status, out: "", err: line });
  });

  it("adds the stack when debugging", async () => {
    const { err } = await run(["fail"], [failing(new StateError("env: closed"))], { debug: true });
    expect(err).toMatch(/^craik fail: env: closed\n.*\n\s+at /);
  });
});

describe("help and version", () => {
  it("lists the commands, without arguments too", async () => {
    const { status, out, err } = await run([], [echo]);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toContain("echo [options] <word>");
    expect(await run(["--help"], [echo])).toEqual({ status, out, err });
  });

  it("explains a command", async () => {
    const { status, out } = await run(["echo", "--help"], [echo]);
    expect(status).toBe(0);
    expect(out).toContain("--seed <integer>");
  });

  it("prints the version", async () => {
    expect(await run(["--version"], [echo])).toEqual({ status: 0, out: "1.2.3\n", err: "" });
  });
});

describe("a command with commands of its own", () => {
  const list = defineCommand({
    name: "words",
    summary: "lists words",
    operands: {},
    options: {},
    subcommands: [echo],
    run: (): Promise<{ readonly words: readonly string[] }> => Promise.resolve({ words: ["a", "b"] }),
    print: ({ words }) => words.join(" "),
  });
  const group = defineGroup({ name: "group", summary: "holds others", subcommands: [echo] });

  it("runs itself without a further word, and the named one with it", async () => {
    expect(await run(["words"], [list])).toEqual({ status: 0, out: "a b\n", err: "" });
    expect(await run(["words", "echo", "hello"], [list])).toEqual({ status: 0, out: "said hello\n", err: "working\n" });
  });

  it("hands the options behind the inner name to the inner command, and those before it to itself", async () => {
    const { out } = await run(["group", "echo", "hello", "--seed", "7", "--json", "--quiet"], [group]);
    expect(JSON.parse(out)).toEqual({ word: "hello", seed: 7, open: true });
    expect((await run(["words", "--json"], [list])).out).toBe('{"words":["a","b"]}\n');
  });

  it.each([
    [["words", "ehco"], "craik words: unknown command 'ehco' (Did you mean echo?)\n"],
    [["words", "echo"], "craik words echo: missing required argument 'word'\n"],
    [
      ["words", "echo", "a", "--seed", "x"],
      'craik words echo: --seed must be an integer from 0 to 4294967295, got "x"\n',
    ],
    [["group"], "craik group: expected one of the commands echo, got none\n"],
    [["group", "zzz"], "craik group: unknown command 'zzz'\n"],
  ])("%j ends with status 2 and one line that names the whole command", async (argv, line) => {
    expect(await run(argv, [list, group])).toEqual({ status: 2, out: "", err: line });
  });

  it("shows its commands in its help", async () => {
    expect((await run(["group", "--help"], [group])).out).toMatch(/Commands:\n\s+echo/);
    expect((await run(["group", "echo", "--help"], [group])).out).toContain("--seed <integer>");
  });
});

describe("an interruption", () => {
  it("ends with status 130 and one line as soon as the command has closed what it holds", async () => {
    const interrupt = new AbortController();
    const closed: string[] = [];
    const waiting = defineCommand({
      name: "wait",
      summary: "waits",
      operands: {},
      options: {},
      async run({ signal }): Promise<object> {
        await new Promise((resolve) => {
          signal.addEventListener("abort", resolve);
          interrupt.abort();
        });
        closed.push("session");
        throw signal.reason;
      },
      print: () => "",
    });
    const result = await run(["wait"], [waiting], { signal: interrupt.signal });
    expect(result).toEqual({ status: 130, out: "", err: "craik wait: interrupted\n" });
    expect(closed).toEqual(["session"]);
  });
});
