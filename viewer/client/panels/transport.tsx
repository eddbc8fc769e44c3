/** Pause, step, speed. */
import type { ReactElement } from "react";
import { useSession, useViewer } from "../state/use-session.ts";
import { Icon } from "./icons.tsx";
import { SPEEDS } from "./shortcuts.ts";

export function Transport(): ReactElement {
  const session = useSession();
  const paused = useViewer((state) => state.paused);
  const speed = useViewer((state) => state.speed);
  const isLive = useViewer((state) => state.connection === "live");
  return (
    <div className="transport" role="toolbar" aria-label="Playback">
      <button
        type="button"
        className="primary"
        onClick={session.togglePaused}
        disabled={!isLive}
        title={`${paused ? "Resume" : "Pause"} (Space)`}
        aria-label={paused ? "Resume" : "Pause"}
      >
        <Icon name={paused ? "play" : "pause"} />
      </button>
      <button
        type="button"
        onClick={() => session.send({ kind: "step" })}
        disabled={!isLive || !paused}
        title="One step (→)"
        aria-label="Step"
      >
        <Icon name="step" />
      </button>
      <fieldset className="speeds">
        <legend className="visually-hidden">Speed</legend>
        {SPEEDS.map((factor, index) => (
          <button
            type="button"
            key={factor}
            aria-pressed={speed === factor}
            disabled={!isLive}
            onClick={() => session.send({ kind: "speed", factor })}
            title={`${factor} times real time (${index + 1})`}
          >
            {factor}×
          </button>
        ))}
      </fieldset>
    </div>
  );
}
