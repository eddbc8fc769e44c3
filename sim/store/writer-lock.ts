/** One writer at a time: a file in the dataset folder that names the process that holds it. */
import { randomUUID } from "node:crypto";
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StateError } from "../core/errors.ts";
import { TEMPORARY_SUFFIX } from "./durable-files.ts";
import { storageError, systemErrorCode } from "./storage-error.ts";

const LOCK_FILE = "writer.lock";

/** Lets go of the folder. */
export type Release = () => Promise<void>;

/** Far more than a holder needs from creating its file to having written it. */
const WRITING_MS = 1000;
/** Files that go or come between two looks at them, as when several writers find the lock of a dead one. */
const MOST_LOOKS = 20;

/**
 * Takes the folder for this thread. A StateError names the process that holds it; a lock of a process that no longer lives, as
 * after a kill, is taken over. Processes see each other where they have the same numbers: on one machine, in one container.
 */
export async function lockFolder(dir: string): Promise<Release> {
  const path = join(dir, LOCK_FILE);
  const own = `${process.pid} ${startOf(process.pid)}\n`;
  for (let look = 0; look < MOST_LOOKS; look++) {
    if (created(path, own)) {
      return async () => {
        if ((await textOf(path)) === own) await rm(path, { force: true });
      };
    }
    const found = await wholeTextOf(path);
    if (found === null) continue;
    const holder = livingHolder(found);
    if (holder !== null) {
      const who = `process ${holder}${holder === process.pid ? ", this one," : ""}`;
      throw new StateError(`${dir}: a dataset must have one writer at a time, ${who} has it open (${path})`);
    }
    removeStale(path, found);
  }
  throw new StateError(`${dir}: a dataset must have one writer at a time, ${path} comes and goes`);
}

/** Makes the file, or is false where there is one. */
function created(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, "wx");
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw storageError(path, "the lock of the dataset must be creatable", error);
  }
  try {
    writeFileSync(file, text);
    return true;
  } catch (error) {
    rmSync(path, { force: true });
    throw storageError(path, `${text.length} bytes must be written`, error);
  } finally {
    closeSync(file);
  }
}

/** What a lock says, null where there is none. One that was created a moment ago may not be written yet. */
async function wholeTextOf(path: string): Promise<string | null> {
  const text = await textOf(path);
  if (text === null || text.endsWith("\n")) return text;
  await sleep(WRITING_MS);
  return await textOf(path);
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return null;
    throw storageError(path, "the lock of the dataset must be readable", error);
  }
}

/** The process that wrote a lock, null where it lives no longer or never wrote it whole. */
function livingHolder(text: string): number | null {
  const [, digits, start] = /^(\d+) (\d*)\n$/.exec(text) ?? [];
  const pid = Number(digits);
  if (!(pid > 0)) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM is said of processes that live but belong to someone else.
    if (systemErrorCode(error) === "ESRCH") return null;
  }
  const began = startOf(pid);
  return began === "" || start === began ? pid : null;
}

/**
 * When a process began, in ticks since the machine did; empty where the system does not tell. Numbers come again: a container's
 * first process is 1 each time.
 */
function startOf(pid: number): string {
  try {
    // The second field is a name in parentheses, which may hold anything; the 22nd is the start (proc_pid_stat(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/**
 * Removes a lock that says `stale`. Another writer may have done so and locked the folder meanwhile: that one is put back. Without
 * a pause between the looks, so that only a few microseconds lie between them.
 */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${randomUUID()}${TEMPORARY_SUFFIX}`;
  try {
    if (readFileSync(path, "utf8") !== stale) return;
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== stale) linkSync(aside, path);
    rmSync(aside, { force: true });
  } catch (error) {
    // Another writer was faster.
    if (systemErrorCode(error) === "ENOENT" || systemErrorCode(error) === "EEXIST") return;
    throw storageError(path, "the lock of a process that has ended must be removable", error);
  }
}
