/** Episodes that wait for a thread, shared out so that few threads are started and all end together. */
import { type Casting, sameCasting } from "./casting.ts";

/** An episode that is still to be played. */
export interface Job {
  readonly casting: Casting;
  readonly seed: number;
  /** Number of the seed, from 0. */
  readonly episode: number;
}

export interface JobQueue {
  /** The next episode of a casting; undefined when none waits. */
  takeOf(casting: Casting): Job | undefined;
  /**
   * An episode for a new thread: of the first casting that no thread has begun, else of the one with the most episodes waiting;
   * undefined when none waits at all.
   */
  takeAny(): Job | undefined;
}

export function createJobQueue(jobs: readonly Job[]): JobQueue {
  const waiting = [...jobs];
  const begun: Casting[] = [];
  const countOf = (casting: Casting): number => waiting.filter((job) => sameCasting(job.casting, casting)).length;
  const take = (job: Job | undefined): Job | undefined => {
    if (job === undefined) return undefined;
    begun.push(job.casting);
    return waiting.splice(waiting.indexOf(job), 1)[0];
  };
  return {
    takeOf: (casting) => take(waiting.find((job) => sameCasting(job.casting, casting))),
    takeAny: () => {
      const fresh = waiting.find((job) => !begun.some((casting) => sameCasting(job.casting, casting)));
      const fullest = waiting.toSorted((a, b) => countOf(b.casting) - countOf(a.casting))[0];
      return take(fresh ?? fullest);
    },
  };
}
