import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** What becomes of the tasks of one job array: see fake-slurm.mjs. */
export interface Plan {
  refuse?: string;
  run?: boolean;
  /** Looks at the queue that find it running. */
  polls?: number;
  tasks?: Readonly<Record<number, 'done' | 'lost' | 'nothing' | 'failed' | 'damaged'>>;
}

export interface FakeSlurm {
  /** Names with blanks and quotes: nothing of them means anything to a shell. */
  folder: string;
  /** Environment of a process that finds it. */
  env: NodeJS.ProcessEnv;
  /** Command lines so far, those of one command. */
  calls(command: string): string[][];
  /** Looks at the queue that get no answer from now on. */
  silence(looks: number): void;
  /** Number of whatever ended; forgets a job as a controller does. */
  forget(id: number): void;
  remove(): void;
}

/** Commands of Slurm in a folder of their own. */
export function fakeSlurm(plans: readonly Plan[]): FakeSlurm {
  const folder = mkdtempSync(join(tmpdir(), `bitbeat farm's "$(x)" `));
  const [bin, state] = [join(folder, 'bin'), join(folder, 'state')];
  for (const made of [bin, state]) mkdirSync(made);
  writeFileSync(join(state, 'plan.json'), JSON.stringify(plans));
  for (const name of ['sbatch', 'squeue', 'scancel']) {
    const file = join(bin, name);
    writeFileSync(
      file,
      `#!/bin/sh\nexec '${process.execPath}' '${resolve('test/farm/fake-slurm.mjs')}' ${name} "$@"\n`,
    );
    chmodSync(file, 0o755);
  }
  return {
    folder,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, FAKE_SLURM: state },
    calls: (command) => {
      const file = join(state, 'calls');
      const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
      return lines.map((line) => JSON.parse(line) as string[]).filter(([name]) => name === command);
    },
    silence: (looks) => writeFileSync(join(state, 'silent'), `${looks}`),
    forget: (id) => rmSync(join(state, `${id}.job`)),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
