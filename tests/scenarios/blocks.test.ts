import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, type Env, type ResetOptions, type ResetResult } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";

describeEnvContract("blocks", () => loadScenario("blocks"));

type Point = readonly [number, number, number];

const GOAL_KIND = 48;
const MOVED = 51;
const OTHER = 55;
const MARK = 59;
const OPEN = -1;
const EDGE = 0.05;

function pointOf({ observation }: ResetResult, index: number): Point {
  const [x = 0, y = 0, z = 0] = observation["state"]?.subarray(index, index + 3) ?? [];
  return [x, y, z];
}

const hand = (now: ResetResult): Point => pointOf(now, 0);
const block = (now: ResetResult, i: number): Point => pointOf(now, 8 + 10 * i);

async function withBlocks<R>(use: (env: Env) => R): Promise<R> {
  const env = await createEnv(await loadScenario("blocks"));
  const result = use(env);
  env.close();
  return result;
}

/** A script that carries a block: above it, down, close, up, over the place, down, open, away. */
class Script {
  now: ResetResult & { readonly reward: number };
  highest = 0;
  readonly #env: Env;
  #left = 240;

  constructor(env: Env, first: ResetResult) {
    this.#env = env;
    this.now = { ...first, reward: 0 };
  }

  /** Moves the hand towards a point until it is there, or for so many steps. */
  go(target: (now: ResetResult) => Point, grip: number, steps = 80): void {
    for (let i = 0; i < steps && this.#left > 0; i++) {
      const off = target(this.now).map((value, axis) => value - hand(this.now)[axis]!);
      if (steps === 80 && Math.hypot(...off) < 0.006) return;
      this.#left--;
      this.now = this.#env.step([...off.map((value) => Math.min(1, Math.max(-1, 20 * value))), grip]);
      this.highest = Math.max(this.highest, this.now.reward);
    }
  }

  carry(moved: number, place: (now: ResetResult) => Point, grip = 1): void {
    const over = ([x, y]: Point, z: number): Point => [x, y, z];
    this.go((now) => over(block(now, moved), 0.13), OPEN);
    this.go((now) => block(now, moved), OPEN);
    this.go(hand, grip, 9);
    this.go((now) => over(hand(now), 0.16), grip);
    // Where the hand has to be for the block, which hangs a little off its middle, to be at its place.
    const above = (now: ResetResult, z: number): Point => {
      const [hx, hy] = hand(now);
      const [bx, by] = block(now, moved);
      const [x, y] = place(now);
      return [x + hx - bx, y + hy - by, z];
    };
    this.go((now) => above(now, 0.16), grip);
    this.go((now) => above(now, hand(now)[2] - block(now, moved)[2] + place(now)[2] + 0.002), grip);
    this.go(hand, OPEN, 8);
    this.go((now) => over(hand(now), 0.2), OPEN);
    this.go(hand, OPEN, 5);
  }
}

describe("blocks", () => {
  it.each([1, 2, 3, 4])("lets friction alone carry red onto green (seed %i)", (seed) =>
    withBlocks((env) => {
      const script = new Script(env, env.reset({ seed, options: { goal: 0, moved: 0, other: 1 } }));
      expect(env.caption()).toBe("put red on green");
      script.carry(0, (now) => {
        const [x, y, z] = block(now, 1);
        return [x, y, z + EDGE];
      });
      expect(script.now.info).toMatchObject({ met: 1, held: 0 });
      expect(script.now.reward).toBe(1);
      expect(block(script.now, 0)[2] - block(script.now, 1)[2]).toBeCloseTo(EDGE, 2);
    }),
  );

  it("is met by a block beside the other, 1.2 edges away", () =>
    withBlocks((env) => {
      const options = {
        goal: 1,
        moved: 3,
        other: 2,
        yellowX: -0.15,
        yellowY: 0,
        blueX: 0.1,
        blueY: 0.02,
        redY: 0.13,
        greenY: -0.13,
      };
      const script = new Script(env, env.reset({ seed: 2, options }));
      expect(env.caption()).toBe("put yellow beside blue");
      // In front of it: the fingers, which open along x, stay clear of blue.
      script.carry(3, (now) => {
        const [x, y] = block(now, 2);
        return [x - 1.2 * EDGE * 0.2, y - 1.2 * EDGE * 0.98, EDGE / 2];
      });
      expect(script.now.info["met"]).toBe(1);
    }));

  it("is met by a block on the mark", () =>
    withBlocks((env) => {
      const script = new Script(env, env.reset({ seed: 3, options: { goal: 2, moved: 1 } }));
      expect(env.caption()).toBe("put green on the mark");
      script.carry(1, (now) => [pointOf(now, MARK)[0], pointOf(now, MARK)[1], EDGE / 2]);
      expect(script.now.info["met"]).toBe(1);
    }));

  // Two fingers hold 2 μ F: with 0.9 · 2 · 0.4 N that is 0.72 N, and the block weighs 0.98 N.
  it.each([
    [1, true],
    [0.04, false],
  ])("lifts a block with grip %d: %s", (grip, lifted) =>
    withBlocks((env) => {
      const script = new Script(env, env.reset({ seed: 1, options: { goal: 2, moved: 0 } }));
      script.go((now) => [block(now, 0)[0], block(now, 0)[1], 0.13], OPEN);
      script.go((now) => block(now, 0), OPEN);
      script.go(hand, grip, 20);
      script.go((now) => [hand(now)[0], hand(now)[1], 0.16], grip);
      expect(block(script.now, 0)[2] > 0.1).toBe(lifted);
      expect(script.now.info["held"]).toBe(lifted ? 1 : 0);
    }),
  );

  // The block creeps in the engine's soft contacts: 13 mm in 2 s at most, as measured over 8 seeds, not derived. A grip without creep is 0.
  it.each([0, 1, 2])("holds a block in the air for 2 s, creeping by less than 2 cm (seed %i)", (seed) =>
    withBlocks((env) => {
      const script = new Script(env, env.reset({ seed, options: { goal: 0, moved: 0, other: 1 } }));
      script.go((now) => [block(now, 0)[0], block(now, 0)[1], 0.13], OPEN);
      script.go((now) => block(now, 0), OPEN);
      script.go(hand, 1, 9);
      script.go((now) => [hand(now)[0], hand(now)[1], 0.16], 1);
      script.go(hand, 1, 5);
      const before = block(script.now, 0);
      for (let i = 0; i < 40; i++) {
        script.now = env.step([0, 0, 0, 1]);
        expect(script.now.info["held"]).toBe(1);
      }
      const after = block(script.now, 0);
      expect(Math.hypot(...after.map((value, axis) => value - before[axis]!))).toBeLessThan(0.02);
      expect(after[2]).toBeGreaterThan(EDGE / 2 + 0.05);
    }),
  );

  // 0.2 near(0.175 to the block) + 0 + 0.4 near(0.2 to the mark), near(d) = 0.1^(((d − tolerated)/margin)²).
  it("rewards nearness of the hand and of the block before the goal is met", () =>
    withBlocks((env) => {
      const options: ResetOptions = { goal: 2, moved: 0, redX: 0, redY: 0, markX: 0.16, markY: 0.12 };
      env.reset({ seed: 0, options });
      const near = 0.2 * 0.1 ** ((0.165 / 0.2) ** 2) + 0.4 * 0.1 ** ((0.195 / 0.15) ** 2);
      expect(env.step([0, 0, 0, 0]).reward).toBeCloseTo(near, 2);
    }));

  it("draws every goal, tells it in the observation and in words", () =>
    withBlocks((env) => {
      const captions = new Set<string>();
      for (let seed = 0; seed < 300; seed++) {
        const { observation } = env.reset({ seed });
        const state = Array.from(observation["state"] ?? []);
        const one = (from: number, count: number): number => state.slice(from, from + count).indexOf(1);
        const [kind, moved, other] = [one(GOAL_KIND, 3), one(MOVED, 4), one(OTHER, 4)];
        const names = ["red", "green", "blue", "yellow"];
        const where = kind === 2 ? "on the mark" : `${["on", "beside"][kind]} ${names[other]}`;
        expect(env.caption()).toBe(`put ${names[moved]} ${where}`);
        expect(other).not.toBe(moved);
        expect(state.slice(GOAL_KIND, MARK).reduce((sum, value) => sum + value, 0)).toBe(kind === 2 ? 2 : 3);
        captions.add(env.caption());
      }
      // 12 ordered pairs twice, 4 blocks for the mark: 28; each pair is missed by 300 draws once in 10⁵.
      expect(captions.size).toBe(28);
    }));

  it("keeps hand and fingers where they belong under any full action", () =>
    withBlocks((env) => {
      let now: ResetResult = env.reset({ seed: 5 });
      for (const action of [
        [1, 1, 1, -1],
        [-1, -1, -1, -1],
        [1, -1, -1, 1],
        [-1, 1, 1, 1],
      ]) {
        for (let i = 0; i < 50; i++) now = env.step(action);
        const [x, y, z] = hand(now);
        expect(Math.abs(x)).toBeLessThan(0.27);
        expect(Math.abs(y)).toBeLessThan(0.21);
        expect(z > 0.01 && z < 0.31).toBe(true);
        const gap = now.observation["state"]?.[6] ?? 0;
        expect(gap > -0.001 && gap < 0.092).toBe(true);
      }
    }));

  it("starts a block upon another where options give both one place", () =>
    withBlocks((env) => {
      const options = { redX: 0.1, redY: 0, greenX: 0.1, greenY: 0, goal: 0, moved: 1, other: 0 };
      env.reset({ seed: 0, options });
      let now = env.step([0, 0, 0, 0]);
      for (let i = 0; i < 10; i++) now = env.step([0, 0, 0, 0]);
      expect(block(now, 0)[2]).toBeCloseTo(EDGE / 2, 2);
      expect(block(now, 1)[2]).toBeCloseTo(1.5 * EDGE, 2);
      expect([now.reward, now.info["met"]]).toEqual([1, 1]);
    }));
});
