/** Every subcommand, in the order of the help. */
import type { Command } from "../command.ts";
import { doctor } from "./doctor.ts";

export const COMMANDS: readonly Command[] = [doctor];
