/** What a vector environment refuses: calls at the wrong time, wrong seeds, masks and actions. */
import type { ResetOptions } from "../core/env.ts";
import { ShapeError, SpecError, StateError } from "../core/errors.ts";
import type { AutoresetMode, VectorResetRequest } from "../core/vector-env.ts";
import type { BatchBuffers } from "./batch-buffers.ts";
import type { ResetRows } from "./env-slice.ts";

/** Stands before the environments of a vector environment: a refused call changes nothing. */
export interface RequestGate {
  /** Checks a reset and says what each environment is to do. */
  openReset(request: VectorResetRequest): ResetRows;
  /** Checks a step and writes its actions into the batch. */
  openStep(actions: ArrayLike<number>): void;
  /** The call that was opened has ended well. */
  succeed(): void;
  /** The call that was opened has failed within an environment: only a reset of all may follow. */
  fail(): void;
  /** No call may follow. */
  shut(why: string): void;
}

export interface GateSetup {
  readonly id: string;
  readonly batch: BatchBuffers;
  readonly autoresetMode: AutoresetMode;
  /** Of every reset that brings none of its own. */
  readonly options: ResetOptions | undefined;
}

export function createRequestGate({ id, batch, autoresetMode, options }: GateSetup): RequestGate {
  const numEnvs = batch.rewards.length;
  let phase: "new" | "ready" | "busy" | "failed" = "new";
  let before: "new" | "ready" | "failed" = "new";
  let shutBecause: string | undefined;

  function requireTurn(call: string): void {
    if (shutBecause !== undefined) throw new StateError(`${id}: ${call} needs an open environment, and ${shutBecause}`);
    if (phase === "busy") throw new StateError(`${id}: ${call} must wait for the call before it, which has not ended`);
  }

  function open(): void {
    before = phase === "busy" ? before : phase;
    phase = "busy";
  }

  return {
    openReset(request) {
      requireTurn("reset");
      const whole = request.mask === undefined;
      if (phase !== "ready" && !whole) {
        throw new StateError(`${id}: reset must be of all environments ${because(phase)}, got a mask`);
      }
      const rows = resetRows(id, numEnvs, request, { first: phase === "new", options });
      open();
      return rows;
    },
    openStep(actions) {
      requireTurn("step");
      if (phase !== "ready") throw new StateError(`${id}: step needs a reset ${because(phase)}`);
      const size = batch.actions.length;
      if (actions.length !== size) {
        const shape = `[N×A]=[${numEnvs}×${size / numEnvs}]`;
        throw new ShapeError(`${id}: step: actions must be ${shape}, got [${actions.length}]`);
      }
      if (autoresetMode === "disabled") {
        for (let i = 0; i < numEnvs; i++) {
          if (batch.terminated[i] === 1 || batch.truncated[i] === 1) {
            throw new StateError(
              `${id}: step: environment ${i} must be running, and its episode has ended; reset it with a mask`,
            );
          }
        }
      }
      for (let i = 0; i < size; i++) {
        if (!Number.isFinite(Math.fround(actions[i]!))) {
          const [row, element] = [Math.floor((i * numEnvs) / size), i % (size / numEnvs)];
          throw new SpecError(
            `${id}: step: actions must be finite float32, got ${actions[i]} for element ${element} of environment ${row}`,
          );
        }
      }
      batch.actions.set(actions);
      open();
    },
    succeed() {
      phase = "ready";
    },
    fail() {
      // A failed first reset leaves nothing to continue from either.
      phase = before === "new" ? "new" : "failed";
    },
    shut(why) {
      shutBecause ??= why;
    },
  };
}

function because(phase: "new" | "failed" | "ready" | "busy"): string {
  return phase === "failed" ? "of all, as an environment has failed" : "at the start";
}

interface ResetDefaults {
  /** Nothing was seeded before: environment i takes seed i, as otherwise all would start alike. */
  readonly first: boolean;
  readonly options: ResetOptions | undefined;
}

function resetRows(id: string, numEnvs: number, request: VectorResetRequest, defaults: ResetDefaults): ResetRows {
  const { mask, seed } = request;
  const options = request.options ?? defaults.options;
  if (mask !== undefined && mask.length !== numEnvs) {
    throw new ShapeError(`${id}: reset: mask must be [N]=[${numEnvs}], got [${mask.length}]`);
  }
  if (typeof seed === "object" && seed.length !== numEnvs) {
    throw new ShapeError(`${id}: reset: seeds must be [N]=[${numEnvs}], got [${seed.length}]`);
  }
  return Array.from({ length: numEnvs }, (_, i) => {
    const told = typeof seed === "number" ? seed + i : seed?.[i];
    const own = told ?? (defaults.first ? i : undefined);
    if (own !== undefined && (!Number.isSafeInteger(own) || own < 0)) {
      throw new SpecError(
        `${id}: reset: seed of environment ${i} must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${own}`,
      );
    }
    if (mask !== undefined && !mask[i]) return undefined;
    return { ...(own !== undefined && { seed: own }), ...(options !== undefined && { options }) };
  });
}
