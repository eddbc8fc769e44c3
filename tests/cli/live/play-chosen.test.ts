import { expect, it, vi } from "vitest";
import type { LiveShow } from "../../../cli/live/live-show.ts";
import { playChosen } from "../../../cli/live/watch.ts";
import type { Casting } from "../../../cli/pipeline/casting.ts";
import { openPerformer } from "../../../cli/pipeline/performer.ts";

vi.mock("../../../cli/pipeline/performer.ts", () => ({ openPerformer: vi.fn() }));

const RANDOM: Casting = { agent: "random", dynamics: "true" };
const PLANNER: Casting = { agent: "icem", dynamics: "true" };

// A process that exits while one of its threads is inside ONNX Runtime is aborted.
it("goes on, after Ctrl-C, until the last thread that played has ended", async () => {
  const threads: PromiseWithResolvers<void>[] = [];
  vi.mocked(openPerformer).mockImplementation((_task, _onMessage, signal) => {
    const thread = withResolvers();
    threads.push(thread);
    return {
      play: () => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      close: () => thread.promise,
    };
  });
  const interrupt = new AbortController();
  let over = false;
  const playing = playChosen(turnsTo("icem · true"), {
    scenario: "cartpole-swingup",
    run: undefined,
    castings: [RANDOM, PLANNER],
    first: RANDOM,
    seed: 0,
    signal: interrupt.signal,
  }).then(() => {
    over = true;
  });
  expect(threads).toHaveLength(2);

  interrupt.abort();
  // The newest first: the one that was abandoned counts too.
  for (const thread of threads.toReversed()) {
    await new Promise(setImmediate);
    expect(over).toBe(false);
    thread.resolve();
  }
  await playing;
});

/** A show whose one viewer turns from the first agent to this one at once. */
function turnsTo(label: string): LiveShow {
  const show: Partial<LiveShow> = {
    wantsEpisode: true,
    take: () => undefined,
    offer: (_sources, first, watch) => {
      for (const source of [first, label]) watch(source);
    },
  };
  return show as LiveShow;
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

/** As `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers(): PromiseWithResolvers<void> {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
