import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../../support/errors.js';
import { runTool } from '../../support/run-tool.js';
import type { Block } from './block.js';
import { supplyKeepOut } from './def.js';
import type { Floorplan } from './floorplan.js';
import type { Lef } from './lef.js';

/** Nets that fail are routed first in the next round. */
const ROUNDS = 3;

export interface Routed {
  /** DEF with wires. */
  def: string;
  /** Nets that the router says it left open. */
  open: string[];
  rounds: number;
}

export interface RouteSettings {
  /** Holds `cells.lef` and `placed.def`. */
  folder: string;
  router: string;
  block: Block;
  lef: Lef;
  plan: Floorplan;
  hardPins: readonly { type: string; pin: string }[];
  progress: (doing: string) => void;
}

/** Nets at pins that are hard to reach, in the order of the block. */
export function hardNets({ cells, nets }: Block, hardPins: RouteSettings['hardPins']): string[] {
  const types = new Map(cells.map(({ name, type }) => [name, type]));
  const hard = new Set(hardPins.map(({ type, pin }) => `${type}.${pin}`));
  return nets
    .filter(({ terminals }) =>
      terminals.some(({ cell, pin }) => cell !== null && hard.has(`${types.get(cell)}.${pin}`)),
    )
    .map(({ name }) => name);
}

/** The router's script: all of a round's nets, then those that failed, with others ripped up. */
export function routeScript(plan: Floorplan, lef: Lef, first: readonly string[]): string {
  const um = (value: number) => value / lef.units;
  return [
    'verbose 0',
    'read_lef cells.lef',
    `layers ${lef.layers.length}`,
    'via stack all',
    ...supplyKeepOut(plan).map(
      ({ x0, y0, x1, y1 }) => `obstruction ${um(x0)} ${um(y0)} ${um(x1)} ${um(y1)} ${lef.layers[0]!.name}`,
    ),
    'read_def placed.def',
    ...(first.length === 0 ? [] : [`priority ${first.join(' ')}`]),
    'set open [stage1]',
    'if {$open > 0} { set open [stage2 mask none effort 10] }',
    'puts "FAILING [failing]"',
    'write_def routed.def',
    'puts ROUTED',
    'quit',
    '',
  ].join('\n');
}

/** Names of a script's line `FAILING`. Throws ToolError when the router did not come so far. */
export function failingNets(said: string, names: ReadonlySet<string>): string[] {
  const lines = said.split('\n');
  const line = lines.find((text) => text.startsWith('FAILING'));
  if (line === undefined || !lines.includes('ROUTED'))
    throw new ToolError(`qrouter failed:\n${lines.slice(-8).join('\n')}`);
  return line.split(/\s+/).filter((word) => names.has(word));
}

/** Routes a placed block; nets that stay open are tried again first, some times. Throws ToolError. */
export async function routeBlock(settings: RouteSettings): Promise<Routed> {
  const { folder, router, block, lef, plan, hardPins, progress } = settings;
  const names = new Set(block.nets.map(({ name }) => name));
  let first = hardNets(block, hardPins);
  let best: Routed | null = null;
  for (let round = 1; round <= ROUNDS; round++) {
    progress(
      `qrouter: ${block.nets.length} nets${round === 1 ? '' : `, round ${round}: ${best!.open.length} were left`}`,
    );
    writeFileSync(join(folder, 'route.tcl'), routeScript(plan, lef, first));
    const ran = await runTool(router, ['-nog', '-s', 'route.tcl'], { cwd: folder });
    const open = failingNets(ran.all, names);
    if (best === null || open.length < best.open.length)
      best = { def: readFileSync(join(folder, 'routed.def'), 'utf8'), open, rounds: round };
    if (open.length === 0) break;
    first = [...open, ...first.filter((net) => !open.includes(net))];
  }
  return best!;
}
