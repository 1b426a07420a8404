import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { SHIPPED } from '../config/defaults.js';
import { releaseFolders } from '../emit/hold-folder.js';
import { UserError } from '../support/errors.js';
import { printable } from '../support/printable.js';
import { beginLog, endLog } from '../support/progress.js';
import { installed } from '../support/roots.js';
import { failure } from './failure.js';

/** Each verb's file is loaded only when it is asked for (or listed by --help), so that a start stays quick. */
const VERBS: Readonly<Record<string, () => Promise<Command>>> = {
  doctor: async () => (await import('./verbs/doctor.js')).doctorCommand(),
  setup: async () => (await import('./verbs/setup.js')).setupCommand(),
  schemas: async () => (await import('./verbs/schemas.js')).schemasCommand(),
  completion: async () => (await import('./verbs/completion.js')).completionCommand(() => program([])),
  new: async () => (await import('./verbs/new.js')).newCommand(),
  list: async () => (await import('./verbs/list.js')).listCommand(),
  data: async () => (await import('./verbs/data.js')).dataCommand(),
  train: async () => (await import('./verbs/train.js')).trainCommand(),
  'bench-train': async () => (await import('./verbs/bench-train.js')).benchTrainCommand(),
  quantise: async () => (await import('./verbs/quantise.js')).quantiseCommand(),
  evaluate: async () => (await import('./verbs/evaluate.js')).evaluateCommand(),
  compare: async () => (await import('./verbs/compare.js')).compareCommand(),
  import: async () => (await import('./verbs/import.js')).importCommand(),
  networks: async () => (await import('./verbs/networks.js')).networksCommand(),
  describe: async () => (await import('./verbs/describe.js')).describeCommand(),
  view: async () => (await import('./verbs/view.js')).viewCommand(),
  generate: async () => (await import('./verbs/generate.js')).generateCommand(),
  simulate: async () => (await import('./verbs/simulate.js')).simulateCommand(),
  monitor: async () => (await import('./verbs/monitor.js')).monitorCommand(),
  package: async () => (await import('./verbs/package.js')).packageCommand(),
  bus: async () => (await import('./verbs/bus.js')).busCommand(),
  fuzz: async () => (await import('./verbs/fuzz.js')).fuzzCommand(),
  formal: async () => (await import('./verbs/formal.js')).formalCommand(),
  coverage: async () => (await import('./verbs/coverage.js')).coverageCommand(),
  mutate: async () => (await import('./verbs/mutate.js')).mutateCommand(),
  synth: async () => (await import('./verbs/synth.js')).synthCommand(),
  bitstream: async () => (await import('./verbs/bitstream.js')).bitstreamCommand(),
  program: async () => (await import('./verbs/program.js')).programBoardCommand(),
  sweep: async () => (await import('./verbs/sweep.js')).sweepCommand(),
  explore: async () => (await import('./verbs/explore.js')).exploreCommand(),
  layout: async () => (await import('./verbs/layout.js')).layoutCommand(),
  power: async () => (await import('./verbs/power.js')).powerCommand(),
  board: async () => (await import('./verbs/board.js')).boardCommand(),
  run: async () => (await import('./verbs/run.js')).runCommand(),
  results: async () => (await import('./verbs/results.js')).resultsCommand(),
  report: async () => (await import('./verbs/report.js')).reportCommand(),
};

/** Verbs that the program calls itself with: no page and no help tells of them. */
const HIDDEN: Readonly<Record<string, () => Promise<Command>>> = {
  'farm-unit': async () => (await import('./verbs/farm-unit.js')).farmUnitCommand(),
};

const EXAMPLES = `
Examples:
  $ npx bitbeat doctor
  $ npx bitbeat describe --design ${SHIPPED.stream}
  $ npx bitbeat simulate --design ${SHIPPED.stream}`;

/** The names of all verbs, in the order of the data flow. */
export const verbs: readonly string[] = Object.keys(VERBS);

/** The program with the verb named first in `args`, or with all verbs if the first argument names none. */
export async function program(args: readonly string[]): Promise<Command> {
  const { version, description } = JSON.parse(readFileSync(installed('package.json'), 'utf8')) as Record<
    'version' | 'description',
    string
  >;
  const bitbeat = new Command('bitbeat')
    .description(description)
    .version(version)
    .showHelpAfterError('(--help shows what is allowed)')
    .addHelpText('after', EXAMPLES)
    .configureOutput({ outputError: (text, write) => write(`${printable(text.trimEnd(), 1000)}\n`) })
    .exitOverride()
    .hook('preAction', (_, command) => refuseEmptyValues(command));
  const known = { ...VERBS, ...HIDDEN };
  const named = Object.hasOwn(known, args[0] ?? '') ? [args[0]!] : verbs;
  for (const command of await Promise.all(named.map((verb) => known[verb]!()))) {
    inherit(command, bitbeat);
    bitbeat.addCommand(command);
    if (takesDesign(command)) command.usage('[design] [options]');
  }
  return bitbeat;
}

/** `--out "$UNSET"` of a shell gives an empty text, which is the name of nothing. Throws UserError with all of them. */
function refuseEmptyValues(command: Command): void {
  const problems = command.options.flatMap((option) => {
    const name = option.attributeName();
    const value: unknown = command.getOptionValue(name);
    if (!(Array.isArray(value) ? value.includes('') : value === '')) return [];
    if (command.getOptionValueSource(name) !== 'env')
      return { where: option.long ?? option.flags, message: 'an empty value', value: '', fix: 'leave the option out' };
    // A variable that is set to nothing says nothing.
    command.setOptionValue(name, undefined);
    return [];
  });
  if (problems.length > 0) throw new UserError(problems);
}

/** Whether a verb is of designs and of nothing else that is named without an option. */
const takesDesign = ({ options, registeredArguments }: Command) =>
  registeredArguments.length === 0 && options.some(({ long }) => long === '--design');

/** `generate NAME` is `generate --design NAME`. */
export function namingDesign({ commands }: Command, args: readonly string[]): readonly string[] {
  const [verb, name, ...rest] = args;
  const command = commands.find((each) => each.name() === verb);
  if (command === undefined || !takesDesign(command) || name === undefined || name.startsWith('-')) return args;
  return [verb!, '--design', name, ...rest];
}

/** commander hands settings such as exitOverride on only to commands made in place. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
}

/** Runs one command line. Returns the exit code: 0 done, 1 the tool failed, 2 the user's mistake. */
export async function run(args: readonly string[]): Promise<0 | 1 | 2> {
  beginLog();
  try {
    const bitbeat = await program(args);
    await bitbeat.parseAsync(namingDesign(bitbeat, args), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { code, text } = failure(error);
    process.stderr.write(`${text}\n`);
    return code;
  } finally {
    endLog();
    releaseFolders();
  }
}
