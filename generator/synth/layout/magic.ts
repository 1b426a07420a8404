import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../../support/errors.js';
import { runTool } from '../../support/run-tool.js';
import type { Block } from './block.js';
import { macroOf } from './floorplan.js';
import type { Lef } from './lef.js';
import type { LayoutLibrary, LayoutTools } from './tools.js';

/** What Magic and Netgen say of a finished block. */
export interface Signoff {
  gdsBytes: number;
  /** Places that break a rule, by rule. */
  drc: Record<string, number>;
  lvs: { devices: number; nets: number; match: boolean; said: string };
}

export interface SignoffSettings {
  /** Holds `cells.lef` and `final.def`. */
  folder: string;
  block: Block;
  lef: Lef;
  library: LayoutLibrary;
  tools: LayoutTools;
  progress: (doing: string) => void;
}

const MAGIC_SCRIPT = `drc off
box 0 0 0 0
lef read cells.lef
def read final.def
save block
select top cell
gds write block.gds
extract do local
extract no all
extract all
ext2spice lvs
ext2spice -o layout.spice
drc euclidean on
drc on
drc check
drc catchup
foreach {why boxes} [drc listall why] { puts "DRC [llength $boxes] $why" }
puts FINISHED
quit -noprompt
`;

/** GDS, rules and connections of a finished block: the cells are their LEF views, so what is inside them is not seen. */
export async function signOff(settings: SignoffSettings): Promise<Signoff> {
  const { folder, block, lef, library, tools, progress } = settings;
  progress('Magic: GDS, design rules, extraction');
  copyFileSync(library.magicrc, join(folder, 'start.magicrc'));
  copyFileSync(library.netgen, join(folder, 'setup.tcl'));
  writeFileSync(join(folder, 'magic.tcl'), MAGIC_SCRIPT);
  const drawn = await runTool(tools.magic, ['-dnull', '-noconsole', '-rcfile', 'start.magicrc', 'magic.tcl'], {
    cwd: folder,
    input: '',
  });
  const lines = drawn.all.split('\n');
  if (!lines.includes('FINISHED')) throw new ToolError(`magic failed:\n${lines.slice(-8).join('\n')}`);
  writeFileSync(join(folder, 'netlist.spice'), netlistSpice(block, lef));
  progress('Netgen: the layout against the netlist');
  const sides = ['layout.spice block', `netlist.spice ${block.name}`];
  const compared = await runTool(tools.netgen, ['-batch', 'lvs', ...sides, 'setup.tcl', 'compared.out', '-blackbox'], {
    cwd: folder,
    input: '',
  });
  return {
    gdsBytes: statSync(join(folder, 'block.gds')).size,
    drc: drcCounts(drawn.all),
    lvs: lvsVerdict(compared.all, readFileSync(join(folder, 'compared.out'), 'utf8')),
  };
}

/** Places by rule, of the lines that the script prints. */
export function drcCounts(said: string): Record<string, number> {
  const found = [...said.matchAll(/^DRC (\d+) (.+)$/gm)].map(([, count, rule]): [string, number] => [
    rule!,
    Number(count),
  ]);
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const VERDICTS = /(?:Circuits|Netlists) (?:match uniquely|match with|do not match)|failed pin matching/g;

/**
 * Netgen's last verdict, that on the whole block, and how many devices and nets it compared. Pins of the block are not
 * compared by name: several lie on one net. Throws ToolError for no verdict.
 */
export function lvsVerdict(said: string, compared: string): Signoff['lvs'] {
  const count = (what: string) => {
    const found = [...compared.matchAll(new RegExp(`^Number of ${what}: (\\d+)`, 'gm'))].at(-1);
    return Number(found?.[1] ?? 0);
  };
  const verdict = [...compared.matchAll(VERDICTS)].at(-1)?.[0];
  if (verdict === undefined)
    throw new ToolError(`netgen-lvs said no verdict:\n${said.trimEnd().split('\n').slice(-8).join('\n')}`);
  return { devices: count('devices'), nets: count('nets'), match: verdict.endsWith('match uniquely'), said: verdict };
}

/** SPICE of the netlist that was placed, cells as black boxes on the supply's two nets. */
export function netlistSpice(block: Block, lef: Lef): string {
  const types = [...new Set(block.cells.map(({ type }) => type))].sort();
  const boxes = types.map((type) => `.subckt ${type} ${[...macroOf(lef, type).pins.keys()].join(' ')}\n.ends\n`);
  const nets = new Map<string, Map<string, string>>(block.cells.map(({ name }) => [name, new Map()]));
  for (const { name, terminals } of block.nets)
    for (const { cell, pin } of terminals) if (cell !== null) nets.get(cell)!.set(pin, name);
  const cells = block.cells.map(({ name, type }) => {
    const pins = [...macroOf(lef, type).pins].map(([pin, { use }]) =>
      use === 'power' || use === 'ground' ? pin : (nets.get(name)!.get(pin) ?? `${name}_${pin}_open`),
    );
    return wrapped(`X${name} ${pins.join(' ')} ${type}`);
  });
  const ports = [...new Set(block.pins.map(({ net }) => net))];
  return [
    `* ${block.name}`,
    ...boxes,
    wrapped(`.subckt ${block.name} ${ports.join(' ')}`),
    ...cells,
    '.ends',
    '.end',
    '',
  ].join('\n');
}

/** Lines of at most ten words, as SPICE continues them. */
function wrapped(line: string): string {
  const words = line.split(' ');
  const lines = Array.from({ length: Math.ceil(words.length / 10) }, (_, i) =>
    words.slice(i * 10, i * 10 + 10).join(' '),
  );
  return lines.join('\n+ ');
}
