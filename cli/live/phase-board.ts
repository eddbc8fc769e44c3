/** The phases of a loop as the viewer and the terminal show them: what is done, what is under way, and how long it will take. */
import type { Phase } from "../../viewer/index.ts";

export interface PhaseBoard {
  /** Puts phases behind those that are there; known ones stay as they are. */
  expect(phases: readonly { readonly id: string; readonly label: string }[]): void;
  start(id: string): void;
  progress(id: string, fraction: number, detail: string): void;
  finish(id: string, detail?: string): void;
  fail(detail: string): void;
  readonly phases: readonly Phase[];
}

/** `nowSecs` never goes back; only differences count. */
export function createPhaseBoard(nowSecs: () => number): PhaseBoard {
  let phases: Phase[] = [];
  const started = new Map<string, number>();
  const change = (id: string, next: Partial<Phase>): void => {
    phases = phases.map((phase) => (phase.id === id ? { ...phase, ...next } : phase));
  };
  return {
    get phases() {
      return phases;
    },
    expect: (added) => {
      const waiting = { state: "waiting", fraction: 0, etaSecs: null, detail: "" } as const;
      const unknown = added.filter(({ id }) => !phases.some((phase) => phase.id === id));
      phases = [...phases, ...unknown.map((phase) => ({ ...phase, ...waiting }))];
    },
    start: (id) => {
      started.set(id, nowSecs());
      change(id, { state: "running", fraction: 0, etaSecs: null });
    },
    progress: (id, fraction, detail) => {
      const elapsed = nowSecs() - (started.get(id) ?? nowSecs());
      const etaSecs = fraction > 0 ? (elapsed * (1 - fraction)) / fraction : null;
      change(id, { state: "running", fraction, etaSecs, detail });
    },
    finish: (id, detail) => {
      const seconds = nowSecs() - (started.get(id) ?? nowSecs());
      change(id, {
        state: "finished",
        fraction: 1,
        etaSecs: 0,
        detail: detail || `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`,
      });
    },
    fail: (detail) => {
      phases = phases.map((phase) =>
        phase.state === "running" ? { ...phase, state: "failed", etaSecs: null, detail } : phase,
      );
    },
  };
}
