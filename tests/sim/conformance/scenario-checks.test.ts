/** Each check that only a scenario can be asked finds what it is there for. */
import { describe, expect, it } from "vitest";
import { type Scenario, scenarioChecks, scenarioContext, type Vec3 } from "../../../sim/index.ts";
import { sled } from "./sabotage.ts";

async function judge(id: string, scenario: Scenario): Promise<string> {
  const check = scenarioChecks.find((candidate) => candidate.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check.run(scenarioContext(scenario)).then(
    () => "passed",
    (error: Error) => error.message,
  );
}

const damped = sled({
  factors: { damping: { description: "damping of the rail", unit: "N s/m", low: 0, high: 5, nominal: 1 } },
});

describe("a check of scenarios", () => {
  it.each(scenarioChecks.map(({ id }) => id))("%s passes a sound one", async (id) => {
    expect(await judge(id, sled())).toBe("passed");
    expect(await judge(id, damped)).toBe("passed");
  });

  it("drawn-starts finds a start that draws and does not use it", async () => {
    const idle = sled({ start: ({ rng }) => void rng.uniform() });
    expect(await judge("drawn-starts", idle)).toBe(
      "start draws from the rng: expected starts that differ among 8 seeds, all are the same",
    );
    expect(await judge("drawn-starts", sled({ start: () => undefined }))).toBe("passed");
  });

  it("ghost finds a ghost that is drawn elsewhere", async () => {
    const right = sled({ jointsFromObservation: (state) => [state[0] ?? 0] });
    expect(await judge("ghost", right)).toBe("passed");
    const wrong = sled({ jointsFromObservation: (state) => [-(state[0] ?? 0)] });
    expect(await judge("ghost", wrong)).toMatch(/^jointsFromObservation, step 0: expected box at \(.*\), got \(.*\)$/);
  });

  it.each([
    ["Math.sin", () => Math.sin(1), "craik/sim's"],
    ["Math.random", () => Math.random(), "the rng"],
    ["Date.now", () => Date.now(), "the state's steps"],
  ])("portable-functions finds %s", async (name, reward, instead) => {
    expect(await judge("portable-functions", sled({ reward }))).toBe(
      `reward calls ${name}, whose result is not the same everywhere: expected ${instead}`,
    );
  });

  it("portable-functions reads functions of the factors too", async () => {
    const gravity = (): Vec3 => [0, 0, -9.81 * Math.cos(0)];
    expect(await judge("portable-functions", sled({ gravity }))).toBe(
      "gravity calls Math.cos, whose result is not the same everywhere: expected craik/sim's",
    );
  });

  it("options finds an option that leaves the observation's bounds", async () => {
    const [position, velocity] = sled().observation.elements;
    const narrow = sled({
      observation: {
        elements: [
          { ...position, name: "position", unit: "m", low: -0.6, high: 0.6 },
          velocity ?? { name: "v", unit: "m/s" },
        ],
        into: sled().observation.into,
      },
    });
    expect(await judge("options", narrow)).toBe(
      "reset with position -1, seed 0, step 0: observation state: position must be within [-0.6, 0.6], got -1",
    );
  });

  it("options finds a value with which the reward is not finite", async () => {
    const edge = sled({ reward: ({ positions }) => ((positions[0] ?? 0) > 0.9 ? Number.NaN : 0) });
    expect(await judge("options", edge)).toBe(
      "reset with position 1, seed 0: sled: reward must be finite, got NaN at step 1",
    );
  });

  it("nominal-factors finds an episode that depends on the factors of the last one", async () => {
    let last = 0;
    const leaky = sled({
      factors: { damping: { description: "damping of the rail", unit: "N s/m", low: 0, high: 5, nominal: 1 } },
      start({ factors, setJoint }) {
        setJoint("slide", last);
        last = (factors["damping"] ?? 0) / 10;
      },
    });
    expect(await judge("nominal-factors", leaky)).toMatch(
      /^without factors after an episode with another damping, moment 0: /,
    );
  });
});
