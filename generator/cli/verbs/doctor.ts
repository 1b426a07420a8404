import { Command } from 'commander';
import { textTable } from '../../report/table.js';
import { UserError } from '../../support/errors.js';
import { setupCommand } from '../../support/roots.js';
import { type FoundTool, findTool, TOOLS, type Tool } from '../../support/tools.js';
import { jsonOption } from '../options.js';

/** One line of the doctor's table. */
interface Finding extends Omit<Tool, 'versionArguments' | 'role'>, FoundTool {}

/** `bitbeat doctor`: each tool with its version, what is missing, and the command that mends it. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('check the tools')
    .description('Names each tool that bitbeat runs, its version, what is missing and the command that mends it.')
    .addOption(jsonOption('print one JSON object'))
    .addHelpText('after', '\nExample:\n  $ npx bitbeat doctor\n\nExit code 1 if a needed tool is missing.')
    .action(async ({ json = false }: { json?: boolean }) => {
      const tools: Finding[] = TOOLS.map(({ versionArguments, role, ...tool }) => ({
        ...tool,
        ...findTool({ ...tool, versionArguments, role }),
      }));
      const training = await trainingBackend();
      const ok = tools.every((tool) => !tool.needed || tool.problem === undefined) && training.problem === undefined;
      console.log(json ? JSON.stringify({ ok, tools, training }, null, 2) : table(tools, training, ok));
      if (!ok) process.exitCode = 1;
    });
}

interface TrainingBackend {
  backend?: 'native' | 'wasm';
  why?: string;
  problem?: string;
  /** Its packages are not there; the command that installs them. */
  missing?: string;
}

/** Which TensorFlow.js backend training would use, found out by loading it. */
async function trainingBackend(): Promise<TrainingBackend> {
  try {
    const { loadBackend } = await import('../../train/backend.js');
    const { name, why } = await loadBackend();
    return { backend: name, why };
  } catch (error) {
    const missing = error instanceof UserError ? error.problems[0]?.fix : undefined;
    if (missing?.startsWith('npm install')) return { missing };
    return { problem: `does not load: ${(error as Error).message.split('\n')[0]}` };
  }
}

function table(tools: readonly Finding[], training: TrainingBackend, ok: boolean): string {
  const rows = tools.map((tool) => {
    const state = tool.problem === undefined ? 'ok' : tool.needed ? 'MISSING' : 'optional';
    return [state, tool.name, tool.version ?? '-', `>= ${tool.least}`, tool.purpose];
  });
  rows.push([
    training.missing !== undefined ? 'optional' : training.problem === undefined ? 'ok' : 'MISSING',
    'tensorflow.js',
    training.backend ?? '-',
    '',
    'training',
  ]);
  const notes = tools
    .filter((tool) => tool.problem !== undefined)
    .map((tool) => `${tool.name}: ${tool.problem}; mend it: ${tool.mend}`);
  if (training.why !== undefined) notes.push(`tensorflow.js: ${training.why}`);
  if (training.missing !== undefined) notes.push(`tensorflow.js: not installed; mend it: ${training.missing}`);
  if (training.problem !== undefined) notes.push(`tensorflow.js: ${training.problem}; mend it: npm ci`);
  const verdict = ok ? 'All needed tools are there.' : `Something needed is missing: ${setupCommand()} installs it.`;
  return [textTable(['state', 'tool', 'version', 'needed', 'for what'], rows), '', ...notes, verdict].join('\n');
}
