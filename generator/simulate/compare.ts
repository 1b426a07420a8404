import type { Hardware } from '../arch/hardware.js';
import { completions } from '../arch/rhythm.js';
import { stepCycles } from '../arch/steps.js';
import type { ComparedLayer, ComparedStream, SimulationResult } from './result.js';
import { type SaidOf, streamsOf } from './streams.js';
import { judge, type Run } from './verdict.js';

type Compared = Omit<
  SimulationResult,
  'design' | 'generator' | 'tree' | 'simulator' | 'source' | 'fragmentsPerSecond' | 'processes' | 'waves' | 'recorded'
>;

/** Adds the runs up and judges them. `paused`: the ports paused at random, so cycles are not compared. */
export function compare(hardware: Hardware, runs: readonly Run[], paused: boolean): Compared {
  const fragments = runs.reduce((sum, run) => sum + run.fragments, 0);
  const { streams, cycleMismatches, failures } = judge(hardware, streamsOf(hardware), runs, paused);
  const start = runs[0]!.transcript.firstSample;
  const layers: ComparedLayer[] = hardware.layers.map((_, i) => {
    const firstEnd = runs[0]!.transcript.streams[i]!.firstEnd;
    return {
      ...streams[i]!,
      cyclesPredicted: hardware.layerCycles[i]!,
      cyclesCounted: firstEnd < 0 ? 0 : firstEnd - start + 1,
    };
  });
  if (!paused)
    for (const { name, cyclesPredicted, cyclesCounted } of layers)
      if (cyclesPredicted !== cyclesCounted)
        failures.push(`${name}: ${cyclesCounted} cycles counted, ${cyclesPredicted} predicted`);
  if (!paused) failures.push(...stepFailures(hardware, runs[0]!));
  return {
    fragments,
    layers,
    ...said(hardware, streams),
    cyclesPredicted: hardware.latencyCycles,
    cyclesCounted: layers.at(-1)!.cyclesCounted,
    ...intervals(hardware, runs),
    cycleMismatches,
    failures,
    pass: failures.length === 0,
  };
}

/** The first step of the first fragment whose last score came in another cycle than predicted. */
function stepFailures(hardware: Hardware, { transcript: { steps, firstSample } }: Run): string[] {
  const predicted = stepCycles(hardware) ?? [];
  const counted = steps.map(({ cycle }) => cycle - firstSample + 1);
  const at = predicted.findIndex((cycles, step) => counted[step] !== cycles);
  if (at < 0) return [];
  return [`step ${at}: ${counted[at] ?? 'no'} cycles counted, ${predicted[at]} predicted`];
}

/** What the core said beside the scores, as it was compared. */
function said(hardware: Hardware, streams: readonly ComparedStream[]) {
  const of = streamsOf(hardware).flatMap(({ says }, i) => (says === null ? [] : [{ says, stream: streams[i]! }]));
  const only = (is: (says: SaidOf) => boolean) => of.find(({ says }) => is(says))?.stream ?? null;
  const outputs = of.filter(({ says }) => says !== 'step' && !says.only).map(({ stream }) => stream);
  return {
    class: only((says) => says !== 'step' && says.only && says.kind === 'class'),
    labels: only((says) => says !== 'step' && says.only && says.kind === 'labels'),
    ...(outputs.length > 0 && { outputs }),
    step: only((says) => says === 'step'),
  };
}

/** Interval at the end of the longest run. */
function intervals(
  hardware: Hardware,
  runs: readonly Run[],
): Pick<SimulationResult, 'intervalPredicted' | 'intervalCounted'> {
  const longest = runs.reduce((best, run) =>
    run.transcript.fragments.length > best.transcript.fragments.length ? run : best,
  );
  const counted = longest.transcript.fragments.map(({ cycle }) => cycle);
  if (counted.length < 2) return { intervalPredicted: null, intervalCounted: null };
  const predicted = completions(hardware, counted.length);
  return {
    intervalPredicted: predicted.at(-1)! - predicted.at(-2)!,
    intervalCounted: counted.at(-1)! - counted.at(-2)!,
  };
}
