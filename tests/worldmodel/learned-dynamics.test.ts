import { afterEach, describe, expect, it, vi } from "vitest";
import { StateError } from "../../sim/core/index.ts";
import { LearnedDynamics } from "../../worldmodel/learned-dynamics.ts";
import type * as SessionModule from "../../worldmodel/runtime/session.ts";
import { smallWorldModel } from "../agents/comparison/small-world-model.ts";
import { momentAt } from "../agents/double-integrator.ts";

const log = vi.hoisted(() => ({ opened: 0, released: 0, refuse: "" }));

/** Real sessions that are counted; `refuse` opens none, `release` lets them be released and then throw. */
vi.mock("../../worldmodel/runtime/session.ts", async (importOriginal) => {
  const original = await importOriginal<typeof SessionModule>();
  const openSession: typeof original.openSession = async (model, options) => {
    if (log.refuse === "open") throw new StateError("refused to open");
    const session = await original.openSession(model, options);
    log.opened++;
    const release = session.release.bind(session);
    session.release = async () => {
      await release();
      log.released++;
      if (log.refuse === "release") throw new StateError("refused to release");
    };
    return session;
  };
  return { ...original, openSession };
});

const SIZE = { candidates: 2, horizon: 3 };
const ACTIONS = new Float32Array(SIZE.candidates * SIZE.horizon);
const MODEL = smallWorldModel(1);
const MOMENT = momentAt([1, 0]);
const OPTIONS = { device: "cpu", threads: 1 } as const;

describe("LearnedDynamics", () => {
  afterEach(() => Object.assign(log, { opened: 0, released: 0, refuse: "" }));

  it("refuses every call once it is disposed of, and opens no session for it", async () => {
    const dynamics = new LearnedDynamics(MODEL, OPTIONS);
    const belief = await dynamics.begin(MOMENT);
    await dynamics.dispose();
    const { opened } = log;
    await expect(dynamics.begin(MOMENT)).rejects.toThrow(StateError);
    await expect(dynamics.advance(belief, new Float32Array(1), MOMENT)).rejects.toThrow(StateError);
    await expect(dynamics.rollout(belief, ACTIONS, SIZE)).rejects.toThrow(StateError);
    await expect(dynamics.dream(belief, ACTIONS, SIZE)).rejects.toThrow(StateError);
    expect(log.opened).toBe(opened);
  });

  it("releases every session once, however often it is disposed of", async () => {
    const dynamics = new LearnedDynamics(MODEL, OPTIONS);
    await dynamics.rollout(await dynamics.begin(MOMENT), ACTIONS, SIZE);
    await dynamics.dispose();
    await dynamics.dispose();
    expect(log).toMatchObject({ opened: 2, released: 2 });
  });

  it("releases the other sessions when one of them could not be opened", async () => {
    const dynamics = new LearnedDynamics(MODEL, OPTIONS);
    log.refuse = "open";
    await expect(dynamics.begin(MOMENT)).rejects.toThrow("refused to open");
    log.refuse = "";
    const { latents, hidden } = MODEL.config.rnn;
    const belief = { z: new Float32Array(latents), h: new Float32Array(hidden), c: new Float32Array(hidden) };
    await dynamics.rollout(belief, ACTIONS, SIZE);
    await dynamics.dispose();
    expect(log).toMatchObject({ opened: 1, released: 1 });
  });

  it("releases the other sessions when one of them cannot be, and then says so", async () => {
    const dynamics = new LearnedDynamics(MODEL, OPTIONS);
    await dynamics.rollout(await dynamics.begin(MOMENT), ACTIONS, SIZE);
    log.refuse = "release";
    await expect(dynamics.dispose()).rejects.toThrow("refused to release");
    expect(log.released).toBe(2);
  });
});
