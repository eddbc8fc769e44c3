/** Actor and critic on states that are seen: for planners in the true physics. */
import type { StatePolicy } from "../../sim/core/index.ts";
import type { Value } from "../autodiff/value.ts";
import type { WorldModelConfig } from "../models/world-model.ts";
import { paddedRows } from "../padded-rows.ts";
import { floatsOf, floatTensor, type Session } from "../runtime/session.ts";
import { seenActionsGraph, seenValuesGraph } from "./policy-graphs.ts";

/** A session for the graph; the same one for the same key. */
export type OpenGraph = (key: string, graph: () => Readonly<Record<string, Value>>) => Promise<Session>;

/**
 * Undefined without an actor and critic, and where they read more than a state: h and c are M's, which the true physics has not, and
 * pictures of every candidate would take a renderer.
 */
export function statePolicy(config: WorldModelConfig, open: OpenGraph): StatePolicy | undefined {
  const { modality, policy, vae, rnn } = config;
  if (policy?.inputs !== "z" || modality !== "state") return undefined;

  /** Runs in a batch of a fixed size, whose further rows are zeros. */
  async function ask(
    output: "values" | "actions",
    graph: typeof seenValuesGraph,
    columns: Readonly<Record<string, readonly [rows: Float32Array, width: number]>>,
    count: number,
  ): Promise<Float32Array> {
    const rows = paddedRows(count);
    const session = await open(`${output} of ${rows} states`, () => graph(config, rows));
    const padded = Object.entries(columns).map(([name, [values, width]]) => {
      const all = new Float32Array(rows * width);
      all.set(values);
      return [name, floatTensor(all, [rows, width])] as const;
    });
    return floatsOf((await session.run(Object.fromEntries(padded)))[output], output);
  }

  return {
    async values(states) {
      const count = states.length / vae.observations;
      const observation = [states, vae.observations] as const;
      return (await ask("values", seenValuesGraph, { observation }, count)).subarray(0, count);
    },
    async act(states, noise) {
      const columns = { observation: [states, vae.observations], noise: [noise, rnn.actions] } as const;
      return (await ask("actions", seenActionsGraph, columns, noise.length / rnn.actions)).subarray(0, noise.length);
    },
  };
}
