/** Chooses whom to watch. */
import type { ReactElement } from "react";
import { useSession, useViewer } from "../state/use-session.ts";

export function AgentPicker(): ReactElement | null {
  const { send } = useSession();
  const agents = useViewer((state) => state.agents);
  const watching = useViewer((state) => state.watching);
  const source = useViewer((state) => state.frame?.source);
  if (agents.length === 0) return source ? <p className="agent-name">{source}</p> : null;
  return (
    <label className="agent-picker">
      <span>Watching</span>
      <select value={watching ?? ""} onChange={(event) => send({ kind: "watch", agent: event.target.value })}>
        {watching === null ? <option value="">{source ?? "choose an agent"}</option> : null}
        {agents.map((agent) => (
          <option key={agent} value={agent}>
            {agent}
          </option>
        ))}
      </select>
    </label>
  );
}
