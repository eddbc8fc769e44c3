import { describe, expect, it } from "vitest";
import { createPhaseBoard, type PhaseBoard } from "../../../cli/live/phase-board.ts";

const PLAN = [
  { id: "explore", label: "Explore" },
  { id: "learn", label: "Learn" },
] as const;

function openBoard(): { readonly board: PhaseBoard; pass(secs: number): void } {
  let now = 1000;
  const board = createPhaseBoard(() => now);
  board.expect(PLAN);
  return {
    board,
    pass: (secs) => {
      now += secs;
    },
  };
}

describe("the board of phases", () => {
  it("shows expected phases as waiting, in their order, each once", () => {
    const { board } = openBoard();
    board.expect([...PLAN, { id: "score", label: "Score" }]);
    expect(board.phases.map(({ id, state }) => `${id} ${state}`)).toEqual([
      ...["explore waiting", "learn waiting", "score waiting"],
    ]);
    expect(board.phases[0]).toEqual({
      id: "explore",
      label: "Explore",
      state: "waiting",
      fraction: 0,
      etaSecs: null,
      detail: "",
    });
  });

  it("knows no time left before there is progress", () => {
    const { board, pass } = openBoard();
    board.start("explore");
    pass(5);
    board.progress("explore", 0, "");
    expect(board.phases[0]).toMatchObject({ state: "running", etaSecs: null });
  });

  // What is left goes as fast as what is done: a quarter in 5 s leaves three quarters, 15 s.
  it("tells the time left from the time taken", () => {
    const { board, pass } = openBoard();
    board.start("explore");
    pass(5);
    board.progress("explore", 0.25, "episode 1 of 4");
    expect(board.phases[0]).toMatchObject({ fraction: 0.25, etaSecs: 15, detail: "episode 1 of 4" });
    pass(5);
    board.progress("explore", 0.5, "episode 2 of 4");
    expect(board.phases[0]?.etaSecs).toBe(10);
  });

  it("finishes with a remark, or with the time that it took", () => {
    const { board, pass } = openBoard();
    board.start("explore");
    pass(4.25);
    board.finish("explore", "");
    board.start("learn");
    pass(61.7);
    board.finish("learn");
    expect(board.phases).toMatchObject([
      { state: "finished", fraction: 1, etaSecs: 0, detail: "4.3 s" },
      { state: "finished", detail: "62 s" },
    ]);
    board.finish("learn", "done before");
    expect(board.phases[1]?.detail).toBe("done before");
  });

  it("fails what runs, and nothing else", () => {
    const { board } = openBoard();
    board.start("explore");
    board.finish("explore");
    board.start("learn");
    board.fail("loss must be finite");
    expect(board.phases).toMatchObject([
      { state: "finished" },
      { state: "failed", etaSecs: null, detail: "loss must be finite" },
    ]);
  });
});
