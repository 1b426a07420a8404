import { describe, expect, test } from 'vitest';
import { UserError } from '../../generator/support/errors.js';
import { runTasks, type Task } from '../../generator/train/parallel.js';

const CHILD = new URL('./child.mjs', import.meta.url);

/** Tasks that note when they run; `needs` by name. */
function tasks(graph: Record<string, string[]>, log: string[], done: string[] = [], failing: string[] = []) {
  const make = (name: string): Task => ({
    key: name,
    job: name,
    needs: graph[name]!.map(make),
    isDone: () => done.includes(name),
    run: (_, onEpoch) => {
      if (failing.includes(name)) throw new UserError({ where: name, message: 'no good' });
      log.push(name);
      onEpoch({ phase: name, epoch: 1, epochs: 1, loss: 0, accuracy: 1, tensors: 0 });
    },
  });
  return Object.keys(graph).map(make);
}

test('each task once, after what it needs; shared needs count for the first', async () => {
  const log: string[] = [];
  const reports: [number, string][] = [];
  const graph = { a: ['float', 'teacher'], b: ['float'], float: [], teacher: ['float'] };
  await runTasks(tasks(graph, log), 1, CHILD, (job, { phase }) => reports.push([job, phase]));
  expect(log).toEqual(['float', 'teacher', 'a', 'b']);
  expect(reports).toEqual([
    [0, 'float'],
    [0, 'teacher'],
    [0, 'a'],
    [1, 'b'],
  ]);
});

test('what is done is not run again, nor what only it needs', async () => {
  const log: string[] = [];
  await runTasks(tasks({ a: ['x'], b: ['y'], x: [], y: [] }, log, ['a', 'y']).slice(0, 2), 1, CHILD);
  expect(log).toEqual(['b']);
});

test('after a failure nothing new is begun', async () => {
  const log: string[] = [];
  const run = runTasks(tasks({ a: [], b: [], c: ['b'] }, log, [], ['b']), 1, CHILD);
  await expect(run).rejects.toThrow('b: no good');
  expect(log).toEqual(['a']);
});

describe('in child processes', () => {
  const task = (job: object): Task => ({
    key: JSON.stringify(job),
    job,
    needs: [],
    isDone: () => false,
    run: () => {},
  });

  test('epochs are told, and the end is waited for', async () => {
    const seen: number[] = [];
    await runTasks([task({ a: 1 }), task({ a: 2 })], 2, CHILD, (job, { epoch }) => seen.push(job, epoch));
    expect(seen.toSorted()).toEqual([0, 1, 1, 1]);
  });

  test.each<[string, object, string]>([
    ["a user's mistake", { send: { problems: [{ where: 'x', message: 'no good' }] } }, 'x: no good'],
    ['a failure', { send: { failed: 'Error: deep down' } }, 'deep down'],
    ['an end without a result', { dies: true }, 'the training process ended without a result'],
  ])('%s is thrown, and what still runs is ended', async (_, job, message) => {
    const run = runTasks([task({ wait: true }), task(job)], 2, CHILD);
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toBeInstanceOf('problems' in ((job as { send?: object }).send ?? {}) ? UserError : Error);
  });
});
