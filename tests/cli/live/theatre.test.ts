import { describe, expect, it } from "vitest";
import type { SearchStatistics } from "../../../agents/index.ts";
import { footage, openTheatre, POSE_LENGTH, SCENE, STEP_SECS, sceneOf } from "./support/watched-theatre.ts";

describe("the pace", () => {
  it("is one frame for each control step's time", () => {
    const { theatre, play, shown } = openTheatre();
    theatre.add(footage({ steps: 5 }));
    play(3);
    expect(shown()).toEqual(["random/0/1", "random/0/2", "random/0/3"]);
  });

  it("skips frames when ticks are far between, and waits when they are close", () => {
    const { theatre, shown } = openTheatre();
    theatre.add(footage({ steps: 10 }));
    theatre.tick(4 * STEP_SECS);
    expect(shown()).toEqual(["random/0/4"]);
    theatre.tick(0.25 * STEP_SECS);
    expect(shown()).toEqual([]);
    theatre.tick(0.75 * STEP_SECS);
    expect(shown()).toEqual(["random/0/5"]);
  });

  it("follows the speed", () => {
    const { theatre, play, shown } = openTheatre();
    theatre.add(footage({ steps: 20 }));
    theatre.speed(4);
    play(2);
    expect(shown()).toEqual(["random/0/4", "random/0/8"]);
    theatre.speed(0.5);
    play(4);
    expect(shown()).toEqual(["random/0/9", "random/0/10"]);
  });

  it("pauses, steps frame by frame, and resumes", () => {
    const { theatre, play, shown } = openTheatre();
    theatre.add(footage({ steps: 9 }));
    play(2);
    theatre.pause();
    shown();
    play(5);
    expect(shown()).toEqual([]);
    theatre.step();
    theatre.step();
    expect(shown()).toEqual(["random/0/3", "random/0/4"]);
    theatre.resume();
    play(1);
    expect(shown()).toEqual(["random/0/5"]);
  });

  it("does not step while it plays", () => {
    const { theatre, shown } = openTheatre();
    theatre.add(footage());
    theatre.step();
    expect(shown()).toEqual([]);
  });
});

describe("an episode", () => {
  it("brings its own scene before its first frame, and the next one's after it", () => {
    const { theatre, play, scenes } = openTheatre();
    const track = sceneOf("track");
    theatre.add(footage({ episode: 0, steps: 2, scene: track }));
    play(2);
    expect(scenes).toEqual([track]);
    theatre.add(footage({ episode: 1, steps: 2 }));
    play(3);
    expect(scenes).toEqual([track, SCENE]);
  });

  it("says what the scenario says when it changes", () => {
    const { theatre, play, captions } = openTheatre();
    theatre.add(footage({ steps: 4, captions: ["gate 1", "gate 1", "gate 2", ""] }));
    play(4);
    expect(captions).toEqual(["gate 1", "gate 2", ""]);
  });

  it("is told of another search once, and of none", () => {
    const search = { simulations: 50 } as SearchStatistics;
    const { theatre, searches, play } = openTheatre();
    theatre.add(footage({ source: "mcts · true", steps: 4, searches: [search, search, null, null] }));
    play(4);
    expect(searches).toEqual([search, null]);
  });
});

describe("a frame", () => {
  it("carries the step's time, reward, return so far and poses", () => {
    const { theatre, play, frames } = openTheatre();
    theatre.add(footage({ episode: 7 }));
    play(2);
    expect(frames[1]).toEqual({
      kind: "frame",
      source: "random",
      episode: 7,
      step: 2,
      timeSecs: 0.02,
      reward: 1,
      returnSoFar: 2,
      poses: Float32Array.of(2, 0, 0, 0, 0, 0, 0),
    });
  });

  it("carries the ghost where the prediction is finite, and none elsewhere", () => {
    const { theatre, play, frames } = openTheatre();
    const ghost = new Float32Array(2 * POSE_LENGTH).fill(5);
    ghost[POSE_LENGTH + 3] = Number.NaN;
    theatre.add(footage({ steps: 2, ghost }));
    play(2);
    expect(frames[0]?.ghost).toEqual(new Float32Array(POSE_LENGTH).fill(5));
    expect(frames[1]).not.toHaveProperty("ghost");
  });
});

describe("an episode in the making", () => {
  it("waits for more footage at its end, then goes on", () => {
    const { theatre, play, shown, frames } = openTheatre();
    theatre.add(footage({ steps: 2, last: false }));
    play(10);
    expect(shown()).toEqual(["random/0/1", "random/0/2"]);
    theatre.add(footage({ firstStep: 2, steps: 2 }));
    play(2);
    expect(shown()).toEqual(["random/0/3", "random/0/4"]);
    expect(frames.at(-1)).toMatchObject({ returnSoFar: 4 });
  });

  it("that has ended is followed by the newest, else played again", () => {
    const { theatre, play, shown } = openTheatre();
    theatre.add(footage({ steps: 2 }));
    play(4);
    expect(shown()).toEqual(["random/0/1", "random/0/2", "random/0/1", "random/0/2"]);
    theatre.add(footage({ episode: 1, steps: 2 }));
    theatre.add(footage({ episode: 2, steps: 2 }));
    play(4);
    expect(shown()).toEqual(["random/0/1", "random/0/2", "random/2/1", "random/2/2"]);
  });

  it("that is played anew under the same number starts from its first frame", () => {
    const { theatre, play, shown, frames } = openTheatre();
    theatre.add(footage({ steps: 2 }));
    play(1);
    theatre.add(footage({ steps: 3 }));
    play(4);
    expect(shown()).toEqual(["random/0/1", "random/0/2", "random/0/1", "random/0/2", "random/0/3"]);
    expect(frames.at(-1)).toMatchObject({ returnSoFar: 3 });
  });
});

describe("the next episode", () => {
  it("is wanted while nothing newer waits than what is played, and not in a pause", () => {
    const { theatre, play } = openTheatre();
    expect(theatre.hungry).toBe(true);
    theatre.add(footage({ steps: 2 }));
    expect(theatre.hungry).toBe(true);
    theatre.add(footage({ episode: 1, steps: 2 }));
    expect(theatre.hungry).toBe(false);
    play(2);
    expect(theatre.hungry).toBe(true);
    theatre.pause();
    expect(theatre.hungry).toBe(false);
  });
});

describe("sources", () => {
  it("that are new are shown at once", () => {
    const { theatre, play, shown } = openTheatre();
    theatre.add(footage({ steps: 9 }));
    play(1);
    theatre.add(footage({ source: "cem", steps: 9 }));
    play(1);
    expect(shown()).toEqual(["random/0/1", "cem/0/1"]);
  });

  it("do not take the place of one that is followed", () => {
    const { theatre, play, shown } = openTheatre();
    theatre.add(footage({ steps: 2 }));
    play(1);
    theatre.follow("random");
    theatre.add(footage({ source: "cem" }));
    play(2);
    expect(shown()).toEqual(["random/0/1", "random/0/2", "random/0/1"]);
  });

  it("are turned to when they are followed, as soon as they have footage", () => {
    const { theatre, play, shown } = openTheatre();
    theatre.add(footage({ source: "cem", steps: 2 }));
    theatre.add(footage({ steps: 2 }));
    play(1);
    theatre.follow("cem");
    play(1);
    expect(shown()).toEqual(["random/0/1", "cem/0/1"]);
    theatre.follow("controller");
    theatre.add(footage({ source: "controller", steps: 2, last: false }));
    play(2);
    expect(shown()).toEqual(["controller/0/1", "controller/0/2"]);
  });

  it("do not wait for the rest of an episode whose agent was stopped by a change", () => {
    const { theatre, play, shown } = openTheatre();
    theatre.follow("cem");
    theatre.add(footage({ source: "cem", steps: 2, last: false }));
    play(2);
    theatre.follow("random");
    theatre.add(footage({ steps: 2, last: false }));
    theatre.follow("cem");
    shown();
    play(2);
    theatre.add(footage({ source: "cem", episode: 1, steps: 2 }));
    play(2);
    expect(shown()).toEqual(["cem/0/1", "cem/0/2", "cem/0/1", "cem/0/2"]);
    play(1);
    expect(shown()).toEqual(["cem/1/1"]);
  });

  it("are free again when none is followed", () => {
    const { theatre, play, shown } = openTheatre();
    theatre.follow("cem");
    theatre.add(footage({ steps: 2 }));
    play(1);
    expect(shown()).toEqual([]);
    theatre.follow(null);
    play(1);
    expect(shown()).toEqual(["random/0/1"]);
  });
});
