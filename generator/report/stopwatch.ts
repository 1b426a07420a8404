import { existsSync } from 'node:fs';
import { z } from 'zod';
import { claim, type Fault, filled, generatorVersion, positive, readResult, some } from '../config/result-fields.js';
import { readJson } from '../support/read-json.js';
import { keptFile } from '../support/roots.js';
import { replaceBlock } from './block.js';
import { markdownTable } from './table.js';

export const STOPWATCH_DOCUMENT = keptFile('docs/start.md');
const RESULT = keptFile('docs/results/stopwatch/debian-12.json');
const STEPS = 'sim/stopwatch/steps.json';

const BLOCK = {
  begin: '<!-- minutes: written by `make stopwatch` -->',
  end: '<!-- end of minutes -->',
  what: 'the minutes that a new user takes',
};

/** What a new user types, and how it is known that it worked. */
const step = {
  to: filled,
  in: filled,
  commands: z.array(filled).min(1),
  says: filled.optional(),
  leaves: filled.optional(),
};
const stepsSchema = z.array(z.strictObject(step)).min(1);

const resultSchema = z.strictObject({
  date: z.iso.date(),
  generator: generatorVersion,
  commit: filled,
  machine: z.strictObject({ cores: some, processor: filled, memoryGB: some, loadBefore: z.number().min(0) }),
  tools: z.record(z.string(), filled),
  /** Seconds of each, and the load average of a minute at its end. */
  steps: z.array(z.strictObject({ ...step, seconds: positive, load: z.number().min(0) })).min(1),
});

export type Stopwatch = z.infer<typeof resultSchema>;
export type StopwatchStep = z.infer<typeof stepsSchema>[number];

/** The steps as they are now. Throws UserError. */
export const stopwatchSteps = (): StopwatchStep[] => readJson(STEPS, stepsSchema);

/** Whether there are minutes to tell. */
export const stopwatchRan = (): boolean => existsSync(RESULT);

/** The page with its minutes. Throws UserError. */
export function withStopwatch(page: string, where: string, path = RESULT): string {
  return replaceBlock(page, where, BLOCK, stopwatchBlock(readResult(path, resultSchema, faults), stopwatchSteps()));
}

const faults = ({ steps }: Stopwatch): Fault[] => {
  const twice = steps.find(({ to }, i) => steps.findIndex((other) => other.to === to) !== i);
  return claim(twice === undefined, 'steps', 'a step twice', twice?.to, 'each once');
};

const minutes = (seconds: number) => (seconds / 60).toFixed(1);

/**
 * A row a step, with the minutes since nothing was there.
 *
 * @param now what a user types now: what was measured with other commands is marked
 */
export function stopwatchBlock({ machine, tools, steps, date }: Stopwatch, now: readonly StopwatchStep[]): string {
  let since = 0;
  const rows = steps.map(({ seconds, load: _, ...typed }) => {
    since += seconds;
    const same = now.some((one) => JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(typed)));
    return [`${typed.to}${same ? '' : ' **(stale)**'}`, minutes(seconds), minutes(since), commandsOf(typed)];
  });
  const missing = now.filter(({ to }) => !steps.some((one) => one.to === to));
  const rest = missing.map((one) => [`${one.to} **(not measured)**`, '-', '-', commandsOf(one)]);
  const stale = rows.some(([to]) => to!.endsWith(' **(stale)**'))
    ? ['Stale: measured with other commands than they are now.']
    : [];
  return [
    markdownTable(['from nothing to', 'minutes', 'since the start', 'by'], [...rows, ...rest]),
    machineText({ machine, tools, steps, date }),
    ...stale,
  ].join('\n\n');
}

const inOrder = ({ to, in: folder, commands, says, leaves }: StopwatchStep) => [to, folder, commands, says, leaves];

const commandsOf = ({ commands }: StopwatchStep) => commands.map((command) => `\`${command}\``).join('<br>');

function machineText({ machine, tools, steps, date }: Pick<Stopwatch, 'machine' | 'tools' | 'steps' | 'date'>): string {
  const { debian, ...rest } = tools;
  const { cores, processor, memoryGB, loadBefore } = machine;
  const loads = [loadBefore, ...steps.map(({ load }) => load)];
  const versions = Object.entries(rest).map(([name, version]) => `${name} ${version}`);
  return [
    `A bare root of Debian ${debian}, ${date}: ${cores} cores (${processor}), ${memoryGB} GB, all downloads among it.`,
    `Load average before it ${loadBefore}, at most ${Math.max(...loads)} in it.`,
    `Then there: ${versions.join(', ')}.`,
  ].join(' ');
}
