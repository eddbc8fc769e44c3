/** React's way into the session. */
import { createContext, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Session } from "./session.ts";
import type { ViewerState } from "./viewer-state.ts";

export const SessionContext: React.Context<Session | null> = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession: a SessionContext is required above, got none");
  return session;
}

/** A part of the state. The selector must return the same value for the same state. */
export function useViewer<T>(select: (state: ViewerState) => T): T {
  return useStore(useSession().store, select);
}

/** A part of the state that changes often, shown at most once per `intervalMs`. The selector must never change. */
export function useViewerThrottled<T>(select: (state: ViewerState) => T, intervalMs: number): T {
  const { store } = useSession();
  const [value, setValue] = useState(() => select(store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      timer = undefined;
      setValue(() => select(store.getState()));
    };
    show();
    const unsubscribe = store.subscribe(() => {
      timer ??= setTimeout(show, intervalMs);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store, select, intervalMs]);
  return value;
}
