import type { Instance } from '../../emit/instance.js';
import { templateModules } from '../../emit/modules.js';
import { moduleOf } from '../../emit/names.js';
import { projectFile } from '../../emit/render.js';
import { markdownTable } from '../table.js';

/**
 * What a hand-written module says of its parameters: name -> comment of its declaration, the heading above it included.
 *
 * @throws Error for a parameter without one
 */
export function parameterComments(module: string): ReadonlyMap<string, string> {
  const verilog = projectFile(templateModules().get(module)!.file);
  const comments = new Map<string, string>();
  let group = '';
  for (const line of verilog.slice(0, verilog.indexOf('\n) (')).split('\n')) {
    const heading = /^ {2}\/\/ (.*)$/.exec(line);
    if (heading) group = heading[1]!;
    const declared = /^ {2}parameter (?:\[[^\]]*\] *)?(\w+) *=[^/]*(?:\/\/ *(.*))?$/.exec(line);
    if (!declared) continue;
    const [, name, comment] = declared;
    comments.set(name!, comment ? [group, comment].filter(Boolean).join(': ') : '');
  }
  return comments;
}

/** The top has one; what it sets in the modules below it is what the design is made of. */
export function parametersSheet(top: string, instances: readonly Instance[]): string {
  const modules = [...new Set(instances.map(({ module }) => module))];
  const tables = modules.map((module) => {
    const own = instances.filter((instance) => instance.module === module);
    const comments = parameterComments(module);
    const rows = own[0]!.parameters.map(({ name }, p) => [
      `\`${name}\``,
      // A vector may take several lines.
      ...own.map(({ parameters }) => `${parameters[p]!.value}`.replaceAll('"', '`').replace(/\s+/g, ' ')),
      comments.get(name)!,
    ]);
    return `\`${moduleOf(top, module)}\`:

${markdownTable(['parameter', ...own.map(({ name }) => name), 'what it is'], rows)}`;
  });
  return `## Parameters
The top has one, \`MEM\`: the folder of the memory images, \`"mem/"\` where it is not set, with the \`/\` at its end. The network fixes all
else. What the top sets in the modules below it:

${tables.join('\n\n')}`;
}
