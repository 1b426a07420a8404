import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { ENGINES } from '../../../generator/arch/stream/engines.js';
import { generateDesign } from '../../../generator/emit/design-folder.js';
import { signalsFor } from '../../../generator/simulate/design.js';
import { simulate } from '../../../generator/simulate/simulate.js';
import { SIMULATORS, WAVE_FORMATS } from '../../../generator/simulate/simulators.js';
import { waveGroups } from '../../../generator/simulate/waves/groups.js';
import { LAYOUTS } from '../../../generator/simulate/waves/layouts.js';
import { which } from '../../../generator/support/tools.js';
import { buildTiny, inFolder } from '../../emit/tiny.js';
import { type Dump, readVcd } from './read-vcd.js';

// Verilator compiles a bench for the waveform and one for the comparison.
vi.setConfig({ testTimeout: 3 * 60_000 });

/** Designs of all kinds of engines, ports and tasks. */
const FILES = readdirSync('sim/mutation')
  .filter((name) => name.endsWith('.json') && !name.endsWith('.alq.json') && name !== 'equivalent.json')
  .map((name) => join('sim/mutation', name));

/** How GTKWave names a net: the range as declared, of one bit its index, of an integer none. */
const gtkwaveNames = ({ nets }: Dump) =>
  new Set(
    [...nets].map(([name, { kind, range }]) =>
      kind === 'integer' ? name : `${name}${range.replace(/^\[(\d+):\1\]$/, '[$1]')}`,
    ),
  );

const rowsOf = (layout: string) => layout.split('\n').filter((line) => /^[^[@*-]/.test(line));
const addedOf = (layout: string) => [...layout.matchAll(/^variable_add (.*)$/gm)].map(([, name]) => name!);

/** The layouts of the first cycles of a design, and what is in the waveform. */
function layoutsOf(file: string, simulator: (typeof SIMULATORS)[number]) {
  return inFolder(async (parent) => {
    const built = buildDesign(file);
    const folder = generateDesign(built, join(parent, 'design'));
    const { set } = signalsFor(built, { fragments: 1 });
    const record = { file: join(parent, 'a.vcd'), to: 2 };
    const settings = { folder, simulator, stimuli: { set }, processes: 1, quick: true, record };
    expect((await simulate(built.hardware, settings)).failures).toEqual([]);
    const text = (name: string) => readFileSync(join(parent, name), 'utf8');
    return { dump: readVcd(text('a.vcd')), gtkwave: text('a.gtkw'), surfer: text('a.sucl') };
  });
}

describe('every signal of a layout is in the waveform', () => {
  test.concurrent.each(FILES)('Icarus: %s', async (file) => {
    const { dump, gtkwave, surfer } = await layoutsOf(file, 'icarus');
    expect(rowsOf(gtkwave).length).toBeGreaterThan(15);
    expect(rowsOf(gtkwave).filter((name) => !gtkwaveNames(dump).has(name))).toEqual([]);
    expect(addedOf(surfer).filter((name) => !dump.nets.has(name))).toEqual([]);
    expect(addedOf(surfer).length).toBe(rowsOf(gtkwave).length);
  });

  test.each(['sim/mutation/heads.json', 'sim/mutation/shared.json'])('Verilator: %s', async (file) => {
    const { dump, gtkwave, surfer } = await layoutsOf(file, 'verilator');
    expect(rowsOf(gtkwave).filter((name) => !gtkwaveNames(dump).has(name))).toEqual([]);
    expect(addedOf(surfer).filter((name) => !dump.nets.has(name))).toEqual([]);
  });

  test('the designs have every kind of engine, a vector of one bit, and both architectures', () => {
    const all = FILES.map((file) => buildDesign(file).hardware);
    const kinds = all.flatMap((one) =>
      one.architecture === 'stream' ? one.layers.map(({ engine }) => engine.kind) : [],
    );
    expect([...new Set(kinds)].sort()).toEqual(Object.keys(ENGINES).sort());
    expect(new Set(all.map(({ architecture }) => architecture)).size).toBe(2);
    expect(
      all
        .flatMap((one) => waveGroups(one).flatMap(({ signals }) => signals))
        .some(({ kind, bits }) => kind === 'vector' && bits === 1),
    ).toBe(true);
  });
});

test('groups are named and whole', () => {
  const { hardware } = buildTiny();
  const layout = { hardware, simulator: 'icarus' as const, format: 'vcd' as const, from: 0, to: 999 };
  const names = ['input', ...hardware.layers.map(({ name }) => `layer_${name}`), 'scores', 'decision', 'control'];
  const gtkwave = LAYOUTS.gtkw(layout);
  expect([...gtkwave.matchAll(/^@800200\n-(.*)$/gm)].map(([, name]) => name)).toEqual(names);
  expect([...gtkwave.matchAll(/^@1000200\n-(.*)$/gm)].map(([, name]) => name)).toEqual(names);
  expect([...LAYOUTS.sucl(layout).matchAll(/^divider_add (.*)$/gm)].map(([, name]) => name)).toEqual(names);
});

/** Tells what GTKWave shows of a save file. */
const SHOWN = `
set shown [list]
for {set i 0} {$i < [gtkwave::getTotalNumTraces]} {incr i} { lappend shown [gtkwave::getTraceNameFromIndex $i] }
set out [open shown.txt w]
foreach name $shown { puts $out $name }
close $out
exit
`;
const VIEWER = ['xvfb-run', 'gtkwave'].every((name) => which(name) !== undefined);

/** Rows and heads of groups of a save file, without their scopes. */
const shownOf = (layout: string) =>
  layout.split('\n').flatMap((line) => {
    const [, group] = /^-(.*)/.exec(line) ?? [];
    return group ?? (rowsOf(line).length > 0 ? line.split('.').at(-1)! : []);
  });

test
  .skipIf(!VIEWER)
  .each(SIMULATORS.flatMap((simulator) => Object.keys(WAVE_FORMATS).map((format) => [simulator, format] as const)))(
  'GTKWave shows every row of its save file: %s, %s',
  (simulator, format) =>
    inFolder(async (parent) => {
      const built = buildDesign('sim/mutation/heads.json');
      const folder = generateDesign(built, join(parent, 'heads'));
      const { set } = signalsFor(built, { fragments: 1 });
      const record = { file: join(parent, `a.${format}`), to: 20 };
      await simulate(built.hardware, { folder, simulator, stimuli: { set }, quick: true, record });
      mkdirSync(join(parent, 'view'));
      writeFileSync(join(parent, 'view', 'shown.tcl'), SHOWN);
      const say = ['-a', 'gtkwave', `../a.${format}`, '../a.gtkw', '--script', 'shown.tcl'];
      const ran = spawnSync('xvfb-run', say, { cwd: join(parent, 'view'), encoding: 'utf8', timeout: 60_000 });
      expect(ran.error, ran.stderr).toBe(undefined);
      const shown = readFileSync(join(parent, 'view', 'shown.txt'), 'utf8')
        .trimEnd()
        .split('\n');
      expect(shown).toEqual(shownOf(readFileSync(join(parent, 'a.gtkw'), 'utf8')));
    }),
);
