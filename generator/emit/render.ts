import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import { installed } from '../support/roots.js';

/** A file of the installation, e.g. `rtl-templates/core/bb_lane.v`, as text. */
export function projectFile(path: string): string {
  return readFileSync(installed(path), 'utf8');
}

/** Version of the generator. */
export function version(): string {
  return (JSON.parse(projectFile('package.json')) as { version: string }).version;
}

/** Anything that is not a finite number or a text is a mistake of the view model, never an empty place in the Verilog. */
function printed(value: unknown): string {
  if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  throw new Error(`a template printed ${String(value)}`);
}

/** Renders `rtl-templates/<template>` with `d` as its data; `view` must define all that the template prints. */
export function renderTemplate(template: string, view: object): string {
  return ejs.render(projectFile(`rtl-templates/${template}`), view, {
    strict: true,
    localsName: 'd',
    escape: printed,
    filename: template,
  });
}
