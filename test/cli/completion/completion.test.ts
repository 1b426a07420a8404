import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completedVerbs } from '../../../generator/cli/completion/words.js';
import { program, verbs } from '../../../generator/cli/program.js';
import { which } from '../../../generator/support/tools.js';
import { bitbeat } from '../run-in-process.js';

/** The scripts, in the shells that they are for; zsh and fish where they are installed. */

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-completion-test-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    join(folder, 'bin/bitbeat'),
    `#!/bin/sh\nexec '${process.execPath}' '${resolve('dist/cli/main.js')}' "$@"\n`,
  );
  chmodSync(join(folder, 'bin/bitbeat'), 0o755);
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(folder, shell), (await bitbeat('completion', shell)).stdout);
  mkdirSync(join(folder, 'work/recordings'), { recursive: true });
  mkdirSync(join(folder, 'work/configs/designs'), { recursive: true });
  writeFileSync(join(folder, 'work/weights.onnx'), '');
  writeFileSync(join(folder, 'work/configs/designs/own-design.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true }));

function ran(program: string, ...args: string[]): string {
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: join(folder, 'work'), env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What each line leads to, the last word unfinished. */
const LINES: [string, string[], string[]?][] = [
  ['simu', ['simulate']],
  ['simulate --simulator ', ['icarus', 'verilator']],
  ['simulate --simulator ver', ['verilator']],
  ['simulate --wave-f', ['--wave-fragment', '--wave-fragments', '--wave-from']],
  ['simulate --design own', ['own-design']],
  ['simulate own', ['own-design']],
  ['networks com', ['compared']],
  ['import wei', ['weights.onnx']],
  ['train --config wei', ['weights.onnx']],
  ['simulate --vectors rec', ['recordings']],
  ['bitstream --board ice', ['icebreaker', 'icesugar']],
  ['synth --part ecp5-2', ['ecp5-25f']],
];

const sorted = (lines: string) => [...new Set(lines.split('\n').filter((line) => line !== ''))].sort();
/** Folders are shown with a slash or without. */
const bare = (names: string[]) => names.map((name) => name.replace(/\/$/, ''));

describe('bash', () => {
  const complete = (words: string[], how: string) => {
    const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ${how}; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return sorted(ran('bash', '--norc', '-c', script, 'bash', join(folder, 'bash'), ...words));
  };
  test.each(LINES)('%j', (line, wanted) => {
    expect(complete(['bitbeat', ...line.split(' ')], '_bitbeat')).toEqual(wanted);
    expect(complete(['npx', 'bitbeat', ...line.split(' ')], '_bitbeat_npx')).toEqual(wanted);
  });

  test('verbs, --option=value, and nothing for a text that nobody knows', () => {
    expect(complete(['bitbeat', ''], '_bitbeat')).toEqual(expect.arrayContaining([...verbs]));
    expect(complete(['bitbeat', 'simulate', '--simulator', '=', 'ica'], '_bitbeat')).toEqual(['icarus']);
    expect(complete(['bitbeat', 'simulate', '--stall', ''], '_bitbeat')).toEqual([]);
    expect(complete(['npx', 'other', ''], '_bitbeat_npx')).toEqual([]);
  });
});

describe.skipIf(which('fish') === undefined)('fish', () => {
  test.each(LINES)('%j', (line, wanted) => {
    const script = 'source $argv[1]; complete -C "bitbeat $argv[2]"';
    const found = sorted(ran('fish', '--no-config', '-c', script, join(folder, 'fish'), line));
    const names = bare(found.map((one) => one.split('\t')[0]!));
    expect(names.filter((name) => wanted.includes(name)).sort()).toEqual(wanted);
    expect(names.length).toBe(wanted.length);
  });
});

/** Of an interactive zsh: each match that is added goes into the file $HITS. */
const ZSHRC = `
autoload -Uz compinit; compinit -D -u
source $SCRIPT
compadd () {
  if [[ "$*" != *(-O|-A|-D)\\ * ]]; then
    local -a hits
    builtin compadd -A hits "$@"
    print -rl -- $hits >> $HITS
  fi
  builtin compadd "$@"
}
`;
/** Types a line and a tab into it, and waits until its completion is over. */
const ZPTY = `
zmodload zsh/zpty
export SCRIPT=$1 HITS=$3
: > $HITS
zpty shell zsh -f -i
zpty -w shell "source $4; : > $HITS.ready"
while [[ ! -e $HITS.ready ]]; do sleep 0.05; done
zpty -n -w shell "bitbeat $2"$'\\t'
for i in {1..100}; do
  sleep 0.05
  zpty -r -t shell line
  if [[ -s $HITS ]]; then sleep 0.1; break; fi
done
zpty -d shell
cat $HITS
rm $HITS $HITS.ready
`;

describe.skipIf(which('zsh') === undefined)('zsh', () => {
  test.each(LINES)('%j', (line, wanted) => {
    writeFileSync(join(folder, 'zshrc'), ZSHRC);
    const files = [join(folder, 'hits'), join(folder, 'zshrc')];
    const found = ran('zsh', '-f', '-c', ZPTY, 'zsh', join(folder, 'zsh'), line, ...files);
    expect(bare(sorted(found))).toEqual(wanted);
  });
});

test('every verb and every option of the program is in each script', async () => {
  const all = completedVerbs(await program([]));
  expect(all.map(({ name }) => name)).toEqual(verbs);
  const text = (shell: string) => readFileSync(join(folder, shell), 'utf8');
  for (const { name, options } of all) {
    const long = options.flatMap(({ flags }) => flags).filter((flag) => flag.startsWith('--'));
    const [, inBash] = new RegExp(`^ {6}${name}\\) _bitbeat_words '(.*)' ;;$`, 'm').exec(text('bash'))!;
    expect(inBash!.split(' ')).toEqual(expect.arrayContaining(long));
    for (const flag of long) {
      expect(text('zsh')).toContain(`'${flag}`);
      expect(text('fish')).toMatch(new RegExp(`seen_subcommand_from ${name}' .*-l ${flag.slice(2)} `));
    }
  }
});

test('the names of designs, and a shell that is none', async () => {
  expect((await bitbeat('completion', 'designs')).stdout).toContain('ecg17-small\n');
  expect(JSON.parse((await bitbeat('completion', 'bash', '--json')).stdout)).toMatchObject({ shell: 'bash' });
  const refused = await bitbeat('completion', 'csh');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Allowed choices are bash, zsh, fish') });
});
