/** The page: scene, loop and results, curves. */
import type { ReactElement } from "react";
import { CurveStrip } from "./curves/curve-strip.tsx";
import { HeaderBar } from "./panels/header-bar.tsx";
import { PhasesPanel } from "./panels/phases-panel.tsx";
import { ResultsPanel } from "./panels/results-panel.tsx";
import { SearchPanel } from "./panels/search-panel.tsx";
import { StagePanel } from "./panels/stage-panel.tsx";

export function App(): ReactElement {
  return (
    <div className="app">
      <HeaderBar />
      <StagePanel />
      <aside className="side" aria-label="Progress and results">
        <SearchPanel />
        <ResultsPanel />
        <PhasesPanel />
      </aside>
      <CurveStrip />
    </div>
  );
}
