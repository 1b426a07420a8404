import { templateModules } from '../emit/modules.js';
import { projectFile } from '../emit/render.js';
import { keptFile } from '../support/roots.js';
import { markdownTable } from './table.js';

export const MODULES_DOCUMENT = keptFile('docs/modules.md');

/** Folders of `rtl-templates` as a reader looks for them. */
const CATEGORIES: Readonly<Record<string, string>> = {
  core: 'Engines of a layer each, and what they are made of',
  folded: 'The engine for all layers',
  asic: 'The same in standard cells',
  link: 'UART',
  bus: 'Buses',
  clocks: 'Two clocks',
  monitor: 'A continuing signal',
  lowpower: 'A clock that stands',
  copies: 'Several cores',
  boards: 'Boards',
  tb: 'Benches',
};

/** What of a hand-written module its page tells. */
export interface ModuleFacts {
  name: string;
  file: string;
  /** The comment at its head, without the licence. */
  head: string;
  lines: number;
  ports: { name: string; out: boolean }[];
  instances: { module: string; name: string; pins: { port: string; nets: string[] }[] }[];
  /** Names that a net or flip-flop is computed from. */
  logic: ReadonlyMap<string, string[]>;
}

const WORD = /[A-Za-z_]\w*/g;

/** Reads a hand-written module, whose form the project keeps: a port a line, `_i` and `_o`, named connections. */
export function moduleFacts(name: string, file: string, text: string): ModuleFacts {
  const code = text.replaceAll(/\/\/.*/g, '');
  const head = /^(?:\/\/.*\n)+/.exec(text)?.[0] ?? '';
  const ports = [...code.matchAll(/^ {2}(input|output) +(?:wire|reg)?[^,;]*?(\w+),? *$/gm)];
  // An instance's connections hold brackets of their own, so its end is the one that closes its list.
  const instances = [...code.matchAll(/^\s*(bb_(?!illegal)\w+) (?:#\((?:[^;]*?)\) )?(\w+)\s*\(([^;]*)\);/gm)];
  // Wires, and what flip-flops take.
  const assigns = code.matchAll(
    /(?:\b(?:assign|wire)\b[^=;]*?\b|(?<=[;)] |begin |else |\n) *)(\w+)(?:\[[^\]]*\])? *<?= *([^;]+);/g,
  );
  return {
    name,
    file,
    head: head
      .replaceAll(/^\/\/ ?/gm, '')
      .replace(/^Copyright.*\n?/m, '')
      // Words in angle brackets are no tags.
      .replaceAll('<', '&lt;')
      .trim(),
    lines: text.split('\n').length - 1,
    ports: ports.map(([, direction, port]) => ({ name: port!, out: direction === 'output' })),
    logic: joined([...assigns].map(([, net, from]) => [net!, from!.match(WORD) ?? []])),
    instances: instances.map(([, module, instance, pins]) => ({
      module: module!,
      name: instance!,
      pins: [...pins!.matchAll(/\.(\w+)\(((?:[^()]|\([^()]*\))*)\)/g)].map(([, port, net]) => ({
        port: port!,
        nets: net!.match(WORD) ?? [],
      })),
    })),
  };
}

/** All words of a name, which may be assigned in several places. */
function joined(pairs: readonly [string, string[]][]): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const [name, words] of pairs) all.set(name, [...(all.get(name) ?? []), ...words]);
  return all;
}

/** Clock and reset go everywhere, and say nothing in a picture. */
const EVERYWHERE = /^(clk|rst)/;
const shown = (name: string) => name.replace(/_n?[io]$/, '');

/** Block diagram in Mermaid: ports, instances, and the nets between them; of a module without instances its ports alone. */
export function blockDiagram({ name, ports, instances, logic }: ModuleFacts): string {
  const inputs = ports.filter(({ name: port, out }) => !out && !EVERYWHERE.test(port));
  const outputs = ports.filter(({ out }) => out);
  const edges = instances.length === 0 ? leafEdges(name, inputs, outputs) : edgesOf(inputs, outputs, instances, logic);
  const nodes = instances.map((own) => `  ${own.name}["${own.name}<br>${own.module}"]`);
  return ['```mermaid', 'flowchart LR', ...nodes, ...edges.map((edge) => `  ${edge}`), '```'].join('\n');
}

type Named = readonly { name: string }[];

const list = (ports: Named) => ports.map(({ name }) => shown(name)).join('<br>');

function leafEdges(name: string, inputs: Named, outputs: Named): string[] {
  return [
    ...(inputs.length > 0 ? [`in(["${list(inputs)}"]) --> ${name}`] : []),
    ...(outputs.length > 0 ? [`${name} --> out(["${list(outputs)}"])`] : []),
  ];
}

/** From each driver to what reads its net, directly or through logic, once, with the nets' names. */
function edgesOf(
  inputs: Named,
  outputs: Named,
  instances: ModuleFacts['instances'],
  logic: ModuleFacts['logic'],
): string[] {
  const drivers = new Map<string, string>(inputs.map(({ name }) => [name, 'in']));
  for (const { name, pins } of instances)
    for (const { port, nets } of pins) if (/_n?o$/.test(port)) for (const net of nets) drivers.set(net, name);
  /** Driven nets that a net is made of. */
  const sources = (net: string, seen: readonly string[] = []): string[] => {
    if (drivers.has(net)) return [net];
    if (seen.includes(net)) return [];
    return (logic.get(net) ?? []).flatMap((from) => sources(from, [...seen, net]));
  };
  const edges = new Map<string, Set<string>>();
  const add = (net: string, to: string) => {
    for (const source of sources(net)) {
      const from = drivers.get(source)!;
      if (from === to || EVERYWHERE.test(source)) continue;
      const edge = `${from} > ${to}`;
      edges.set(edge, (edges.get(edge) ?? new Set()).add(shown(source)));
    }
  };
  for (const { name, pins } of instances)
    for (const { port, nets } of pins) if (/_n?i$/.test(port)) for (const net of nets) add(net, name);
  for (const { name } of outputs) add(name, 'out');
  return [...edges].map(([edge, names]) => {
    const [from, to] = edge.split(' > ') as [string, string];
    const some = [...names];
    const label = some.length > 3 ? `${some.slice(0, 2).join(', ')}, ...` : some.join(', ');
    return `${from === 'in' ? 'in([in])' : from} -- "${label}" --> ${to === 'out' ? 'out([out])' : to}`;
  });
}

/** The page of all hand-written modules: what each is for, and its block diagram. */
export function modulesPage(): string {
  const facts = [...templateModules()].map(([name, { file }]) => moduleFacts(name, file, projectFile(file)));
  const sections = Object.entries(CATEGORIES).map(([folder, title]) => {
    const own = facts.filter(({ file }) => file.startsWith(`rtl-templates/${folder}/`));
    const rows = own.map(({ name, head, lines }) => [`[\`${name}\`](#${name})`, firstSentence(head), lines]);
    const modules = own.map((module) => `### ${module.name}\n\n${module.head}\n\n${blockDiagram(module)}`);
    return `## ${title}\n\n${markdownTable(['module', 'what it is for', 'lines'], rows)}\n\n${modules.join('\n\n')}`;
  });
  return `# Modules

Every hand-written module, from the head of its file in \`rtl-templates\`: written by \`npx bitbeat report\`. Parameters and ports have
their comments in the files; in a design each module is called \`bitbeat_<design>__<module>\`. How the engines work is told in
[hardware.md](hardware.md) and [folded.md](folded.md). A line of a picture is what one instance gives another, directly or through logic and
flip-flops; clock and reset are left out.

${sections.join('\n\n')}
`;
}

/** Up to the first full stop that ends a sentence. */
function firstSentence(text: string): string {
  const [first] = text.replaceAll('\n', ' ').split(/(?<=[a-z)])\.(?: |$)/);
  return first!.replaceAll('|', '\\|');
}
