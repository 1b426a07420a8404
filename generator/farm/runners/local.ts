import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { killGroup, watchGroup } from '../../support/process-groups.js';
import { toolEnvironment } from '../../support/run-tool.js';
import { taskCommand } from '../command.js';
import type { Runner } from '../runner.js';

/** Processes of this machine, as many at once as it has cores for them. */
export const local: Runner = {
  name: 'local',
  check() {},
  async begin(queue, round, { cpus, environment, runningTasks }) {
    const [program, ...args] = taskCommand(queue, round) as [string, ...string[]];
    const most = runningTasks ?? Math.max(1, Math.floor(availableParallelism() / cpus));
    const waiting = Array.from({ length: round.tasks }, (_, task) => task);
    const groups = new Set<number>();
    const next = () => {
      const task = waiting.shift();
      if (task === undefined) return;
      const log = openSync(join(round.folder, 'logs', `${task}.log`), 'a');
      const child = spawn(program, [...args, `${task}`], {
        stdio: ['ignore', log, log],
        detached: true,
        env: { ...toolEnvironment(), ...environment },
      });
      closeSync(log);
      const group = child.pid;
      const release = group === undefined ? () => {} : watchGroup(group);
      if (group !== undefined) groups.add(group);
      const end = () => {
        release();
        if (group !== undefined) groups.delete(group);
        next();
      };
      if (group === undefined) child.on('error', end);
      else child.on('exit', end);
    };
    for (let i = 0; i < most; i++) next();
    return {
      name: `${Math.min(most, round.tasks)} processes`,
      logs: join(round.folder, 'logs'),
      isActive: async () => groups.size > 0,
      cancel: () => {
        waiting.length = 0;
        for (const group of groups) killGroup(group);
      },
    };
  },
  // They end with the process that began them.
  resume: async () => null,
};
