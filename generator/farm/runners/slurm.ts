import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ToolError, UserError } from '../../support/errors.js';
import { note } from '../../support/progress.js';
import { readJson } from '../../support/read-json.js';
import { runTool } from '../../support/run-tool.js';
import { which } from '../../support/tools.js';
import { taskCommand } from '../command.js';
import type { Queue, Round } from '../queue.js';
import { writeShared } from '../results.js';
import type { Job, Runner } from '../runner.js';
import type { FarmSettings } from '../settings.js';

const jobSchema = z.strictObject({ runner: z.literal('slurm'), id: z.string().regex(/^\d+$/) });

/** Longest time in ms that a command of Slurm may take; a controller that is busy answers late. */
const PATIENCE = 120_000;
/** Looks in a row at a controller that does not answer. */
const SILENT = 40;

/** Job arrays of Slurm. */
export const slurm: Runner = {
  name: 'slurm',
  check() {
    for (const name of ['sbatch', 'squeue', 'scancel'])
      if (which(name) === undefined)
        throw new UserError({
          where: '--on slurm',
          message: `${name} missing, not found in PATH`,
          fix: 'a login node of the cluster, or apt-get install slurm-client',
        });
  },
  async begin(queue, round, settings) {
    const script = join(round.folder, 'job.sh');
    writeShared(script, batchScript(queue, round, settings));
    const ran = await command('sbatch', [...batchOptions(queue, round, settings), script]);
    const [, id] = /^(\d+)(?:;.*)?$/m.exec(ran.stdout) ?? [];
    if (!ran.ok || id === undefined) {
      const said = ran.all
        .trim()
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-3)
        .join(' | ');
      throw new UserError({
        where: 'sbatch',
        message: `the job array of ${round.tasks} tasks was refused: ${said || 'it said nothing'}`,
        fix: 'settings of --farm that the site takes: sinfo shows partitions, scontrol show config limits',
      });
    }
    writeShared(join(round.folder, 'job.json'), `${JSON.stringify({ runner: 'slurm', id })}\n`);
    return arrayJob(id, round);
  },
  async resume(round) {
    const file = join(round.folder, 'job.json');
    if (!existsSync(file)) return null;
    const job = arrayJob(readJson(file, jobSchema).id, round);
    return (await job.isActive()) ? job : null;
  },
};

function arrayJob(id: string, round: Round): Job {
  let silent = 0;
  return {
    name: `Slurm job ${id}`,
    logs: join(round.folder, 'logs'),
    async isActive() {
      const ran = await command('squeue', ['--noheader', `--jobs=${id}`, '--format=%t']);
      // A controller forgets jobs some minutes after their end.
      if (/invalid job id/i.test(ran.all)) return false;
      if (ran.ok) {
        silent = 0;
        return ran.stdout.trim() !== '';
      }
      const said = ran.all.trim().split('\n').at(-1) ?? '';
      if (++silent === 1) note(`squeue does not answer, which may pass: ${said}`);
      if (silent >= SILENT) throw new ToolError(`squeue has not answered ${SILENT} times in a row:\n${said}`);
      return true;
    },
    cancel() {
      spawnSync('scancel', [id], { stdio: 'ignore', timeout: 10_000 });
    },
  };
}

const command = (program: string, args: readonly string[]) => runTool(program, args, { cwd: '/', timeout: PATIENCE });

/** Options of `sbatch`; none goes through a shell. */
export function batchOptions(queue: Queue, { tasks }: Round, settings: FarmSettings): string[] {
  const { partition, account, qos, time, memory, cpus, runningTasks, sbatch } = settings;
  const given = { partition, account, qos, time, mem: memory };
  return [
    '--parsable',
    `--job-name=bitbeat-${queue.kind}`,
    `--array=0-${tasks - 1}${runningTasks === undefined ? '' : `%${runningTasks}`}`,
    `--chdir=${process.cwd()}`,
    // The script writes its own log, whose folder may have any name: Slurm expands signs in names of its.
    ...['--output=/dev/null', '--error=/dev/null'],
    '--nodes=1',
    '--ntasks=1',
    `--cpus-per-task=${cpus}`,
    // A node that is lost: its tasks begin again elsewhere.
    '--requeue',
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...sbatch,
  ];
}

/** The batch script of a round's tasks. Whatever it names is quoted: no name means anything to the shell. */
export function batchScript(queue: Queue, round: Round, { modules, environment }: FarmSettings): string {
  const logs = quoted(join(round.folder, 'logs'));
  const exported = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [
    '#!/bin/bash',
    `# Written by bitbeat: task n of the array does the units of tasks/n.json beside this file.`,
    `exec >>${logs}/"$SLURM_ARRAY_TASK_ID".log 2>&1`,
    `echo "job $SLURM_ARRAY_JOB_ID task $SLURM_ARRAY_TASK_ID on $(hostname), node \${SLURMD_NODENAME:-?}, start \${SLURM_RESTART_COUNT:-0}"`,
    `cd ${quoted(process.cwd())} || exit 1`,
    ...(modules.length > 0 ? [`module load ${modules.map(quoted).join(' ')} || exit 1`] : []),
    ...exported,
    `exec ${taskCommand(queue, round).map(quoted).join(' ')} "$SLURM_ARRAY_TASK_ID"`,
    '',
  ].join('\n');
}

/** As one word of a shell, whatever is in it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
