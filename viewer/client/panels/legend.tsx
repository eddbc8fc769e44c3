/** What is physics, what is dream; shows and hides the dream. */
import type { ReactElement } from "react";
import { useSession, useViewer } from "../state/use-session.ts";

export function Legend(): ReactElement {
  const { toggleGhost } = useSession();
  const ghostShown = useViewer((state) => state.ghostShown);
  return (
    <div className="legend">
      <span>
        <i className="swatch-physics" aria-hidden="true" /> Physics
      </span>
      <button
        type="button"
        aria-pressed={ghostShown}
        onClick={toggleGhost}
        title="Show or hide the model's prediction (G)"
      >
        <i className="swatch-dream" aria-hidden="true" /> Dream
      </button>
    </div>
  );
}
