/**
 * MuZero's search as its pseudocode has it (Schrittwieser et al. 2020): an object per node, one simulation at a time. The root counts one
 * visit of its own, and q is scaled between the node's value and its children's, as in mctx. Slow and plain: what the flat tree must equal.
 */

export interface TextbookNode {
  visits: number;
  value: number;
  reward: number;
  readonly state: number;
  readonly children: (TextbookNode | undefined)[];
}

export interface Problem {
  readonly actions: number;
  readonly depth: number;
  readonly discount: number;
  /** Where action `a` leads from a state, and with which reward. */
  readonly step: (state: number, a: number) => { readonly state: number; readonly reward: number };
  readonly value: (state: number) => number;
}

export function textbookSearch(problem: Problem, simulations: number): TextbookNode {
  const root: TextbookNode = node(0, 0, problem.actions);
  root.visits = 1;
  for (let simulation = 0; simulation < simulations; simulation++) {
    const path = [root];
    let here = root;
    for (let depth = 0; depth < problem.depth; depth++) {
      const a = select(here);
      const known = here.children[a];
      if (known === undefined) {
        const { state, reward } = problem.step(here.state, a);
        here.children[a] = node(state, reward, problem.actions);
      }
      here = here.children[a]!;
      path.push(here);
      if (known === undefined) break;
    }
    let sum = problem.value(here.state);
    // The value of the root itself is what the first simulation returns.
    if (simulation === 0) root.value = here.reward + problem.discount * sum;
    for (const each of path.reverse()) {
      each.value = (each.value * each.visits + sum) / (each.visits + 1);
      each.visits += 1;
      sum = each.reward + problem.discount * sum;
    }
  }
  return root;

  function select(here: TextbookNode): number {
    const q = (child: TextbookNode): number => child.reward + problem.discount * child.value;
    const known = here.children.filter((child) => child !== undefined);
    const least = Math.min(here.value, ...known.map(q));
    const range = Math.max(Math.max(here.value, ...known.map(q)) - least, 1e-8);
    const scores = here.children.map((child) => {
      const c = 1.25 + Math.log((here.visits + 19652 + 1) / 19652);
      const exploration = (c * Math.sqrt(here.visits)) / here.children.length / (1 + (child?.visits ?? 0));
      return exploration + (child ? (q(child) - least) / range : 0);
    });
    return scores.indexOf(Math.max(...scores));
  }
}

function node(state: number, reward: number, actions: number): TextbookNode {
  return { visits: 0, value: 0, reward, state, children: new Array<undefined>(actions).fill(undefined) };
}
