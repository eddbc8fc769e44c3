/** Worlds are freed: what is held does not grow with resets or with environments. */
import type { Env } from "../../core/env.ts";
import { allocatedBytes } from "../allocated-memory.ts";
import type { ConformanceCheck, EnvContext } from "../conformance-types.ts";
import { finding } from "../finding.ts";
import { randomActions } from "../random-actions.ts";
import { withEnv } from "../with-env.ts";

const RESETS = 1000;
const STEPS = 3;
const ENVIRONMENTS = 60;
/** Compiled code and pages come in pieces of this order once; a leak comes again and again. */
const TOLERATED_BYTES = 2 ** 18;

export const memoryChecks: readonly ConformanceCheck[] = [
  {
    id: "memory-of-resets",
    title: `holds no more memory after ${RESETS.toLocaleString("en-US")} resets with some steps, snapshots and restores`,
    run: (context) =>
      withEnv(context, async (env) => {
        const next = randomActions(env.actionSpace, 1);
        await mustStayFlat(`${RESETS} resets`, (part) => {
          for (let i = 0; i < RESETS / 2; i++) resetAndStep(env, part * RESETS + i, next);
        });
      }),
  },
  {
    id: "memory-of-worlds",
    title: `frees its world when it is closed: ${ENVIRONMENTS} environments one after another hold no more memory`,
    run: (context) =>
      mustStayFlat(`${ENVIRONMENTS} environments, each closed`, (part) => openAndClose(context, part * ENVIRONMENTS)),
  },
];

function resetAndStep(env: Env, seed: number, next: () => Float32Array): void {
  env.reset({ seed });
  for (let step = 0; step < STEPS; step++) {
    const { terminated, truncated } = env.step(next());
    if (terminated || truncated) break;
  }
  if (seed % 2 === 0) env.restore(env.snapshot());
}

async function openAndClose(context: EnvContext, firstSeed: number): Promise<void> {
  for (let i = 0; i < ENVIRONMENTS / 2; i++) {
    await withEnv(context, (env) => resetAndStep(env, firstSeed + i, randomActions(env.actionSpace, i)));
  }
}

/** A leak is there every time. On a busy machine the compiler comes late, and its code stays for some collections of garbage. */
const MOST_PARTS = 12;

/** The first part warms up; then two parts together must hold no more than is tolerated. Growth that does not come back was no leak. */
async function mustStayFlat(what: string, work: (part: number) => void | Promise<void>): Promise<void> {
  await work(0);
  const held = [allocatedBytes()];
  let growth = 0;
  for (let part = 1; part <= MOST_PARTS; part++) {
    await work(part);
    held.push(allocatedBytes());
    if (part < 2) continue;
    growth = held[part]! - held[part - 2]!;
    if (growth < TOLERATED_BYTES) return;
  }
  finding(
    `${what}: expected memory to stay flat, it grew again and again, by ${Math.round(growth / 1024)} KiB with the last of them`,
  );
}
