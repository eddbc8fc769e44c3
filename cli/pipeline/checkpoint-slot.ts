/** The checkpoints of one stage: its last one, and the one before for the day that the last one is damaged. */
import { SpecError } from "../../sim/index.ts";
import type { PipelineContext } from "./context.ts";
import type { Reporter } from "./reporter.ts";

export interface CheckpointSlot<T> {
  /** The last checkpoint; the one before where the last is damaged, which is said; a SpecError where both are. */
  load(): Promise<T | undefined>;
  /** Keeps the last checkpoint as the one before, and writes a new last one. */
  save(contents: Uint8Array | string): Promise<void>;
}

export const CHECKPOINTS = "checkpoints";

/** `decode` throws a SpecError, which names `where`, for contents that are not whole. */
export function checkpointSlot<T>(
  { folder, reporter }: Pick<PipelineContext, "folder"> & { readonly reporter: Pick<Reporter, "note"> },
  name: string,
  decode: (contents: Buffer, where: string) => T,
): CheckpointSlot<T> {
  const [last, previous] = [name, name.replace(/(\.\w+)$/, ".previous$1")];
  let lastIsDamaged = false;

  /** Contents, or the error that they are damaged; nothing where there is no file. */
  const attempt = async (file: string): Promise<{ readonly value: T } | SpecError | undefined> => {
    const contents = await folder.read(CHECKPOINTS, file);
    if (contents === undefined) return undefined;
    try {
      return { value: decode(contents, folder.file(CHECKPOINTS, file)) };
    } catch (error) {
      if (error instanceof SpecError) return error;
      throw error;
    }
  };

  return {
    load: async () => {
      const newest = await attempt(last);
      if (newest !== undefined && !(newest instanceof SpecError)) return newest.value;
      // A kill between the two steps of `save` leaves no last one.
      const before = await attempt(previous);
      if (newest === undefined && !(before instanceof SpecError)) return before?.value;
      if (before !== undefined && !(before instanceof SpecError) && newest !== undefined) {
        lastIsDamaged = true;
        reporter.note(`${newest.message}; going on from the checkpoint before it, ${previous}`);
        return before.value;
      }
      const damaged = newest ?? (before as SpecError);
      const files = [newest && last, before && previous].filter((file) => file !== undefined).join(" and ");
      throw new SpecError(
        `${damaged.message}, and no other checkpoint is whole; remove ${files} to begin that stage again`,
        {
          cause: damaged,
        },
      );
    },
    save: async (contents) => {
      if (!lastIsDamaged) await folder.rename([CHECKPOINTS, last], [CHECKPOINTS, previous]);
      await folder.write(contents, CHECKPOINTS, last);
      lastIsDamaged = false;
    },
  };
}
