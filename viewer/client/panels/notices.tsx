/** Lines from the loop for the person who watches. */
import { type ReactElement, useEffect } from "react";
import { useSession, useViewer } from "../state/use-session.ts";
import type { Notice } from "../state/viewer-state.ts";
import { Icon } from "./icons.tsx";

/** Information goes by itself; warnings and errors stay until dismissed. */
const INFO_SHOWN_MS = 7000;

export function Notices(): ReactElement {
  const notices = useViewer((state) => state.notices);
  return (
    <div className="notices" aria-live="polite">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeLine({ notice }: { readonly notice: Notice }): ReactElement {
  const { dismissNotice } = useSession();
  const { id, level, text } = notice;
  useEffect(() => {
    if (level !== "info") return undefined;
    const timer = setTimeout(() => dismissNotice(id), INFO_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [dismissNotice, id, level]);
  return (
    <p className="notice" data-level={level} role={level === "error" ? "alert" : undefined}>
      <span>{text}</span>
      <button type="button" onClick={() => dismissNotice(id)} aria-label="Dismiss" title="Dismiss">
        <Icon name="close" />
      </button>
    </p>
  );
}
