import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { filesOf, SIDEBAR } from '../../docs/site/sidebar.js';
import { namingDesign, program, verbs } from '../../generator/cli/program.js';
import { knownDesigns } from '../../generator/config/known-designs.js';
import { BOARD_NAMES, PART_NAMES } from '../../generator/devices/devices.js';
import { bitbeat } from '../cli/run-in-process.js';
import { type CommandLine, commandLines } from './command-lines.js';

/* Every command line of every page: what is typed in is taken by the program, and what it names is there. */

test('command lines of a page', () => {
  const page =
    'Say `bitbeat list` or `npx bitbeat bus NAME`.\n```sh\nX=1 npx bitbeat a --b "c d" \\\n  --e   # f\n$ bitbeat g && npx bitbeat h | less\ncd bitbeat x\n```\n\n    npx bitbeat i > j';
  expect(commandLines(page)).toEqual([
    { line: 1, args: ['list'], whole: false },
    { line: 1, args: ['bus', 'NAME'], whole: false },
    { line: 3, args: ['a', '--b', 'c d', '--e'], whole: true },
    { line: 5, args: ['g'], whole: true },
    { line: 5, args: ['h'], whole: true },
    { line: 9, args: ['i'], whole: true },
  ]);
});

const pages = filesOf(SIDEBAR).map((file) => {
  const text = readFileSync(file, 'utf8');
  return { file, text, lines: commandLines(text) };
});
const designs = knownDesigns().map(({ name }) => name);
const examples = readdirSync('examples', { recursive: true, encoding: 'utf8' }).map((path) => basename(path));

/** What stands for a name or a file of the reader. */
const isPlaceholder = (value: string) => /^(?:[A-Z][A-Z_]*(?:\.\w+)?|<.*>|\$\w+|\.\.\.|(?:my|own)\b.*)$/.test(value);

/** Problem of a command line within a sentence: a verb or a flag that there is not. */
async function mentionProblem({ args: [verb, ...rest] }: CommandLine): Promise<string | null> {
  if (verb!.startsWith('--')) return /^--(?:help|version)$/.test(verb!) ? null : `no option ${verb}`;
  if (!verbs.includes(verb!)) return `no verb ${verb}`;
  const { commands } = await program([verb!]);
  const known = commands[0]!.options.flatMap(({ long }) => long ?? []);
  const wrong = rest.filter((word) => word.startsWith('--') && ![...known, '--help'].includes(word.replace(/=.*/, '')));
  return wrong.length === 0 ? null : `no option ${wrong.join(', ')} of ${verb}`;
}

/** Problem of a whole command line: the program's own answer, or a name that leads nowhere. */
async function lineProblem({ args }: CommandLine, page: { file: string; text: string }): Promise<string | null> {
  if (args.includes('--help')) return mentionProblem({ line: 0, args, whole: false });
  const own = await program(args);
  own.configureOutput({ writeErr: () => {}, outputError: () => {} });
  for (const command of own.commands) command.configureOutput({ writeErr: () => {}, outputError: () => {} });
  const command = own.commands.find((each) => each.name() === args[0]);
  if (command === undefined) return `no verb ${args[0]}`;
  let values: Record<string, unknown> = {};
  command.action((...given: unknown[]) => {
    values = (given.at(-2) ?? {}) as Record<string, unknown>;
  });
  try {
    await own.parseAsync(namingDesign(own, args), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
  return nameProblem(values, args, page);
}

function nameProblem(values: Record<string, unknown>, args: readonly string[], page: { file: string; text: string }) {
  const made = [...page.text.matchAll(/--out (\S+)/g)].map(([, path]) => path!);
  const there = (path: string) =>
    [path, join(dirname(page.file), path)].some((one) => existsSync(one)) ||
    examples.includes(basename(path)) ||
    made.some((folder) => path.startsWith(folder));
  const { design, part, board } = values;
  if (typeof design === 'string' && !isPlaceholder(design)) {
    const named = new RegExp(`"name": "${design}"|\\bimport ${design}\\.\\w+|--name ${design}\\b`);
    if (!(design.endsWith('.json') ? there(design) : designs.includes(design) || named.test(page.text)))
      return `no design ${design}`;
  }
  if (typeof part === 'string' && ![...PART_NAMES, ...BOARD_NAMES].includes(part as never)) return `no part ${part}`;
  for (const name of [board ?? []].flat() as string[])
    if (!isPlaceholder(name) && !BOARD_NAMES.includes(name)) return `no board ${name}`;
  const files = args.filter((word) => /^(?:configs|docs|examples|models|schemas|sim)\//.test(word));
  const configs = [values.config, values.recipe].filter((value): value is string => typeof value === 'string');
  const gone = [...files, ...configs.filter((value) => /\.json$/.test(value))].find(
    (path) => !isPlaceholder(path) && !there(path),
  );
  return gone === undefined ? null : `no file ${gone}`;
}

test('there are command lines to look at', () => {
  expect(pages.flatMap(({ lines }) => lines.filter(({ whole }) => whole)).length).toBeGreaterThan(150);
});

test.each(pages.filter(({ lines }) => lines.length > 0))(
  '$file: its commands are taken by the program',
  async (page) => {
    const problems: string[] = [];
    for (const line of page.lines) {
      const problem = line.whole ? await lineProblem(line, page) : await mentionProblem(line);
      if (problem !== null) problems.push(`${page.file}:${line.line}: bitbeat ${line.args.join(' ')}: ${problem}`);
    }
    expect(problems).toEqual([]);
  },
);

test.each([
  ['an unknown option', 'describe --design ecg17-small --jsn', 'unknown option'],
  ['a choice that is none', 'simulate --design ecg17-small --simulator modelsim', 'is invalid'],
  ['an unknown design', 'describe --design ecg71', 'no design'],
  ['an unknown part', 'synth --design ecg17 --part up6k', 'no part'],
  ['an unknown board', 'bitstream --board icebraker', 'no board'],
  ['a file that is gone', 'sweep --config configs/sweep/gone.json', 'no file'],
  ['what an option does not take', 'fuzz --cases many', 'not a whole number'],
])('%s would be found', async (_, line, problem) => {
  const [found] = commandLines(`\`\`\`\nnpx bitbeat ${line}\n\`\`\``);
  expect(await lineProblem(found!, { file: 'x.md', text: '' })).toContain(problem);
  const [mention] = commandLines(`\`bitbeat ${line.replace(/ .*/, '')}x\``);
  expect(await mentionProblem(mention!)).toContain('no verb');
});

describe('what costs little is run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitbeat-docs-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const cheap = pages.flatMap(({ lines }) =>
    lines.filter(
      ({ args, whole }) =>
        whole &&
        (args.includes('--help') ||
          args[0] === 'list' ||
          (['describe', 'generate'].includes(args[0]!) &&
            args.some((word) => designs.includes(word) || (/^configs\//.test(word) && existsSync(word))))),
    ),
  );
  test.each([...new Set(cheap.map(({ args }) => args.join(' ')))])('%s', async (line) => {
    const args = line.split(' ');
    // What is written goes nowhere else.
    const out = args.indexOf('--out');
    if (out >= 0) args[out + 1] = join(folder, args[out + 1]!);
    else if (args[0] === 'generate') args.push('--out', join(folder, basename(args.at(-1)!, '.json')));
    const { code, stderr } = await bitbeat(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
