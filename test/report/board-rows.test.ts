import { expect, test } from 'vitest';
import { readDesign } from '../../generator/config/design.js';
import { designFile } from '../../generator/config/known-designs.js';
import { GATED_BOARDS } from '../../generator/emit/wrappers/gated-boards/gated-boards.js';
import { BOARD_ROWS, byRow, findRow, rowOf } from '../../generator/report/board-rows.js';

const gated = BOARD_ROWS.filter(({ name, board }) => name !== board);

test('rows of gated monitors are of boards that have a top for one, each by the design that is its own', () => {
  expect(gated.length).toBeGreaterThan(2);
  for (const { name, board, design } of gated) {
    const found = readDesign(designFile(design));
    expect(found.monitor?.gated?.gate, name).toBe(GATED_BOARDS[board]!.gate);
    expect(rowOf({ board, design: found.name })).toBe(name);
  }
});

test('any other design is of the row of its board, above that of the gated one', () => {
  expect(rowOf({ board: 'ulx3s', design: 'ecg17-small-folded' })).toBe('ulx3s');
  expect(rowOf({ board: 'ulx3s-85f', design: 'ecg17-small-folded-gated-ulx3s' })).toBe('ulx3s-85f');
  const results = [
    { board: 'tangnano20k', design: 'x' },
    { board: 'ulx3s', design: 'ecg17-small-folded-gated-ulx3s' },
    { board: 'ulx3s', design: 'x' },
  ];
  expect(results.sort(byRow).map(rowOf)).toEqual(['ulx3s', 'ulx3s-gated', 'tangnano20k']);
});

test('a row by its name, or an error that lists them', () => {
  expect(findRow('ulx3s-gated', '--board')).toMatchObject({ board: 'ulx3s' });
  expect(findRow('ulx3s', '--board')).toMatchObject({ name: 'ulx3s' });
  expect(() => findRow('ulx3z', '--board')).toThrow(/--board: no such board .*try: ulx3s/s);
  expect(() => findRow('hx8k-gated', '--board')).toThrow(/no such board .*ulx3s-gated.*try: icebreaker-gated/s);
});
