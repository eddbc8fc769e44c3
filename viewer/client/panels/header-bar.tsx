/** The name, what runs, and whether the page is connected. */
import type { ReactElement } from "react";
import { useViewer } from "../state/use-session.ts";
import type { Connection } from "../state/viewer-state.ts";

const CONNECTION_TEXT: Readonly<Record<Connection, string>> = {
  connecting: "Connecting",
  live: "Live",
  lost: "Reconnecting",
  refused: "Reload this page: the server is another version",
};

export function HeaderBar(): ReactElement {
  const title = useViewer((state) => state.scene?.title);
  const connection = useViewer((state) => state.connection);
  const lostBecause = useViewer((state) => state.lostBecause);
  const paused = useViewer((state) => state.paused);
  const status = connection === "live" && paused ? "Paused" : CONNECTION_TEXT[connection];
  return (
    <header className="header">
      <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
        <circle cx="20.5" cy="12" r="9" fill="var(--dream)" fillOpacity="0.55" />
        <circle cx="11.5" cy="19.5" r="9" fill="none" stroke="currentColor" strokeWidth="2.6" />
      </svg>
      <h1>Craik</h1>
      {title ? <p className="scenario">{title}</p> : null}
      <p
        className="connection"
        role="status"
        title={lostBecause || undefined}
        data-connection={connection}
        data-paused={paused}
      >
        <i aria-hidden="true" />
        {status}
      </p>
    </header>
  );
}
