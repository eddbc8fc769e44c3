/** What a subcommand is: plain data that names its operands and options, and a function that does the work. */
import { UsageError } from "../sim/core/errors.ts";
import type { Operand } from "./operand.ts";
import type { OptionSpec } from "./option.ts";
import type { Progress } from "./progress.ts";

export type Operands = Readonly<Record<string, Operand<string | readonly string[] | undefined>>>;
export type Options = Readonly<Record<string, OptionSpec<unknown>>>;

/** Values of operands, by name. */
export type OperandValues<P extends Operands> = {
  readonly [K in keyof P]: P[K] extends Operand<infer T> ? T : never;
};

/** Values of options, by name. */
export type OptionValues<O extends Options> = {
  readonly [K in keyof O]: O[K] extends OptionSpec<infer T> ? T : never;
};

export interface CommandContext<P, O, R> {
  readonly operands: P;
  readonly options: O;
  /** Names of the options that the command line gave, rather than left at their defaults. */
  readonly given: ReadonlySet<string>;
  /** Whether standard output is reserved for one JSON object. */
  readonly json: boolean;
  readonly progress: Progress;
  /** Aborts on Ctrl-C; a command that holds resources closes them within two seconds. */
  readonly signal: AbortSignal;
  /** Prints the result now, for a command that stays up afterwards; what it returns is then not printed again. */
  publish(result: R): void;
}

/** R is the object that `--json` prints. */
export interface CommandSpec<P extends Operands, O extends Options, R extends object> {
  readonly name: string;
  /** One line for `craik --help`, without a full stop. */
  readonly summary: string;
  /** In the order in which they are given. */
  readonly operands: P;
  readonly options: O;
  /** Commands of its own, as `check` in `craik scenarios check`; a command that has some takes no operands. */
  readonly subcommands?: readonly Command[];
  run(context: CommandContext<OperandValues<P>, OptionValues<O>, R>): Promise<R>;
  /** The result for a person. */
  print(result: R): string;
}

/** A command whose own types are sealed inside: ready to be run with whatever the command line holds. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly operands: Operands;
  readonly options: Options;
  readonly subcommands: readonly Command[];
  run(
    context: CommandContext<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, Printed>,
  ): Promise<Printed>;
}

/** A result in both of its forms. */
export interface Printed {
  readonly json: object;
  readonly text: string;
}

/** Seals a command's types. The values that `run` gets were parsed by the very specifications that it declares. */
export function defineCommand<const P extends Operands, const O extends Options, R extends object>(
  spec: CommandSpec<P, O, R>,
): Command {
  const printed = (result: R): Printed => ({ json: result, text: spec.print(result) });
  return {
    name: spec.name,
    summary: spec.summary,
    operands: spec.operands,
    options: spec.options,
    subcommands: spec.subcommands ?? [],
    async run(context): Promise<Printed> {
      const result = await spec.run({
        ...context,
        operands: context.operands as OperandValues<P>,
        options: context.options as OptionValues<O>,
        publish: (early) => context.publish(printed(early)),
      });
      return printed(result);
    },
  };
}

/** A command that only holds others, as `craik dataset` does; alone it is a UsageError that names them. */
export function defineGroup(spec: Pick<Command, "name" | "summary" | "subcommands">): Command {
  const names = spec.subcommands.map(({ name }) => name).join(", ");
  return defineCommand({
    ...spec,
    operands: {},
    options: {},
    run: (): Promise<object> => Promise.reject(new UsageError(`expected one of the commands ${names}, got none`)),
    print: () => "",
  });
}
