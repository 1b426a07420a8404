import type { Argument, Command, Option } from 'commander';
import { markdownTable } from '../table.js';
import { inWords, proseText } from './prose.js';

/** A page a verb, from the program itself: path below the folder of verbs -> text. */
export function verbPages(program: Command): Map<string, string> {
  return new Map(program.commands.map((verb) => [`${verb.name()}.md`, verbPage(verb)]));
}

/** What a verb is for, in one line without a full stop. */
export const verbSummary = (verb: Command) => proseText((verb.summary() || verb.description()).replace(/\.$/, ''));

function verbPage(verb: Command): string {
  const { commands, notes } = helpBehind(verb);
  const hidden = (option: Option) => option.hidden;
  return [
    `# bitbeat ${verb.name()}`,
    '<!-- Written by `npx bitbeat report` from the program; do not edit. -->',
    sentence(proseText(verb.description())),
    fenced('text', [`npx bitbeat ${verb.name()} ${verb.usage()}`]),
    ...section('Arguments', ['argument', 'values', 'what it is'], verb.registeredArguments.map(argumentRow)),
    ...section(
      'Options',
      ['option', 'values', 'what it is'],
      verb.options.filter((option) => !hidden(option)).map(optionRow),
    ),
    ...(commands.length === 0 ? [] : ['## Examples', fenced('sh', commands)]),
    ...(notes.length === 0 ? [] : ['## What it does', ...notes]),
  ]
    .join('\n\n')
    .concat('\n');
}

const section = (title: string, head: readonly string[], rows: readonly string[][]) =>
  rows.length === 0 ? [] : [`## ${title}`, markdownTable(head, rows)];

const fenced = (language: string, lines: readonly string[]) => ['```'.concat(language), ...lines, '```'].join('\n');

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?$/, '.')}`;

function argumentRow(argument: Argument): string[] {
  const { required, variadic, argChoices, defaultValue, defaultValueDescription } = argument;
  const values = [
    ...choices(argChoices),
    ...(variadic ? ['one or several'] : []),
    ...standard(defaultValue, defaultValueDescription),
    ...(required || defaultValue !== undefined ? [] : ['may be left out']),
  ];
  return [`\`${argument.name()}\``, values.join('; '), cell(argument.description)];
}

function optionRow(option: Option): string[] {
  const { flags, argChoices, defaultValue, defaultValueDescription, mandatory, envVar, variadic, negate } = option;
  const values = [
    ...(mandatory ? ['needed'] : []),
    ...choices(argChoices),
    ...(variadic ? ['one or several'] : []),
    ...(negate ? [] : standard(defaultValue, defaultValueDescription)),
    ...(envVar === undefined ? [] : [`else the variable \`${envVar}\``]),
  ];
  return [`\`${flags.replaceAll('|', '\\|')}\``, values.join('; '), cell(option.description)];
}

const choices = (some: readonly string[] | undefined) => (some === undefined ? [] : [inWords(some)]);

function standard(value: unknown, described: string | undefined): string[] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
  return [`\`${described ?? (typeof value === 'string' ? value : JSON.stringify(value))}\` if left out`];
}

const cell = (text: string) => proseText(text).replaceAll('|', '\\|');

/** What the help prints behind the options: command lines, and paragraphs about them. */
function helpBehind(verb: Command): { commands: string[]; notes: string[] } {
  let printed = '';
  const before = verb.configureOutput();
  verb.configureOutput({ ...before, writeOut: (text) => (printed += text) });
  verb.outputHelp();
  verb.configureOutput(before);
  const blocks = printed
    .slice(verb.helpInformation().length)
    .trim()
    .split(/\n{2,}/);
  const isExample = (block: string) => /^Examples?:\n/.test(block);
  const commands = blocks.filter(isExample).flatMap((block) =>
    block
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ *\$ (?:npx )?/, 'npx ').replace(/^ {4,}(?=\S)/, '  ')),
  );
  return { commands, notes: blocks.filter((block) => block !== '' && !isExample(block)).map(proseText) };
}
