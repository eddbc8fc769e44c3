/** Actor and critic as graphs: what they say of one belief, and what the actor would do in its dreams. */
import { StateError } from "../../sim/core/index.ts";
import { inputAt } from "../autodiff/arguments.ts";
import { scale } from "../autodiff/elementwise.ts";
import { concat, reshape } from "../autodiff/layout.ts";
import { input, type Value } from "../autodiff/value.ts";
import { splitMembers } from "../models/ensemble.ts";
import { repeatRow } from "../models/mdn-rnn.ts";
import { beliefInputs, worthOf } from "../models/rollout-values.ts";
import { buildWorldModel, type WorldModelConfig } from "../models/world-model.ts";
import { actor, inActionUnits, meanAction, sampleAction } from "./actor.ts";
import { critic } from "./critic.ts";
import { imaginedRollout } from "./imagined-rollout.ts";
import type { BeliefValues, PolicyOptions } from "./policy.ts";

/** The best action. Inputs, as far as the actor reads them, `z` [1,Z], `h` and `c` [1,H] → `action` [1,A] in the scenario's units. */
export function actorGraph(config: WorldModelConfig): Readonly<Record<string, Value>> {
  const { rnn, actionSpace } = config;
  const distribution = actor(policyOf(config), rnn.actions)(oneBelief(config));
  return { action: inActionUnits(actionSpace, meanAction(distribution)) };
}

/** The same inputs → `value` [1,1]: the discounted return that the critic expects, in the scenario's units. */
export function criticGraph(config: WorldModelConfig): Readonly<Record<string, Value>> {
  return { value: scale(critic(policyOf(config))(oneBelief(config)), config.rewardScale) };
}

/**
 * What the actor does in dreams from a belief, those of an ensemble's first member. z [1,Z], h and c [1,E·H], noise [T·N,A], standard
 * normal, step by step → actions [N,T,A] in the scenario's units. A StateError where the model has no actor.
 */
export function proposalsFrom(config: WorldModelConfig, belief: BeliefValues, noise: Value, candidates: number): Value {
  const { members } = buildWorldModel(config);
  const { actions } = config.rnn;
  const start = {
    z: repeatRow(belief.z, candidates),
    h: repeatRow(firstMember(belief.h, members.length), candidates),
    c: repeatRow(firstMember(belief.c, members.length), candidates),
  };
  const dream = imaginedRollout(members[0], actor(policyOf(config), actions), start, noise, config);
  return concat(
    dream.actions.map((action) => reshape(action, [candidates, 1, actions])),
    1,
  );
}

/** The same as a graph of its own. Inputs `z`, `h`, `c`, `noise`, output `actions`. */
export function proposalGraph(
  config: WorldModelConfig,
  { candidates, horizon }: { readonly candidates: number; readonly horizon: number },
): Readonly<Record<string, Value>> {
  const noise = input("noise", [horizon * candidates, config.rnn.actions]);
  return { actions: proposalsFrom(config, beliefInputs(config, 1), noise, candidates) };
}

/** The critic on states that are seen. Input `observation` [B,O] → `values` [B] in the scenario's units. The critic reads z alone. */
export function seenValuesGraph(config: WorldModelConfig, rows: number): Readonly<Record<string, Value>> {
  return { values: worthOf(config, policyOf(config), [seenBelief(config, rows)]) };
}

/** The actor on states that are seen. Inputs `observation` [B,O], `noise` [B,A], standard normal → `actions` [B,A] in the scenario's units. The actor reads z alone. */
export function seenActionsGraph(config: WorldModelConfig, rows: number): Readonly<Record<string, Value>> {
  const width = config.rnn.actions;
  const distribution = actor(policyOf(config), width)(seenBelief(config, rows));
  return {
    actions: inActionUnits(config.actionSpace, sampleAction(distribution, input("noise", [rows, width])).action),
  };
}

/** The posterior's mean; h and c are inputs that nothing reads. */
function seenBelief(config: WorldModelConfig, rows: number): BeliefValues {
  const { vae, rnn } = config;
  const { mu } = buildWorldModel(config).vae.encode(input("observation", [rows, vae.observations]));
  return { z: mu, h: input("h", [rows, rnn.hidden]), c: input("c", [rows, rnn.hidden]) };
}

/** A StateError where the model has no actor and critic. */
function policyOf({ policy }: Pick<WorldModelConfig, "policy">): PolicyOptions {
  if (policy === undefined) throw new StateError("policy: a model with actor and critic required, and it has none");
  return policy;
}

function oneBelief({ rnn: { latents, hidden } }: Pick<WorldModelConfig, "rnn">): BeliefValues {
  return { z: input("z", [1, latents]), h: input("h", [1, hidden]), c: input("c", [1, hidden]) };
}

/** Of what lies member by member along the last axis. */
function firstMember(x: Value, members: number): Value {
  return inputAt(splitMembers(x, 1, members), 0);
}
