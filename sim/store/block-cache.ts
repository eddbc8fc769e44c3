/** Blocks of files in memory, never more of them than a bound: what has not been used for long makes room. */
import { readSync } from "node:fs";
import { SpecError } from "../core/errors.ts";

/** One block's memory, as bytes and as the numbers of a float32 column. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
}

export interface BlockSource {
  readonly file: number;
  /** Where the block begins in the file, and how many bytes it has. */
  readonly offset: number;
  readonly bytes: number;
}

export interface BlockCache {
  /** Bytes that a block can hold. */
  readonly blockBytes: number;
  /** Bytes that are held now. They never become fewer, so that this is the most as well. */
  readonly heldBytes: number;
  /** The block of a key, which stays valid until the next call; `source` says where it is when it is not in memory. */
  get(key: number, source: () => BlockSource): Block;
}

interface Slot extends Block {
  key: number;
  /** Used since the hand last passed. */
  used: boolean;
}

/** Room for at least one block is needed: less is a SpecError that begins with `where`. */
export function createBlockCache(maxBytes: number, blockBytes: number, where: string): BlockCache {
  const most = Math.floor(maxBytes / blockBytes);
  // Written so that NaN is refused too.
  if (!(most >= 1)) throw new SpecError(`${where}: maxBytes must be at least ${blockBytes}, got ${maxBytes}`);
  const slots: Slot[] = [];
  const places = new Map<number, Slot>();
  let hand = 0;

  /** The second-chance rule: the hand passes over what was used since it last came by (Corbató 1968). */
  function evict(): Slot {
    for (;;) {
      const slot = slots[hand]!;
      hand = (hand + 1) % slots.length;
      if (!slot.used) {
        places.delete(slot.key);
        return slot;
      }
      slot.used = false;
    }
  }

  function freeSlot(): Slot {
    if (slots.length >= most) return evict();
    const memory = new ArrayBuffer(blockBytes);
    const slot = { key: -1, used: false, bytes: new Uint8Array(memory), floats: new Float32Array(memory) };
    slots.push(slot);
    return slot;
  }

  return {
    blockBytes,
    get heldBytes() {
      return slots.length * blockBytes;
    },
    get(key, source) {
      const found = places.get(key);
      if (found !== undefined) {
        found.used = true;
        return found;
      }
      const { file, offset, bytes } = source();
      const slot = freeSlot();
      slot.key = -1;
      const read = readSync(file, slot.bytes, 0, bytes, offset);
      if (read !== bytes)
        throw new SpecError(`${where}: a file must have ${offset + bytes} bytes, got ${offset + read}`);
      slot.key = key;
      slot.used = true;
      places.set(key, slot);
      return slot;
    },
  };
}
