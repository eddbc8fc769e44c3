import { expect, it } from "vitest";
import { type Casting, castingLabel } from "../../../cli/pipeline/casting.ts";
import { createJobQueue, type Job } from "../../../cli/pipeline/job-queue.ts";

const CEM: Casting = { agent: "cem", dynamics: "true" };
const RANDOM: Casting = { agent: "random", dynamics: "true" };

function jobs(castings: readonly Casting[], count: number): readonly Job[] {
  return castings.flatMap((casting) =>
    Array.from({ length: count }, (_, episode) => ({ casting, seed: 10 + episode, episode })),
  );
}

const name = (job: Job | undefined): string | undefined => job && `${castingLabel(job.casting)} ${job.seed}`;

it("gives a new thread a casting that none has begun, and goes on with it in the order of the seeds", () => {
  const queue = createJobQueue(jobs([CEM, RANDOM], 2));
  expect([queue.takeAny(), queue.takeAny(), queue.takeOf(CEM), queue.takeOf(CEM)].map(name)).toEqual([
    "cem · true 10",
    "random 10",
    "cem · true 11",
    undefined,
  ]);
});

it("lets a thread that has nothing left help with the casting that has most", () => {
  const queue = createJobQueue([...jobs([RANDOM], 2), ...jobs([CEM], 3)]);
  queue.takeAny();
  queue.takeAny();
  // One of random waits, two of cem.
  expect([queue.takeAny(), queue.takeAny(), queue.takeAny(), queue.takeAny()].map(name)).toEqual([
    "cem · true 11",
    "random 11",
    "cem · true 12",
    undefined,
  ]);
});
