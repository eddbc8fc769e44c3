/** Arrow's encapsulated messages, of which an IPC file is made: a shard grows by one of them for each episode. */
import { Message, MetadataVersion, type RecordBatch, type Schema, Table, tableToIPC } from "apache-arrow";
import { FileBlock, Footer } from "apache-arrow/ipc/metadata/file";

/** Continuation marker and length of the metadata: what stands before it in every message. */
const PREFIX_BYTES = 8;
const MAGIC: Uint8Array = new TextEncoder().encode("ARROW1");
/** The message that says that no more will follow. */
export const END_OF_STREAM: Uint8Array = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);

/** Where a message of a record batch lies in its file. */
export interface BatchPlace {
  readonly offset: number;
  readonly bytes: number;
  /** Bytes of it before the columns' buffers. */
  readonly metadataBytes: number;
}

/** What an IPC file opens with: the magic word and the schema's message. */
export function fileStart(schema: Schema): Uint8Array {
  // The magic word is padded to eight bytes.
  return concatenate([MAGIC, new Uint8Array(2), schemaMessage(schema)]);
}

/** What an IPC file ends with: where each of its record batches lies. */
export function fileEnd(schema: Schema, batches: readonly BatchPlace[]): Uint8Array {
  const blocks = batches.map(
    ({ offset, bytes, metadataBytes }) => new FileBlock(metadataBytes, bytes - metadataBytes, offset),
  );
  const footer = Footer.encode(new Footer(schema, MetadataVersion.V5, blocks, []));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setInt32(0, footer.length, true);
  return concatenate([END_OF_STREAM, footer, length, MAGIC]);
}

export function schemaMessage(schema: Schema): Uint8Array {
  const stream = tableToIPC(new Table(schema), "stream");
  return stream.slice(0, metadataBytesOf(stream));
}

/** The message of a record batch: its metadata and its columns' buffers. */
export function batchMessage(batch: RecordBatch): Uint8Array {
  const stream = tableToIPC(new Table(batch.schema, [batch]), "stream");
  return stream.subarray(metadataBytesOf(stream), stream.length - END_OF_STREAM.length);
}

/** Length of a message up to its body, from its first eight bytes. */
export function metadataBytesOf(message: Uint8Array): number {
  return PREFIX_BYTES + new DataView(message.buffer, message.byteOffset).getInt32(4, true);
}

/** Where the buffers of a record batch begin, counted from the beginning of its message, depth first. `metadata` is the message up to its body. */
export function bufferOffsets(metadata: Uint8Array): readonly number[] {
  const message = Message.decode(metadata.subarray(PREFIX_BYTES));
  return message.isRecordBatch() ? message.header().buffers.map(({ offset }) => metadata.length + offset) : [];
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
