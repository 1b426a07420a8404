import { readFileSync } from 'node:fs';
import { defaults, SHIPPED } from '../../config/defaults.js';
import { fieldTable } from '../field-table.js';
import { jsonSchemas, schemaName } from '../json-schemas.js';
import { proseText } from './prose.js';

/** What stands of a kind of file besides its fields. */
interface FilePage {
  /** In the reference's own table. */
  summary: string;
  /** A page that tells how such a file is used: file of docs/, and its name in a sentence. */
  told: readonly [file: string, title: string];
  /** A file of the repository that is shown; null: the page that tells of it shows one. */
  example: string | null;
}

/** Pages by the name of a schema: the compiler does not know its names, a test compares them. */
const PAGES: Readonly<Record<string, FilePage>> = {
  model: { summary: 'an integer model', told: ['models.md', 'Models'], example: 'test/goldens/tiny.alq.json' },
  design: {
    summary: 'a model, an architecture and a folding',
    told: ['designs.md', 'Designs'],
    example: `configs/designs/${SHIPPED.stream}.json`,
  },
  dataset: {
    summary: 'where signals lie and how they are read',
    told: ['data.md', 'Data'],
    example: `configs/datasets/${SHIPPED.recordings}.json`,
  },
  network: { summary: 'a network to train', told: ['training.md', 'Training'], example: 'examples/table/network.json' },
  import: {
    summary: 'which tensor of a file of weights is what',
    told: ['training.md', 'Training'],
    example: `configs/imports/${defaults().import.config}.json`,
  },
  layers: {
    summary: 'layers of weights that come without their network',
    told: ['networks.md', 'Networks of other frameworks'],
    example: null,
  },
  train: {
    summary: 'how a network is trained in floating point',
    told: ['training.md', 'Training'],
    example: `configs/recipes/${SHIPPED.stream}.train.json`,
  },
  quantise: {
    summary: 'how it is quantised',
    told: ['training.md', 'Training'],
    example: `configs/recipes/${SHIPPED.stream}.quantise.json`,
  },
  compare: {
    summary: 'recipes side by side',
    told: ['training.md', 'Training'],
    example: `configs/recipes/${SHIPPED.stream}.compare.json`,
  },
  farm: {
    summary: 'where and how the units of a campaign are done',
    told: ['farm.md', 'On a farm'],
    example: 'configs/farm/cluster.json',
  },
  explore: {
    summary: 'what is searched for a part, and how',
    told: ['explore.md', 'Exploring'],
    example: `configs/explore/${SHIPPED.stream}.json`,
  },
  sweep: {
    summary: 'many foldings of a model on a part',
    told: ['sweep.md', 'Area against time'],
    example: `configs/sweep/${SHIPPED.stream}.json`,
  },
};

/** Kinds of files with what each is, in the order of the schemas. */
export const fileKinds = (): { name: string; summary: string }[] =>
  [...jsonSchemas().keys()].map(schemaName).map((name) => ({ name, summary: PAGES[name]!.summary }));

/** A page a kind of file: path below the folder of files -> text. */
export function filePages(): Map<string, string> {
  return new Map(
    [...jsonSchemas()].map(([file, schema]) => {
      const name = schemaName(file);
      const { summary, told, example } = PAGES[name]!;
      const text = `# File: ${name}

<!-- Written by \`npx bitbeat report\` from the schema that reads such a file; do not edit. -->

${summary.charAt(0).toUpperCase()}${summary.slice(1)}: ${proseText(schema.description!)} How it is used:
[${told[1]}](../../${told[0]}). An unknown field is an error. With
\`"$schema": "<path>/schemas/${file}"\` an editor checks the file while it is written.

## Fields

A field of an object stands behind the object's name and a full stop, one of each item of a list behind \`[]\`.

${fieldTable(schema)}

${example === null ? '' : exampleOf(example)}`;
      return [`${name}.md`, `${text.trimEnd()}\n`];
    }),
  );
}

const exampleOf = (file: string) => `## Example

\`${file}\`:

\`\`\`json
${readFileSync(file, 'utf8').trimEnd()}
\`\`\``;
