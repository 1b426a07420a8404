import { expect, test } from 'vitest';
import { type Candidate, drawMutants } from '../../../generator/verify/mutation/candidates.js';
import { mutate } from '../../../generator/verify/mutation/mutate.js';
import { openWrapperTrials, WRAPPER_NAMES } from '../../../generator/verify/mutation/wrappers.js';
import { inFolder } from '../../emit/tiny.js';

const trials = openWrapperTrials(WRAPPER_NAMES);

test('the wrappers have every hand-written module of link, bus, monitor and boards, and their generated tops', () => {
  const paths = new Set(trials.flatMap(({ tree }) => [...tree.keys()]));
  const own = ['monitor', 'registers', 'axi', 'wb', 'uart', 'icebreaker', 'hx8k', 'ulx3s', 'orangecrab', 'tangnano9k'];
  const modules = [
    'labels',
    'guard',
    'intake',
    'axil',
    'wishbone',
    'sample_fifo',
    'supervisor',
    'link',
    'uart_rx',
    'uart_tx',
  ];
  for (const name of [...own, ...modules, 'power_on']) expect(paths).toContain(`rtl/bb_${name}.v`);
  // Nothing that a design has without its wrapper.
  expect(paths).not.toContain('rtl/bb_ram.v');
});

test('a board is tried for what the UART alone does not have', () => {
  const board = trials.find(({ name }) => name === 'hx8k')!;
  expect([...board.tree.keys()]).toEqual(['rtl/bb_hx8k.v']);
});

test('mutants of one module are those that all modules would give', () => {
  const labels = drawMutants(trials, 1000, 1).filter(({ module }) => module === 'bb_labels');
  expect(labels.length).toBeGreaterThan(5);
  expect(drawMutants(trials, 1000, 1, ['bb_labels'])).toEqual(labels);
});

test('a defect of a wrapper is killed by its check, a comment survives, what does not compile is neither', async () => {
  const monitor = trials.find(({ name }) => name === 'monitor of labels')!;
  const changed = (path: string, before: string, after: string): Candidate => {
    const text = monitor.tree.get(path)!;
    expect(text).toContain(before);
    const files = new Map([[path, text.replace(before, after)]]);
    return { module: path, operator: 'by hand', line: 1, before, after, files, original: { path, text }, trial: null };
  };
  const candidates = [
    changed('rtl/bb_labels.v', 'threshold - {score_i[BITS-1], score_i}', '{score_i[BITS-1], score_i} - threshold'),
    changed('rtl/bb_guard.v', 'first_i || high != high_q', 'first_i'),
    changed('rtl/bb_monitor.v', '// ---- guard', '// ---- the guard'),
    changed('rtl/bb_intake.v', 'endmodule', ''),
  ];
  await inFolder(async (folder) => {
    const judged = await mutate({ trials: [monitor], candidates, processes: 2, folder });
    expect(judged.map(({ outcome, by }) => [outcome, by])).toEqual([
      ['killed', 'monitor of labels'],
      ['killed', 'monitor of labels'],
      ['survived', null],
      ['invalid', null],
    ]);
    expect(judged[0]!.how).toMatch(/^result \(index, flags, labels valid, labels\)/);
  });
});
