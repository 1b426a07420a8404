import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../support/errors.js';
import { inTemporary, removeAll } from '../support/staging.js';
import { kindOf } from './kinds.js';
import { Queue } from './queue.js';
import type { Unit } from './unit.js';

/** What a task did. */
export interface TaskReport {
  done: number;
  /** Those that had a result already. */
  found: number;
  failed: { key: string; message: string }[];
}

/**
 * Does the units of a task that are not done yet, `cpus` of the queue at once. Each result is kept when it is there, so that a task that is killed
 * loses the unit that it was at. A unit that fails is told, and the others are done.
 */
export async function doTask(
  folder: string,
  round: number,
  task: number,
  tell: (line: string) => void = () => {},
): Promise<TaskReport> {
  const queue = Queue.open(folder);
  const kind = await kindOf(queue.kind);
  const units = queue.unitsOf(round, task);
  const report: TaskReport = { done: 0, found: 0, failed: [] };
  const waiting = [...units];
  const one = async ({ key, input }: Unit, scratch: string, kept: string) => {
    for (const folder of [scratch, kept]) mkdirSync(folder, { recursive: true });
    try {
      const parsed = kind.input.safeParse(input);
      if (!parsed.success) throw new Error(`not an input of ${queue.kind}: ${parsed.error.message}`);
      const result = kind.result.parse(await kind.do(parsed.data, { scratch, kept, text: (name) => queue.text(name) }));
      queue.results.write(key, result);
      report.done++;
    } catch (error) {
      const message = error instanceof UserError ? error.message : `${(error as Error).message ?? error}`;
      queue.fail(round, key, message);
      report.failed.push({ key, message });
      tell(`unit ${key} failed: ${message}`);
    } finally {
      removeAll(scratch);
    }
  };
  await inTemporary('farm', async (temporary) => {
    const worker = async (_: unknown, number: number) => {
      for (let unit = waiting.shift(); unit !== undefined; unit = waiting.shift()) {
        // Another task may have done it meanwhile: one of a node that was taken for lost.
        if (queue.results.has(unit.key)) report.found++;
        else await one(unit, join(temporary, `${number}`), join(temporary, `kept-${number}`));
        tell(`${report.done + report.found + report.failed.length} of ${units.length} units`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(queue.cpus, units.length) }, worker));
  });
  return report;
}
