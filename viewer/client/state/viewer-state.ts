/** Everything that the page shows, as plain data, and how each message changes it. */
import {
  addPoint,
  type FrameEvent,
  type NoticeEvent,
  type Phase,
  type SceneEvent,
  type SearchEvent,
  type Series,
  type ServerMessage,
  type TableRow,
} from "../../protocol/index.ts";
import { type DreamError, dreamError } from "./dream-error.ts";

/** `refused`: the server speaks another version of the protocol, and no further attempt is made. */
export type Connection = "connecting" | "live" | "lost" | "refused";

export interface Notice {
  readonly id: number;
  readonly level: NoticeEvent["level"];
  readonly text: string;
}

export interface ViewerState {
  readonly connection: Connection;
  /** Why the connection is lost or refused; may be empty. */
  readonly lostBecause: string;
  readonly scene: SceneEvent | null;
  readonly phases: readonly Phase[];
  readonly series: ReadonlyMap<string, Series>;
  readonly table: readonly TableRow[];
  readonly agents: readonly string[];
  readonly watching: string | null;
  readonly paused: boolean;
  /** Multiple of real time. */
  readonly speed: number;
  readonly notices: readonly Notice[];
  /** What the scenario says about the moment; may be empty. */
  readonly caption: string;
  /** The search behind the moment; null where nobody searches. */
  readonly search: SearchEvent | null;
  /** The newest frame; the 3D view plays frames from a buffer of its own. */
  readonly frame: FrameEvent | null;
  readonly framesReceived: number;
  /** How far the newest prediction is off; null without one. */
  readonly dreamError: DreamError | null;
  readonly ghostShown: boolean;
}

export const INITIAL_STATE: ViewerState = {
  connection: "connecting",
  lostBecause: "",
  scene: null,
  phases: [],
  series: new Map(),
  table: [],
  agents: [],
  watching: null,
  paused: false,
  speed: 1,
  notices: [],
  caption: "",
  search: null,
  frame: null,
  framesReceived: 0,
  dreamError: null,
  ghostShown: true,
};

const MAX_NOTICES = 3;

/** What a message changes. */
export function applyMessage(state: ViewerState, message: ServerMessage): Partial<ViewerState> {
  switch (message.kind) {
    case "scene":
      return { scene: message, frame: null, dreamError: null };
    case "frame":
      return {
        frame: message,
        framesReceived: state.framesReceived + 1,
        dreamError: state.scene ? dreamError(state.scene.scene, message) : null,
      };
    case "phases":
      return { phases: message.phases };
    case "metric": {
      const series = new Map(state.series);
      addPoint(series, message);
      return { series };
    }
    case "table":
      return { table: message.rows };
    case "watchable":
      return { agents: message.agents, watching: message.watching };
    case "notice": {
      const id = (state.notices.at(-1)?.id ?? 0) + 1;
      const notice = { id, level: message.level, text: message.text };
      return { notices: [...state.notices, notice].slice(-MAX_NOTICES) };
    }
    case "caption":
      return { caption: message.text };
    case "search":
      return { search: message.choices.length > 0 ? message : null };
    case "playback":
      return { paused: message.paused, speed: message.speed };
    case "history":
      return { series: new Map(message.series.map((series) => [series.name, series])) };
  }
}

/** The state of a fresh connection: the server sends everything anew. What is the person's own choice stays. */
export function afterConnecting(state: ViewerState): ViewerState {
  return { ...INITIAL_STATE, connection: "live", ghostShown: state.ghostShown, framesReceived: state.framesReceived };
}
