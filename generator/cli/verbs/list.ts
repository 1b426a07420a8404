import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { readDesign } from '../../config/design.js';
import { type KnownDesign, knownDesigns } from '../../config/known-designs.js';
import { textTable } from '../../report/table.js';
import { UserError } from '../../support/errors.js';
import { sourceFile } from '../../support/roots.js';
import { jsonOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat list
  $ bitbeat list --json

Designs of ./configs and ./configs/targets, and those that bitbeat comes with, which an own one of the same name hides; of
networks of other frameworks those that quantise left in ./build/<name>.`;

interface Listed extends KnownDesign {
  architecture: string;
  model: string;
  /** Whose model it is; null: it is not there yet. */
  modelFrom: KnownDesign['from'] | null;
}

/** `bitbeat list`: the designs that can be given by name. */
export function listCommand(): Command {
  return new Command('list')
    .description('print the designs that can be given by name')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(({ json = false }: { json?: boolean }) => {
      const { designs, unreadable } = readAll();
      if (json) console.log(JSON.stringify({ designs }, null, 2));
      else {
        const whose = (from: Listed['modelFrom']) =>
          from === null ? 'missing' : from === 'project' ? 'own' : 'bitbeat';
        const rows = designs.map((d) => [d.name, d.architecture, whose(d.from), d.file, d.model, whose(d.modelFrom)]);
        console.log(textTable(['design', 'architecture', 'from', 'file', 'model', 'from'], rows));
      }
      if (unreadable.length > 0) throw new UserError(unreadable.flatMap(({ problems }) => problems));
    });
}

/** A file that is no design is told of after the others. */
function readAll(): { designs: Listed[]; unreadable: UserError[] } {
  const designs: Listed[] = [];
  const unreadable: UserError[] = [];
  for (const known of knownDesigns()) {
    try {
      const { architecture, model } = readDesign(known.file);
      const file = sourceFile(model);
      const modelFrom = !existsSync(file) ? null : file === model ? 'project' : 'installation';
      designs.push({ ...known, architecture, model, modelFrom });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable.push(error);
    }
  }
  return { designs, unreadable };
}
