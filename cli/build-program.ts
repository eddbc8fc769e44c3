/** Turns commands into a commander program. */
import { Argument, Command as CommanderCommand, Option } from "commander";
import { UsageError } from "../sim/core/errors.ts";
import { nearestWord } from "../sim/core/nearest-word.ts";
import type { Command } from "./command.ts";

/** A command together with what the command line said. */
export interface Invocation {
  readonly command: Command;
  /** With the commands above it: `scenarios check`. */
  readonly path: string;
  readonly operands: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** Names of the options that were given. */
  readonly given: ReadonlySet<string>;
  readonly json: boolean;
  readonly quiet: boolean;
}

export interface ProgramInputs {
  readonly version: string;
  readonly commands: readonly Command[];
  /** Where help and the version go. */
  writeOut(text: string): void;
  invoke(invocation: Invocation): Promise<void>;
}

/** The program throws a CommanderError instead of ending the process, and says nothing on standard error itself. */
export function buildProgram(inputs: ProgramInputs): CommanderCommand {
  const program = new CommanderCommand("craik");
  settle(program, inputs)
    .description("A world-model sandbox: simulate, learn, plan inside the learned model, and watch it in the browser.")
    .version(inputs.version, "-V, --version", "print the version")
    .enablePositionalOptions()
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", "\nExit status: 0 success, 1 failure, 2 a mistake on the command line, 130 interrupted.");
  for (const command of inputs.commands) program.addCommand(buildCommand(command, command.name, inputs));
  return program;
}

function buildCommand(command: Command, path: string, inputs: ProgramInputs): CommanderCommand {
  const built = settle(new CommanderCommand(command.name), inputs).description(command.summary);
  for (const [name, operand] of Object.entries(command.operands)) {
    const word = operand.several ? `${name}...` : name;
    const argument = new Argument(operand.required ? `<${word}>` : `[${word}]`, operand.help);
    built.addArgument(operand.fallback === undefined ? argument : argument.default(operand.fallback));
  }
  const attributes = new Map<string, string>();
  for (const [name, spec] of Object.entries(command.options)) {
    const option = new Option(spec.flags, spec.help);
    if (spec.parse !== undefined) option.argParser(spec.parse);
    if (spec.fallback !== undefined && !option.negate)
      option.default(spec.fallback, spec.fallback === false ? "off" : undefined);
    attributes.set(name, option.attributeName());
    built.addOption(option);
  }
  built.option("--json", "print one JSON object on standard output; progress goes to standard error");
  built.option("--quiet", "show no progress");
  if (command.subcommands.length > 0) {
    // Options after the name of an inner command are its own, and a word that names none arrives at the action.
    built.enablePositionalOptions().allowExcessArguments().helpCommand(false);
    for (const inner of command.subcommands) built.addCommand(buildCommand(inner, `${path} ${inner.name}`, inputs));
  }
  return built.action(async () => {
    const [stray] = built.args;
    if (command.subcommands.length > 0 && stray !== undefined) throw unknownCommand(command, stray);
    const values = built.opts<Record<string, unknown>>();
    await inputs.invoke({
      command,
      path,
      operands: Object.fromEntries(Object.keys(command.operands).map((name, at) => [name, built.processedArgs[at]])),
      options: Object.fromEntries([...attributes].map(([name, attribute]) => [name, values[attribute]])),
      given: new Set([...attributes.keys()].filter((name) => isGiven(built, attributes.get(name)))),
      json: values["json"] === true,
      quiet: values["quiet"] === true,
    });
  });
}

/** In commander's own words for the commands at the top. */
function unknownCommand({ subcommands }: Command, word: string): UsageError {
  const near = nearestWord(
    word,
    subcommands.map(({ name }) => name),
  );
  return new UsageError(`unknown command '${word}'${near === undefined ? "" : ` (Did you mean ${near}?)`}`);
}

function isGiven(command: CommanderCommand, attribute: string | undefined): boolean {
  return attribute !== undefined && command.getOptionValueSource(attribute) === "cli";
}

/** Settings that commander does not hand down to a command made by itself. */
function settle(command: CommanderCommand, inputs: ProgramInputs): CommanderCommand {
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .helpOption("-h, --help", "print this help")
    .configureOutput({ writeOut: (text) => inputs.writeOut(text), writeErr: () => undefined });
}
