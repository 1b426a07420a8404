import { resolve } from 'node:path';
import { Command } from 'commander';
import { doTask } from '../../farm/task.js';
import { count } from '../options.js';

interface Options {
  queue: string;
  round: number;
  task: number;
}

/** `bitbeat farm-unit`: a task of a farm, as its jobs run it; no user calls it. */
export function farmUnitCommand(): Command {
  return new Command('farm-unit')
    .description('do the units of one task of a farm, as the jobs of --on do')
    .requiredOption('--queue <dir>', 'folder of the campaign')
    .requiredOption('--round <n>', 'round of its tasks', count(1))
    .requiredOption('--task <n>', 'task', count(0))
    .action(async ({ queue, round, task }: Options) => {
      const { done, found, failed } = await doTask(resolve(queue), round, task, (line) => console.log(line));
      console.log(`${done} done, ${found} found, ${failed.length} failed`);
      if (failed.length > 0) process.exitCode = 1;
    });
}
