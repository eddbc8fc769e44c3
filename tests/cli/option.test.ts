import { describe, expect, it } from "vitest";
import { choice, integer, type OptionSpec, port, positiveNumbers, seed, text, toggle } from "../../cli/option.ts";
import { UsageError } from "../../sim/core/errors.ts";

function parse<T>(option: OptionSpec<T>, value: string): T {
  if (option.parse === undefined) throw new Error("a switch takes no value");
  return option.parse(value);
}

describe("an integer option", () => {
  const episodes = integer("--episodes <count>", "episodes", { least: 1, fallback: 10 });

  it("takes whole numbers within its bounds", () => {
    expect(parse(episodes, "1")).toBe(1);
    expect(parse(episodes, "250")).toBe(250);
  });

  it.each(["0", "-1", "1.5", "1e3", "ten", "", " 3", "0x10", "99999999999999999999"])(
    "refuses %j, and quotes it",
    (value) => {
      expect(() => parse(episodes, value)).toThrow(
        new UsageError(`--episodes must be an integer of at least 1, got ${JSON.stringify(value)}`),
      );
    },
  );
});

describe("a seed", () => {
  it("takes every integer of 32 bits and no other", () => {
    expect(parse(seed(), "0")).toBe(0);
    expect(parse(seed(), "4294967295")).toBe(4294967295);
    expect(() => parse(seed(), "4294967296")).toThrow("--seed must be an integer from 0 to 4294967295");
    expect(() => parse(seed(), "-1")).toThrow(UsageError);
  });
});

describe("a port", () => {
  it("stays within 16 bits", () => {
    expect(parse(port(8000), "65535")).toBe(65535);
    expect(() => parse(port(8000), "65536")).toThrow('--port must be an integer from 0 to 65535, got "65536"');
  });
});

describe("a choice", () => {
  const agent = choice("--agent <name>", "agent", ["random", "brownian"], "random");

  it("suggests the word that was meant", () => {
    expect(() => parse(agent, "brownain")).toThrow(
      new UsageError('--agent must be one of random, brownian, got "brownain" (did you mean brownian?)'),
    );
  });

  it("suggests nothing when nothing is near", () => {
    expect(() => parse(agent, "cem")).toThrow(new UsageError('--agent must be one of random, brownian, got "cem"'));
  });
});

describe("other options", () => {
  it("refuses an empty text", () => {
    expect(() => parse(text("--out <folder>", "folder"), "")).toThrow(UsageError);
  });

  it("takes numbers above 0 in ascending order, each once", () => {
    const option = positiveNumbers("--temperatures <numbers>", "temperatures", [1]);
    expect(parse(option, "1.15,.5,1e0,1")).toEqual([0.5, 1, 1.15]);
    for (const wrong of ["", "0", "-1", "1,", "1 2", "Infinity"])
      expect(() => parse(option, wrong)).toThrow(UsageError);
  });

  it("makes a switch true unless it begins with --no-", () => {
    expect(toggle("--resume", "go on").fallback).toBe(false);
    expect(toggle("--no-open", "start no browser").fallback).toBe(true);
  });
});
