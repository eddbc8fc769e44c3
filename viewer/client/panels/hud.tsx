/** The numbers of the moment, over the scene. */
import type { ReactElement } from "react";
import { formatNumber } from "../state/format.ts";
import { useViewerThrottled } from "../state/use-session.ts";
import type { ViewerState } from "../state/viewer-state.ts";

const REDRAW_MS = 60;
const selectState = (state: ViewerState): ViewerState => state;

export function Hud(): ReactElement | null {
  const { frame, framesReceived, dreamError, ghostShown } = useViewerThrottled(selectState, REDRAW_MS);
  if (!frame) return null;
  return (
    <dl
      className="hud"
      data-episode={frame.episode}
      data-step={frame.step}
      data-source={frame.source}
      data-frames={framesReceived}
      data-ghost={frame.ghost ? (ghostShown ? "shown" : "hidden") : "none"}
    >
      <div className="hud-return">
        <dt>Return</dt>
        <dd>{frame.returnSoFar.toFixed(1)}</dd>
      </div>
      <div>
        <dt>Reward</dt>
        <dd>
          <meter min={0} max={1} value={Math.max(0, Math.min(1, frame.reward))} aria-hidden="true" />
          {fixed(frame.reward, 2)}
        </dd>
      </div>
      <div>
        <dt>Episode</dt>
        <dd>{frame.episode + 1}</dd>
      </div>
      <div>
        <dt>Step</dt>
        <dd>{frame.step}</dd>
      </div>
      <div>
        <dt>Time</dt>
        <dd>{frame.timeSecs.toFixed(2)} s</dd>
      </div>
      {dreamError ? (
        <div className="hud-dream">
          <dt>Dream off by</dt>
          <dd>
            {formatNumber(Math.round(dreamError.metres * 1000) / 10)} cm,{" "}
            {((dreamError.angleRad * 180) / Math.PI).toFixed(1)}°
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits).replace("-", "−");
}
