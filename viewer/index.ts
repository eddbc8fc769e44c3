/** The viewer, as a process that runs a loop sees it: a server to publish to, and the events that it takes. */
export type {
  Command,
  FeedEvent,
  FrameEvent,
  HistoryMessage,
  MetricEvent,
  NoticeEvent,
  Phase,
  PhaseState,
  PhasesEvent,
  PlaybackEvent,
  SceneEvent,
  SearchChoice,
  SearchEvent,
  Series,
  ServerMessage,
  TableEvent,
  TableRow,
  WatchableEvent,
} from "./protocol/index.ts";
export {
  decodeMessage,
  encodeCommand,
  MAX_ROWS,
  MAX_SPEED,
  MIN_SPEED,
  ProtocolError,
} from "./protocol/index.ts";
export { startViewerServer, type ViewerServer, type ViewerServerOptions } from "./server/start-server.ts";
