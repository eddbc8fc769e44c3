/** Progress of long work: a bar with the time left on a terminal, a line now and then elsewhere. */

/** Where progress is drawn; a test brings its own stream and clock. */
export interface ProgressTarget {
  readonly stream: { write(text: string): unknown };
  /** A terminal redraws one line; anything else gets whole lines, sparsely. */
  readonly terminal: boolean;
  readonly columns: number;
  /** Milliseconds, only ever subtracted. */
  now(): number;
}

export interface Progress {
  /** Begins a phase of `total` units; a phase that was under way is over. */
  start(label: string, total: number): void;
  /** Units done so far in this phase, and what is worth saying about them, such as `loss 0.31`. */
  update(done: number, remark?: string): void;
  /** Ends the phase and leaves one line that says how long it took. */
  finish(remark?: string): void;
  /** Prints a line of its own above the bar. */
  note(line: string): void;
  /** Wipes an unfinished bar away. */
  clear(): void;
}

interface Phase {
  readonly label: string;
  readonly total: number;
  readonly startedMs: number;
  drawnMs: number;
  drawnPart: number;
}

const TERMINAL_INTERVAL_MS = 100;
const LINE_INTERVAL_MS = 10_000;
const LINE_PART = 0.25;
const BAR_CELLS = 24;
const WIPE = "\r\u001b[2K";

/** Says nothing: for `--quiet`, tests and libraries. */
export const SILENT_PROGRESS: Progress = {
  start: () => undefined,
  update: () => undefined,
  finish: () => undefined,
  note: () => undefined,
  clear: () => undefined,
};

export function createProgress(target: ProgressTarget): Progress {
  let phase: Phase | undefined;
  let drawn = false;
  const wipe = (): void => {
    if (drawn) target.stream.write(WIPE);
    drawn = false;
  };
  const line = (text: string): void => {
    wipe();
    target.stream.write(`${text}\n`);
  };

  return {
    start(label, total): void {
      wipe();
      phase = { label, total, startedMs: target.now(), drawnMs: Number.NEGATIVE_INFINITY, drawnPart: 0 };
    },
    update(done, remark = ""): void {
      if (phase === undefined) return;
      const now = target.now();
      const part = phase.total > 0 ? Math.min(1, Math.max(0, done / phase.total)) : 0;
      const sinceMs = now - phase.drawnMs;
      if (target.terminal) {
        if (sinceMs < TERMINAL_INTERVAL_MS) return;
        target.stream.write(WIPE + bar(phase, part, now, remark).slice(0, Math.max(1, target.columns - 1)));
        drawn = true;
      } else {
        if (sinceMs < LINE_INTERVAL_MS && part - phase.drawnPart < LINE_PART) return;
        line(`${phase.label}: ${percent(part)}${timeLeft(phase, part, now)}${said(remark)}`);
      }
      phase.drawnMs = now;
      phase.drawnPart = part;
    },
    finish(remark = ""): void {
      if (phase === undefined) return;
      line(`${phase.label}: done in ${formatDuration((target.now() - phase.startedMs) / 1000)}${said(remark)}`);
      phase = undefined;
    },
    note: line,
    clear(): void {
      wipe();
      phase = undefined;
    },
  };
}

/** `8 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

function bar(phase: Phase, part: number, now: number, remark: string): string {
  const full = Math.round(part * BAR_CELLS);
  const cells = "█".repeat(full) + "░".repeat(BAR_CELLS - full);
  return `${phase.label} ${cells} ${percent(part)}${timeLeft(phase, part, now)}${said(remark)}`;
}

/** Assumes that what is left goes as fast as what is done. */
function timeLeft(phase: Phase, part: number, now: number): string {
  if (part <= 0 || part >= 1) return "";
  const elapsedSecs = (now - phase.startedMs) / 1000;
  return `, ${formatDuration((elapsedSecs * (1 - part)) / part)} left`;
}

function percent(part: number): string {
  return `${Math.floor(part * 100)}%`;
}

function said(remark: string): string {
  return remark === "" ? "" : `, ${remark}`;
}
