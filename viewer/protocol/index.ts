/** The viewer's wire format and the events that it carries; shared by server and client. */
export { decodeCommand, decodeMessage, encodeCommand, encodeMessage } from "./codec.ts";
export type { Command } from "./command.ts";
export { HEADER_BYTES, MAGIC, MESSAGE_TYPES, type MessageKind, VERSION } from "./envelope.ts";
export type {
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
  ServerMessage,
  TableEvent,
  TableRow,
  WatchableEvent,
} from "./feed.ts";
export { POSE_SIZE } from "./frame-codec.ts";
export {
  MAX_BODIES,
  MAX_COMMAND_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_NAME_BYTES,
  MAX_POINTS_PER_SERIES,
  MAX_ROWS,
  MAX_SERIES,
  MAX_SHAPES_PER_BODY,
  MAX_SPEED,
  MAX_TEXT_LENGTH,
  MIN_SPEED,
} from "./limits.ts";
export { ProtocolError, type ProtocolFault, VersionError } from "./protocol-error.ts";
export { addPoint, type Series, withPoint } from "./series.ts";
