import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { campaign } from './campaign.js';
import type { Result } from './case.js';

const HELP = `make fuzz-inputs ARGS='--cases 200 --seed 1'

Bad inputs for the built program: verbs, flags and files are drawn and damaged, each case runs as a user without rights in a folder
of its own, and must end by itself with 0, 1 or 2, without a stack trace, and with nothing changed, half made or left running.

  --cases N      cases (200)            --case I    this one alone, with all it said
  --seed N       seed of the cases (1)  --keep      leave the folders of cases that are run
  --processes N  cases at once          --limit S   seconds that a case may take (60)
Exit code 1 if a case fails.`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    case: { type: 'string' },
    processes: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    limit: { type: 'string', default: '60' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function whole(flag: string, text: string, min: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= min) return Number(text);
  process.stderr.write(`--${flag}: not a whole number from ${min}\n`);
  return process.exit(2);
}

/** As a shell takes it. */
const quoted = (args: readonly string[]) =>
  args.map((arg) => (/^[\w./:=-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(' ');

function log({ index, line, damage, code, seconds, faults, stderr, folder }: Result, seed: number, all: boolean): void {
  if (faults.length === 0 && !all) return;
  const short = (text: string, max: number) => (text.length > max && !all ? `${text.slice(0, max)}...` : text);
  console.log(
    [
      `case ${index}: ${faults.length === 0 ? 'ok' : faults.join('\n  ')}`,
      `  bitbeat ${short(JSON.stringify(quoted(line.args)).slice(1, -1), 400)}`,
      ...(damage === '' ? [] : [`  with ${damage}`]),
      `  exit code ${code}, ${seconds.toFixed(1)} s; it said: ${short(JSON.stringify(stderr.trim()), 300)}`,
      `  repeat: make fuzz-inputs ARGS='--seed ${seed} --case ${index}'`,
      ...(folder === null ? [] : [`  folder: ${folder}`]),
    ].join('\n'),
  );
}

if (values.help) console.log(HELP);
else {
  const seed = whole('seed', values.seed, 0);
  const one = values.case === undefined ? null : whole('case', values.case, 0);
  const indices = one === null ? Array.from({ length: whole('cases', values.cases, 1) }, (_, i) => i) : [one];
  const codes = new Map<string, number>();
  const start = performance.now();
  const failed = await campaign(process.cwd(), {
    seed,
    indices,
    processes: whole('processes', values.processes, 1),
    limit: whole('limit', values.limit, 1),
    keep: values.keep,
    onResult: (result) => {
      codes.set(`${result.code}`, (codes.get(`${result.code}`) ?? 0) + 1);
      log(result, seed, one !== null);
    },
  });
  const counts = [...codes].sort().map(([code, n]) => `${n} with ${code}`);
  console.log(`${indices.length} cases in ${((performance.now() - start) / 1000).toFixed(0)} s: ${counts.join(', ')}`);
  console.log(failed.length === 0 ? 'PASS' : `${failed.length} cases FAIL`);
  if (failed.length > 0) process.exitCode = 1;
}
