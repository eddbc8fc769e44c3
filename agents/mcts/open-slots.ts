/** The slots of a node among which a selection chooses, with what it needs to know of each. */
import { exp } from "../../sim/core/index.ts";
import type { MctsOptions } from "./mcts-options.ts";
import { allowedChildren } from "./progressive-widening.ts";
import type { SearchTree } from "./search-tree.ts";

/** Buffers of one selection after another. [W] each; the first `count` are valid. */
export interface OpenSlots {
  count: number;
  readonly slot: Int32Array;
  /** Node in the slot; −1 where untried. */
  readonly node: Int32Array;
  /** Visits, those in flight included. */
  readonly visits: Int32Array;
  /** Softmax of the prior logits over the open slots. */
  readonly prior: Float64Array;
  /** 1 where the slot's return is known. */
  readonly known: Uint8Array;
  readonly qValue: Float64Array;
  /** What the selection makes of it. */
  readonly score: Float64Array;
}

export function createOpenSlots(width: number): OpenSlots {
  return {
    count: 0,
    slot: new Int32Array(width),
    node: new Int32Array(width),
    visits: new Int32Array(width),
    prior: new Float64Array(width),
    known: new Uint8Array(width),
    qValue: new Float64Array(width),
    score: new Float64Array(width),
  };
}

/** Gathers the slots that widening allows and that are not lost; a lost one makes room for the next. */
export function gatherOpenSlots<S>(tree: SearchTree<S>, node: number, options: MctsOptions, out: OpenSlots): void {
  const widens = options.actions === "sampled" && (node > 0 || options.root === "puct");
  const allowed = widens ? allowedChildren(tree.visitCount[node]! + tree.inFlight[node]!, options) : tree.width;
  out.count = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < tree.width && out.count < allowed; slot++) {
    const at = node * tree.width + slot;
    const child = tree.children[at]!;
    if (child >= 0 && tree.lost[child] === 1) continue;
    const k = out.count++;
    out.slot[k] = slot;
    out.node[k] = child;
    out.visits[k] = child < 0 ? 0 : tree.visitCount[child]! + tree.inFlight[child]!;
    out.known[k] = child >= 0 && tree.visitCount[child]! > 0 ? 1 : 0;
    out.qValue[k] = out.known[k] === 1 ? tree.qValue[child]! : 0;
    out.prior[k] = tree.priorLogits[at]!;
    most = Math.max(most, out.prior[k]!);
  }
  let sum = 0;
  for (let k = 0; k < out.count; k++) {
    out.prior[k] = exp(out.prior[k]! - most);
    sum += out.prior[k]!;
  }
  for (let k = 0; k < out.count; k++) out.prior[k]! /= sum;
}

/** Whether an open slot's node is still being evaluated, so that a selection cannot go through it. */
export function isPending(open: OpenSlots, k: number): boolean {
  return open.node[k]! >= 0 && open.known[k] === 0;
}
