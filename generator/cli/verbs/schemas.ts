import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { fieldTable } from '../../report/field-table.js';
import { jsonSchemas, printSchema } from '../../report/json-schemas.js';
import { operatorsTable } from '../../report/operators-table.js';
import { UserError } from '../../support/errors.js';
import { inClone } from '../../support/roots.js';
import { jsonOption } from '../options.js';
import { printUpdated, updateFile } from '../update.js';

/** Pages with a table of fields, and the schema that it is of. */
const PAGES = { 'docs/models.md': 'model', 'docs/data.md': 'dataset', 'docs/networks.md': 'layers' };
const OPERATORS_PAGE = 'docs/networks.md';
/** Lines between which a table of a page lies. */
const marks = (what: string) => ({
  begin: `<!-- ${what}: written by \`npx bitbeat schemas\` -->`,
  end: `<!-- end of ${what} -->`,
});

const EXAMPLE = `
Examples:
  $ bitbeat schemas
  $ bitbeat schemas --out my-schemas
  $ bitbeat schemas --check

Writes JSON Schemas (draft 7) of models, designs, data sets, trainings, recipes, comparisons, sweeps and explorations. A file of these kinds may
name its schema as "$schema"; editors then check it while it is written. In a clone the tables of fields of
${Object.keys(PAGES).join(' and ')} are written too.`;

/** `bitbeat schemas`: the formats of the user's files, for other programs. */
export function schemasCommand(): Command {
  return new Command('schemas')
    .description('write JSON Schemas of all files that a user writes')
    .option('--out <dir>', 'folder to write into', 'schemas')
    .option('--check', 'write nothing; exit code 1 if a file is stale')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(({ out, check = false, json }: { out: string; check?: boolean; json?: boolean }) => {
      const mend = 'npx bitbeat schemas';
      const files = [...schemaFiles(out)].map(([path, text]) => updateFile(path, text, { check, mend }));
      printUpdated(json, files);
    });
}

/** Text by path of all that the command writes. */
function schemaFiles(out: string): Map<string, string> {
  const schemas = jsonSchemas();
  const files = new Map([...schemas].map(([name, schema]) => [join(out, name), printSchema(schema)]));
  if (inClone())
    for (const [path, name] of Object.entries(PAGES)) {
      const text = path === OPERATORS_PAGE ? withTable(path, read(path), 'operators', operatorsTable()) : read(path);
      files.set(path, withTable(path, text, 'fields', fieldTable(schemas.get(`${name}.schema.json`)!)));
    }
  return files;
}

const read = (path: string) => readFileSync(path, 'utf8');

function withTable(path: string, page: string, what: string, table: string): string {
  const { begin, end } = marks(what);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from)
    throw new UserError({
      where: path,
      message: `has no place for the table of ${what}`,
      allowed: `a line ${begin} and a later line ${end}`,
    });
  return `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`;
}
