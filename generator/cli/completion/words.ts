import type { Command, Option } from 'commander';
import { BOARDS, PART_NAMES } from '../../devices/devices.js';

/** What a shell offers where a value is wanted: words, names of designs, files, folders; null: it cannot know. */
export type Offer = { words: readonly string[] } | 'designs' | 'files' | 'folders' | null;

export interface CompletedOption {
  /** `--design`, `-V`. */
  flags: string[];
  description: string;
  /** undefined: it takes no value. */
  value: Offer | undefined;
}

export interface CompletedVerb {
  name: string;
  description: string;
  options: CompletedOption[];
  /** In the place of the first word behind the verb that is no option. */
  argument: Offer;
}

/** What can be completed: each verb with its options, as the program itself has them. */
export function completedVerbs(program: Command): CompletedVerb[] {
  return program.commands.map((command) => {
    const options = [...command.createHelp().visibleOptions(command)].map(completedOption);
    return {
      name: command.name(),
      description: oneLine(command.summary() || command.description()),
      options,
      argument: argumentOf(command, options),
    };
  });
}

/** The names that a shell asks for are a call of this verb. */
export const ASKS_DESIGNS = 'completion designs';

function completedOption(option: Option): CompletedOption {
  const { short, long, description, required, optional } = option;
  return {
    flags: [short, long].filter((flag): flag is string => flag !== undefined),
    description: oneLine(description),
    value: required || optional ? offerOf(option) : undefined,
  };
}

/** Of values that have no list in the program. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  '--part': PART_NAMES,
  '--board': BOARDS.map(({ name }) => name),
};

function offerOf({ long, flags, argChoices }: Option): Offer {
  if (argChoices !== undefined) return { words: argChoices };
  if (long === '--design') return 'designs';
  const words = LISTS[long ?? ''];
  if (words !== undefined) return { words };
  const [, wanted = ''] = /[<[](.*?)(?:\.\.\.)?[>\]]/.exec(flags) ?? [];
  if (/file|path/.test(wanted)) return 'files';
  return /dir|folder/.test(wanted) ? 'folders' : null;
}

/** A design may stand behind the verb of each that takes one by `--design` and nothing else there. */
function argumentOf({ registeredArguments: [first] }: Command, options: readonly CompletedOption[]): Offer {
  if (first === undefined) return options.some(({ flags }) => flags.includes('--design')) ? 'designs' : null;
  if (first.argChoices !== undefined) return { words: first.argChoices };
  return /file|network/.test(first.name()) ? 'files' : null;
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
