/** Each check of environments finds what it is there for: one saboteur for each, and what it must be told. */
import { describe, expect, it } from "vitest";
import { createEnv, type Env, envChecks, envContext } from "../../../sim/index.ts";
import { sabotaged, sled } from "./sabotage.ts";
import { stateSaboteurs } from "./state-saboteurs.ts";
import { stepSaboteurs } from "./step-saboteurs.ts";

const saboteurs = [...stepSaboteurs, ...stateSaboteurs];

async function judge(id: string, create: () => Promise<Env>): Promise<string> {
  const check = envChecks.find((candidate) => candidate.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check.run(envContext(create, [0, 1])).then(
    () => "passed",
    (error: Error) => error.message,
  );
}

describe("a check of environments", () => {
  it.each(saboteurs)("%s finds %s", async (id, _what, change, message) => {
    expect(await judge(id, sabotaged(change))).toMatch(message);
  });

  it.each(envChecks.map(({ id }) => id))("%s passes a sound one", async (id) => {
    expect(await judge(id, () => createEnv(sled()))).toBe("passed");
  });

  it("has a saboteur, memory apart, which has a test of its own", () => {
    const sabotaged = new Set([...saboteurs.map(([id]) => id), "memory-of-resets", "memory-of-worlds"]);
    expect(envChecks.filter(({ id }) => !sabotaged.has(id)).map(({ id }) => id)).toEqual([]);
    expect(new Set(envChecks.map(({ id }) => id)).size).toBe(envChecks.length);
  });
});

describe("the memory checks", () => {
  it("find an environment that keeps something of every reset", async () => {
    const kept: Float32Array[] = [];
    const leaking = sabotaged((env) => ({
      reset(how) {
        kept.push(new Float32Array(1000));
        return env.reset(how);
      },
    }));
    expect(await judge("memory-of-resets", leaking)).toMatch(
      /^1000 resets: expected memory to stay flat, it grew again and again, by \d+ KiB with the last of them$/,
    );
  });

  it("find an environment that never frees its world", async () => {
    const leaking = sabotaged(() => ({ close: () => undefined }));
    expect(await judge("memory-of-worlds", leaking)).toMatch(
      /^60 environments, each closed: expected memory to stay flat/,
    );
  });
});
