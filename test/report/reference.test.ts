import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { verbs } from '../../generator/cli/program.js';
import { reportedGallery, reportedReference } from '../../generator/cli/verbs/report.js';
import { SHIPPED } from '../../generator/config/defaults.js';
import { integerWeights } from '../../generator/model/weights.js';
import { GALLERY_FOLDER } from '../../generator/report/gallery/gallery.js';
import { jsonSchemas, schemaName } from '../../generator/report/json-schemas.js';
import { basesOf, conceptPictures } from '../../generator/report/pictures/concepts.js';
import { proseText } from '../../generator/report/reference/prose.js';
import { REFERENCE_FOLDER } from '../../generator/report/reference/reference.js';
import { verbPages } from '../../generator/report/reference/verbs.js';

/** Files of a folder and those below it. */
const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => /\.\w+$/.test(file))
    .sort();

test.each([
  ['the reference', REFERENCE_FOLDER, reportedReference],
  ['the gallery', GALLERY_FOLDER, reportedGallery],
  ['pictures', 'docs/pictures', () => conceptPictures(buildDesign(SHIPPED.stream).hardware)],
])(
  '%s: each page is what the command writes, and there are no others (npx bitbeat report)',
  async (_, folder, pages) => {
    const written = await pages();
    expect(filesBelow(folder)).toEqual([...written.keys()].sort());
    for (const [path, text] of written) expect(readFileSync(path, 'utf8'), path).toBe(text);
  },
);

test('every verb and every schema has a page', () => {
  for (const verb of verbs) expect(existsSync(`${REFERENCE_FOLDER}/verbs/${verb}.md`), verb).toBe(true);
  for (const file of jsonSchemas().keys())
    expect(existsSync(`${REFERENCE_FOLDER}/files/${schemaName(file)}.md`), file).toBe(true);
});

describe('a page of a verb', () => {
  const verb = new Command('carry')
    .description('carries what it is given')
    .addArgument(new Argument('<what>', 'what is carried').choices(['a', 'b']))
    .addOption(new Option('--to <name|file>', 'where to').makeOptionMandatory())
    .addOption(new Option('--how <way>', 'which way').choices(['slow', 'quick']).default('slow'))
    .addOption(new Option('--from <dir>', 'where from, see --to').env('CARRY_FROM'))
    .addOption(new Option('--times <n...>', 'how often').default(3))
    .addOption(new Option('--secret', 'nobody is told').hideHelp())
    .addHelpText('after', '\nExamples:\n  $ bitbeat carry a --to b\n\nInto build/<name>, as a < b.');
  const page = verbPages(new Command('bitbeat').addCommand(verb)).get('carry.md')!;

  test.each([
    ['its usage', 'npx bitbeat carry [options] <what>'],
    ['its description as a sentence', '\nCarries what it is given.\n'],
    ['arguments with choices', '| `what` | `a` or `b` | what is carried |'],
    ['what must be given', '| `--to <name\\|file>` | needed | where to |'],
    ['choices and a default', '| `--how <way>` | `slow` or `quick`; `slow` if left out | which way |'],
    ['a variable', '| `--from <dir>` | else the variable `CARRY_FROM` | where from, see `--to` |'],
    ['several values', '| `--times <n...>` | one or several; `3` if left out | how often |'],
    ['examples', '```sh\nnpx bitbeat carry a --to b\n```'],
    ['what it does', 'Into `build/<name>`, as a &lt; b.'],
  ])('has %s', (_, text) => expect(page).toContain(text));

  test('does not tell what is hidden', () => expect(page).not.toContain('secret'));
});

test.each([
  ['a --flag, and <file>', 'a `--flag`, and `<file>`'],
  ['see `--flag` there', 'see `--flag` there'],
  ['a < b & c', 'a &lt; b &amp; c'],
  ['in docs/results/x.json.', 'in `docs/results/x.json`.'],
  ['*.alq.json and BITBEAT_DATA', '\\*.alq.json and BITBEAT\\_DATA'],
  ['well-known words -- and dashes', 'well-known words -- and dashes'],
])('%s as Markdown', (text, expected) => expect(proseText(text)).toBe(expected));

test('the bases of a picture add up to the weights of the model', () => {
  const { layer } = buildDesign(SHIPPED.stream).hardware.layers[0]!;
  const bases = basesOf(layer);
  const sums = bases[0]!.beta.map((_, tap) => bases.reduce((sum, { alpha, beta }) => sum + alpha * beta[tap]!, 0));
  expect(bases.length).toBeGreaterThan(1);
  expect(sums).toEqual([...integerWeights(layer)].slice(0, sums.length));
});
