import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { generated } from '../../../generator/emit/generated.js';
import { withTemplateNames } from '../../../generator/emit/modules.js';
import { COVERAGE_DESIGNS } from '../../../generator/verify/coverage/campaign.js';
import { addCounts, type Coverage, parseWaivers, uncoveredLines } from '../../../generator/verify/coverage/points.js';
import { moduleFiles } from '../../../generator/verify/formal/formal.js';
import { playedMonitor } from '../../../generator/verify/monitor-signal.js';

const WAIVERS = 'sim/coverage/waivers';

/** A line of coverage.dat. */
function counted(
  file: string,
  line: number,
  kind: 'line' | 'branch' | 'toggle',
  what: string,
  hier: string,
  n: number,
) {
  const fields = { f: file, l: line, n: 5, page: `v_${kind}/some`, o: what, h: hier };
  const text = Object.entries(fields)
    .map(([key, value]) => `\u0001${key}\u0002${value}`)
    .join('');
  return `C '${text}' ${n}\n`;
}

const HEAD = '# SystemC::Coverage-3\n';
const sources = new Map([['bb_a', 'module bb_a;\n  if (x)\n    y <= z;\nendmodule\n']]);

function coverageOf(...lines: string[]): Coverage {
  const coverage: Coverage = new Map();
  addCounts(coverage, HEAD + lines.join(''));
  return coverage;
}

test('instances and runs are added up; the bench does not count', () => {
  const coverage = coverageOf(
    counted('rtl/bb_a.v', 2, 'branch', 'if', 'TOP.one', 0),
    counted('rtl/bb_a.v', 2, 'branch', 'if', 'TOP.two', 3),
    counted('rtl/bb_a.v', 2, 'branch', 'else', 'TOP.two', 0),
    counted('rtl/bb_a.v', 1, 'toggle', 'x[3]', 'TOP.two', 1),
    counted('tb/bitbeat_tb.v', 7, 'line', 'block', 'TOP', 0),
  );
  addCounts(coverage, HEAD + counted('rtl/bb_a.v', 1, 'toggle', 'x[3]', 'TOP.other', 4));
  expect([...coverage.values()].map(({ kind, what, count }) => [kind, what, count])).toEqual([
    ['line', 'if', 3],
    ['line', 'else', 0],
    ['toggle', 'x[3]', 5],
  ]);
});

test('another format is refused', () => {
  expect(() => addCounts(new Map(), 'TN:verilator\n')).toThrow('not a coverage file');
});

test('a branch never taken is listed with its source line, and with the reason of its waiver', () => {
  const coverage = coverageOf(
    counted('rtl/bb_a.v', 2, 'branch', 'if', 'TOP', 0),
    counted('rtl/bb_a.v', 2, 'branch', 'else', 'TOP', 0),
    counted('rtl/bb_a.v', 1, 'toggle', 'x', 'TOP', 0),
  );
  const waivers = parseWaivers('# why\n\nbb_a | else | if (x) | x is always 1\n', 'waivers');
  expect(uncoveredLines(coverage, sources, waivers)).toMatchObject([
    { line: 2, what: 'if', text: 'if (x)', waived: null },
    { line: 2, what: 'else', text: 'if (x)', waived: 'x is always 1' },
  ]);
});

test.each([['bb_a | else | if (x)'], ['bb_a | else | if (x) | '], ['bb_a else: why']])(
  'a waiver without a reason is refused: %s',
  (line) => {
    expect(() => parseWaivers(`${line}\n`, 'waivers')).toThrow('waivers:1: not "module | what | source line | reason"');
  },
);

test('what is simulated for coverage has every module but those of buses, of two clocks and of several cores', () => {
  const trees = COVERAGE_DESIGNS.map((name) => buildDesign(name)).map(({ design, hardware }) =>
    generated(design, hardware),
  );
  const monitored = ['sim/mutation/said.json', 'sim/mutation/channels.json'].map((name) => {
    const { design, hardware } = buildDesign(name);
    return generated(playedMonitor(design, hardware).core, hardware);
  });
  const simulated = new Set([...trees, ...monitored].flatMap(({ tree }) => [...withTemplateNames(tree).keys()]));
  const absent = [...moduleFiles()].filter(([module]) => !simulated.has(`rtl/${module}.v`)).map(([, path]) => path);
  // An asynchronous reset is in random networks.
  const elsewhere = 'rtl-templates/core/bb_reset_sync.v';
  expect(
    absent.filter((path) => !/^rtl-templates\/(?:bus|clocks|copies|lowpower)\//.test(path) && path !== elsewhere),
  ).toEqual([]);
});

test('every waiver is of a line that is there', () => {
  const files = moduleFiles();
  for (const { module, text } of parseWaivers(readFileSync(WAIVERS, 'utf8'), WAIVERS)) {
    const lines = readFileSync(files.get(module)!, 'utf8').split('\n');
    expect(lines.map((line) => line.trim())).toContain(text);
  }
});
