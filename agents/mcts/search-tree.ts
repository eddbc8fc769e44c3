/** A search tree as plain data: flat arrays over nodes, and over the slots for each node's children. */

/**
 * M nodes at most, W slots for the children of each, A elements of an action. Node 0 is the root. A node is the place that the action of
 * its slot leads to from its parent. It is pending from its selection until its evaluation, which is its first visit.
 */
export interface SearchTree<S> {
  readonly capacity: number;
  readonly width: number;
  readonly actionSize: number;
  /** Nodes so far. */
  size: number;
  /** −1 for the root. [M] */
  readonly parent: Int32Array;
  /** Its slot in its parent. [M] */
  readonly slot: Int32Array;
  /** Actions from the root. [M] */
  readonly depth: Int32Array;
  /** Which of the search's sequences it goes on with. [M] */
  readonly sequence: Int32Array;
  /** Evaluated simulations through the node, its own evaluation included; 0 while pending. [M] */
  readonly visitCount: Int32Array;
  /** Selected simulations through the node that are not evaluated yet: O of Liu et al. 2020. [M] */
  readonly inFlight: Int32Array;
  /** Return from the node on, as its evaluation said; NaN for a root that has none yet. [M] */
  readonly rawValue: Float64Array;
  /** Mean return from the node on, over its visits; the greatest where the options back up the maximum. [M] */
  readonly value: Float64Array;
  /** Discounted reward of the action that leads here. [M] */
  readonly reward: Float64Array;
  /** Probability that this action ended the task, should it not have ended before. [M] */
  readonly terminated: Float64Array;
  /** Return of the action that leads here and of everything after it: reward + γ (1 − terminated) value. [M] */
  readonly qValue: Float64Array;
  /** 1 where a prediction was not finite, or where that holds for everything below. Never selected again. [M] */
  readonly lost: Uint8Array;
  /** 1 once its slots are filled, which is when a simulation first goes on from it. [M] */
  readonly expanded: Uint8Array;
  /** Node in each slot; −1 where its action has not been tried. [M,W] */
  readonly children: Int32Array;
  /** Before the softmax over the slots that are open. [M,W] */
  readonly priorLogits: Float64Array;
  /** Normalised action of each slot, in [−1, 1]. [M,W,A] */
  readonly actions: Float32Array;
  /** Where the evaluation needs them. [M] */
  readonly beliefs: (S | undefined)[];
}

/** A root alone. Its value is unknown until the first simulation returns. */
export function createSearchTree<S>(capacity: number, width: number, actionSize: number): SearchTree<S> {
  const tree: SearchTree<S> = {
    capacity,
    width,
    actionSize,
    size: 1,
    parent: new Int32Array(capacity).fill(-1),
    slot: new Int32Array(capacity).fill(-1),
    depth: new Int32Array(capacity),
    sequence: new Int32Array(capacity),
    visitCount: new Int32Array(capacity),
    inFlight: new Int32Array(capacity),
    rawValue: new Float64Array(capacity),
    value: new Float64Array(capacity),
    reward: new Float64Array(capacity),
    terminated: new Float64Array(capacity),
    qValue: new Float64Array(capacity),
    lost: new Uint8Array(capacity),
    expanded: new Uint8Array(capacity),
    children: new Int32Array(capacity * width).fill(-1),
    priorLogits: new Float64Array(capacity * width),
    actions: new Float32Array(capacity * width * actionSize),
    beliefs: new Array<S | undefined>(capacity).fill(undefined),
  };
  tree.visitCount[0] = 1;
  tree.rawValue[0] = Number.NaN;
  return tree;
}

/** Adds a pending node in a free slot. */
export function addChild<S>(tree: SearchTree<S>, parent: number, slot: number): number {
  const node = tree.size++;
  tree.parent[node] = parent;
  tree.slot[node] = slot;
  tree.depth[node] = tree.depth[parent]! + 1;
  tree.sequence[node] = tree.sequence[parent]!;
  tree.children[parent * tree.width + slot] = node;
  return node;
}

/** Normalised action of a slot: a view. [A] */
export function slotAction<S>(tree: SearchTree<S>, node: number, slot: number): Float32Array {
  const at = (node * tree.width + slot) * tree.actionSize;
  return tree.actions.subarray(at, at + tree.actionSize);
}

/** Normalised action that leads to a node other than the root: a view. [A] */
export function leadingAction<S>(tree: SearchTree<S>, node: number): Float32Array {
  return slotAction(tree, tree.parent[node]!, tree.slot[node]!);
}

/** Whether a node's action has been tried and its outcome is known. */
export function isEvaluated<S>(tree: SearchTree<S>, node: number): boolean {
  return node >= 0 && tree.visitCount[node]! > 0 && tree.lost[node] === 0;
}

/** Whether the task is certain to have ended with the node's action. */
export function isTerminal<S>(tree: SearchTree<S>, node: number): boolean {
  return tree.terminated[node]! >= 1;
}
