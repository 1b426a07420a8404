import type { Tree } from '../../emit/tree.js';
import { markdownTable } from '../table.js';

/** An instance in the generated top with what its parameters are set to. */
export interface Instance {
  module: string;
  name: string;
  parameters: { name: string; value: string }[];
}

/** Instances with parameters that the text of a generated top has. */
export function readInstances(verilog: string): Instance[] {
  const found = verilog.matchAll(/^ {2}(\w+) #\(((?:\s*\.\w+\([^()]*\),?)+)\s*\) (\w+) \($/gm);
  return [...found].map(([, module, list, name]) => ({
    module: module!,
    name: name!,
    parameters: [...list!.matchAll(/\.(\w+)\(([^()]*)\)/g)].map(([, parameter, value]) => ({
      name: parameter!,
      value: value!,
    })),
  }));
}

/** What a module says of its parameters: name -> comment of its declaration, the heading above it included; '': none. */
export function readParameterComments(verilog: string): Map<string, string> {
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
export function parametersSheet(top: string, tree: Tree): string {
  const instances = readInstances(top);
  const modules = [...new Set(instances.map(({ module }) => module))];
  const tables = modules.map((module) => {
    const own = instances.filter((instance) => instance.module === module);
    const comments = readParameterComments(tree.get(`rtl/${module}.v`)!);
    const rows = own[0]!.parameters.map(({ name }, p) => [
      `\`${name}\``,
      ...own.map(({ parameters }) => parameters[p]!.value.replaceAll('"', '`')),
      comments.get(name) ?? '',
    ]);
    return `\`${module}\`:

${markdownTable(['parameter', ...own.map(({ name }) => name), 'what it is'], rows)}`;
  });
  return `## Parameters
The top has one, \`MEM\`: the folder of the memory images, \`"mem/"\` where it is not set, with the \`/\` at its end. The network fixes all
else. What the top sets in the modules below it:

${tables.join('\n\n')}`;
}
