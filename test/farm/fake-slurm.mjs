// A Slurm that does all tasks of an array before `sbatch` returns, or loses them as `plan.json` of the folder FAKE_SLURM says.
// Started under the names of its commands: node fake-slurm.mjs sbatch ...
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const state = process.env.FAKE_SLURM;
const [command, ...args] = process.argv.slice(2);
const at = (name) => join(state, name);
appendFileSync(at('calls'), `${JSON.stringify([command, ...args])}\n`);
/** By submission: `refuse` text, `run` the script itself, else what becomes of tasks: `{ "0": "lost" }`, all others are done. */
const plans = JSON.parse(readFileSync(at('plan.json'), 'utf8'));
const submitted = () => readdirSync(state).filter((name) => name.endsWith('.job')).length;

const commands = {
  sbatch() {
    const number = submitted();
    const plan = plans[number] ?? {};
    if (plan.refuse) {
      process.stderr.write(`${plan.refuse}\n`);
      process.exit(1);
    }
    const script = args.at(-1);
    const [, last] = /^--array=0-(\d+)/.exec(args.find((arg) => arg.startsWith('--array=')));
    const id = 100 + number;
    writeFileSync(at(`${id}.job`), JSON.stringify({ polls: plan.polls ?? 0 }));
    for (let task = 0; task <= Number(last); task++) {
      if (plan.run)
        spawnSync('bash', [script], {
          env: { ...process.env, SLURM_ARRAY_TASK_ID: `${task}`, SLURM_ARRAY_JOB_ID: `${id}` },
        });
      else units(script, task, plan.tasks?.[task] ?? 'done');
    }
    process.stdout.write(`${id};cluster\n`);
  },
  squeue() {
    const [, id] = /^--jobs=(\d+)$/.exec(args.find((arg) => arg.startsWith('--jobs=')));
    const silent = existsSync(at('silent')) ? Number(readFileSync(at('silent'), 'utf8')) : 0;
    if (silent > 0) {
      writeFileSync(at('silent'), `${silent - 1}`);
      process.stderr.write('slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n');
      process.exit(1);
    }
    if (!existsSync(at(`${id}.job`))) {
      process.stderr.write('slurm_load_jobs error: Invalid job id specified\n');
      process.exit(1);
    }
    const job = JSON.parse(readFileSync(at(`${id}.job`), 'utf8'));
    if (job.polls > 0) process.stdout.write('R\n');
    writeFileSync(at(`${id}.job`), JSON.stringify({ polls: job.polls - 1 }));
  },
  scancel() {
    writeFileSync(at(`${args.at(-1)}.job`), JSON.stringify({ polls: 0 }));
  },
};

/** What a node makes of a task's units, without doing them: made-up results of fuzz. */
function units(script, task, fate) {
  const round = dirname(script);
  const results = join(round, '../../../results/fuzz');
  const all = JSON.parse(readFileSync(join(round, 'tasks', `${task}.json`), 'utf8'));
  for (const [i, { key, input }] of all.entries()) {
    const file = join(results, key.slice(0, 2), `${key}.json`);
    mkdirSync(dirname(file), { recursive: true });
    // A node that is lost has done its first unit, and was writing its second.
    if (fate === 'lost' && i === 1) writeFileSync(`${file}.part-node-1-1`, '{"format"');
    if (fate === 'nothing' || (fate === 'lost' && i > 0)) continue;
    if (fate === 'failed') {
      mkdirSync(join(round, 'failed'), { recursive: true });
      writeFileSync(join(round, 'failed', `${key}.json`), JSON.stringify({ key, message: 'no space is left' }));
      continue;
    }
    const result = { identity: 'made up', values: input.index, cycles: 1, failures: [] };
    const text = JSON.stringify({ format: 'bitbeat-unit', version: 1, key, result });
    writeFileSync(file, fate === 'damaged' ? text.slice(0, 40) : text);
  }
}

commands[command]();
