/** Starts the page. */
import "@fontsource-variable/inter/wght.css";
import "uplot/dist/uPlot.min.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/stage.css";
import "./styles/panels.css";
import "./styles/curves.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { openSession } from "./state/session.ts";
import { SessionContext } from "./state/use-session.ts";

const root = document.getElementById("root");
if (!root) throw new Error("main: the page must have an element with the id root, found none");
createRoot(root).render(
  <StrictMode>
    <SessionContext value={openSession(new URL(location.href))}>
      <App />
    </SessionContext>
  </StrictMode>,
);
