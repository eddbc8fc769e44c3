/** The scene with everything that lies over it. */
import { lazy, type ReactElement, Suspense, useCallback, useState } from "react";
import { useViewer } from "../state/use-session.ts";
import { AgentPicker } from "./agent-picker.tsx";
import { Hud } from "./hud.tsx";
import { Icon } from "./icons.tsx";
import { Legend } from "./legend.tsx";
import { Notices } from "./notices.tsx";
import { useShortcuts } from "./shortcuts.ts";
import { Transport } from "./transport.tsx";

/** three.js is most of the page's weight: numbers and curves need not wait for it. */
const SceneView = lazy(async () => ({ default: (await import("../scene/scene-view.tsx")).SceneView }));

export function StagePanel(): ReactElement {
  const scene = useViewer((state) => state.scene);
  const caption = useViewer((state) => state.caption);
  const isLive = useViewer((state) => state.connection === "live");
  const [resets, setResets] = useState(0);
  const resetView = useCallback(() => setResets((count) => count + 1), []);
  useShortcuts(resetView);
  return (
    <main className="stage" data-live={isLive}>
      {scene ? (
        <Suspense>
          <SceneView event={scene} resets={resets} />
        </Suspense>
      ) : (
        <p className="stage-message">Waiting for the scene…</p>
      )}
      <div className="stage-top-left">
        <AgentPicker />
        <Hud />
      </div>
      {caption ? <p className="caption">{caption}</p> : null}
      <Legend />
      <Notices />
      <Transport />
      <button
        type="button"
        className="reset-view"
        onClick={resetView}
        title="Reset the view (R)"
        aria-label="Reset the view"
      >
        <Icon name="reset" />
      </button>
    </main>
  );
}
