/** Where the loop is. */
import type { ReactElement } from "react";
import type { Phase } from "../../protocol/index.ts";
import { formatDuration } from "../state/format.ts";
import { useViewer } from "../state/use-session.ts";
import { Icon } from "./icons.tsx";

export function PhasesPanel(): ReactElement {
  const phases = useViewer((state) => state.phases);
  return (
    <section className="panel" aria-labelledby="phases-title">
      <h2 id="phases-title">The loop</h2>
      {phases.length === 0 ? <p className="empty">Starting…</p> : null}
      <ol className="phases">
        {phases.map((phase) => (
          <PhaseRow key={phase.id} phase={phase} />
        ))}
      </ol>
    </section>
  );
}

function PhaseRow({ phase }: { readonly phase: Phase }): ReactElement {
  const { id, label, state, fraction, detail } = phase;
  const percent = Math.round(fraction * 100);
  const isOpen = state === "running" || state === "failed";
  return (
    <li className="phase" data-phase={id} data-state={state} aria-current={state === "running" ? "step" : undefined}>
      <span className="phase-mark" aria-hidden="true">
        {state === "finished" ? <Icon name="check" /> : null}
        {state === "failed" ? <Icon name="close" /> : null}
      </span>
      <span className="phase-label">{label}</span>
      <span className="phase-time" title={state === "finished" ? detail : undefined}>
        {timeText(phase)}
      </span>
      {isOpen ? (
        <progress max={100} value={percent} aria-label={`${label}: ${percent} %`}>
          {percent} %
        </progress>
      ) : null}
      {detail && state !== "finished" ? <span className="phase-detail">{detail}</span> : null}
    </li>
  );
}

function timeText({ state, fraction, etaSecs, detail }: Phase): string {
  if (state === "finished") return detail;
  if (state === "failed") return "failed";
  if (state !== "running") return "";
  if (etaSecs !== null) return `${formatDuration(etaSecs)} left`;
  return `${Math.round(fraction * 100)} %`;
}
