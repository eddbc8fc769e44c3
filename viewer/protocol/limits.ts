/** Bounds of the protocol: what lies beyond them is refused, so that memory stays bounded on both sides. */

/** Largest message from the server. */
export const MAX_MESSAGE_BYTES: number = 16 * 1024 * 1024;
/** Largest message from a client. Commands are a few dozen bytes. */
export const MAX_COMMAND_BYTES: number = 4096;
export const MAX_BODIES = 4096;
export const MAX_SHAPES_PER_BODY = 256;
/** Heights, coordinates or indices of one height field, patch or mesh: 256 × 256 corners of three coordinates. */
export const MAX_GEOMETRY_NUMBERS: number = 3 * 256 * 256;
/** UTF-8 bytes of an agent's or a frame source's name: its length travels in one byte. */
export const MAX_NAME_BYTES = 255;
/** Characters of a title, detail or notice. */
export const MAX_TEXT_LENGTH = 4096;
/** Numbers of one action. */
export const MAX_ACTION_NUMBERS = 256;
/** Rows of the table, phases, watchable agents, choices of a search. */
export const MAX_ROWS = 256;
/** Metric series, and points kept of each. */
export const MAX_SERIES = 256;
export const MAX_POINTS_PER_SERIES = 4096;
/** Bounds of the playback speed, as a multiple of real time. */
export const MIN_SPEED = 0.1;
export const MAX_SPEED = 16;
