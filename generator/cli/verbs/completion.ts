import { Argument, Command } from 'commander';
import { knownDesigns } from '../../config/known-designs.js';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { type CompletedVerb, completedVerbs } from '../completion/words.js';
import { zshScript } from '../completion/zsh.js';
import { jsonOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ source <(npx bitbeat completion bash)      # in ~/.bashrc; npx bitbeat is completed too
  $ source <(npx bitbeat completion zsh)       # in ~/.zshrc, behind compinit
  $ npx bitbeat completion fish | source       # in ~/.config/fish/config.fish
  $ npx bitbeat completion designs             # what the scripts ask for: the names of all designs

Verbs, options and their choices are those of this bitbeat, designs those of the folder that one is in. In zsh and fish an alias makes
it short: alias bitbeat='npx bitbeat'.`;

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  string,
  (verbs: readonly CompletedVerb[]) => string
>;
type Shell = keyof typeof SCRIPTS;

/** `bitbeat completion`: what a shell needs to complete a command line; `whole`: the program with all its verbs. */
export function completionCommand(whole: () => Promise<Command>): Command {
  return new Command('completion')
    .description('print a script by which a shell completes command lines')
    .addArgument(new Argument('<shell>', 'whose script').choices([...Object.keys(SCRIPTS), 'designs']))
    .addOption(jsonOption('print one JSON object instead'))
    .addHelpText('after', EXAMPLE)
    .action(async (shell: Shell | 'designs', { json }: { json?: boolean }) => {
      if (shell === 'designs') {
        const designs = knownDesigns().map(({ name }) => name);
        console.log(json ? JSON.stringify({ designs }, null, 2) : designs.join('\n'));
        return;
      }
      const verbs = completedVerbs(await whole());
      if (json) console.log(JSON.stringify({ shell, verbs }, null, 2));
      else process.stdout.write(SCRIPTS[shell](verbs));
    });
}
