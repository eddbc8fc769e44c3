/** An agent that does at once what a learned policy thinks best: no search, no dreams. */
import { type Agent, type Dynamics, StateError } from "../../sim/core/index.ts";

export interface ActorAgentInput<S> {
  /** Supplies the beliefs; nothing is rolled out. */
  readonly dynamics: Pick<Dynamics<S>, "actionRepeat" | "begin" | "advance">;
  /** The policy's action for a belief, in the space's own units. → [A] */
  readonly choose: (belief: S) => Promise<Float32Array>;
}

export function createActorAgent<S>({ dynamics, choose }: ActorAgentInput<S>): Agent {
  let belief: { readonly now: S } | null = null;
  let lastAction: Float32Array | null = null;
  return {
    name: "actor",
    actionRepeat: dynamics.actionRepeat,
    async begin(moment) {
      lastAction = null;
      belief = { now: await dynamics.begin(moment) };
    },
    async act(moment) {
      if (belief === null) throw new StateError("actor agent: begin must come before act, it did not");
      if (lastAction !== null) belief = { now: await dynamics.advance(belief.now, lastAction, moment) };
      lastAction = await choose(belief.now);
      return lastAction.slice();
    },
    dispose: () => Promise.resolve(),
  };
}
