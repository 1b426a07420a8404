import { architectureOf } from '../../arch/architectures.js';
import type { Hardware } from '../../arch/hardware.js';
import { type Activity, joinActivities, type Schedule } from '../../arch/schedule.js';
import type { TimelineData } from '../data.js';
import { packed } from '../packed.js';

/** What the page says of a schedule beside its picture. */
export interface ScheduleFacts {
  timeline: TimelineData;
  /** What rows are, in words. */
  meanings: { name: string; meaning: string }[];
  /** Cycles of each row in the parts of the axis, or in all. */
  columns: string[];
  totals: { name: string; cycles: number[] }[];
}

/** Engines that work side by side are rows; of one engine for all layers rows are what it does, and layers parts of the time. */
export function scheduleFacts(hardware: Hardware, schedule: Schedule): ScheduleFacts {
  const { layers } = hardware;
  const parts = [
    { name: 'input', activities: schedule.input },
    ...layers.map(({ name }, i) => ({ name, activities: schedule.layers[i]!.activities })),
  ];
  return architectureOf(hardware).sideBySide ? bySource(hardware, parts, schedule) : byKind(hardware, parts, schedule);
}

type Part = { name: string; activities: Activity[] };

function bySource({ latencyCycles }: Hardware, parts: Part[], { doing }: Schedule): ScheduleFacts {
  const used = doing.filter((_, kind) => parts.some(({ activities }) => activities.some((one) => one.doing === kind)));
  return {
    timeline: {
      ...axis(parts, latencyCycles),
      rows: parts.map(({ name, activities }) => ({ label: name, kinds: [solid(name, activities)] })),
      bands: [],
    },
    meanings: [...used],
    columns: ['cycles'],
    totals: parts.map(({ name, activities }) => ({ name, cycles: [sum(activities)] })),
  };
}

function byKind({ latencyCycles }: Hardware, parts: Part[], { doing }: Schedule): ScheduleFacts {
  const rows = doing.map(({ name }, kind) => {
    const of = (activities: readonly Activity[]) => activities.filter((one) => one.doing === kind);
    const all = parts.flatMap(({ activities }) => of(activities)).sort((a, b) => a.from - b.from);
    return { name, all: joinActivities(all), cycles: parts.map(({ activities }) => sum(of(activities))) };
  });
  const bands = parts.flatMap(({ name, activities }) => {
    const last = activities.at(-1);
    return last === undefined ? [] : [{ label: name, from: activities[0]!.from, to: last.from + last.cycles }];
  });
  return {
    timeline: {
      ...axis(parts, latencyCycles),
      rows: rows.map(({ name, all }) => ({ label: name, kinds: [solid(name, all)] })),
      bands,
    },
    meanings: [...doing],
    columns: parts.map(({ name }) => name),
    totals: rows.map(({ name, cycles }) => ({ name, cycles })),
  };
}

const sum = (activities: readonly Activity[]) => activities.reduce((total, { cycles }) => total + cycles, 0);

function axis(parts: readonly Part[], latencyCycles: number): Pick<TimelineData, 'unit' | 'from' | 'to'> {
  const starts = parts.flatMap(({ activities }) => activities[0]?.from ?? []);
  return { unit: 'cycle', from: Math.min(1, ...starts), to: latencyCycles + 1 };
}

const solid = (label: string, activities: readonly Activity[]) => ({
  style: 'solid' as const,
  label,
  starts: packed(activities.map(({ from }) => from)),
  lengths: packed(activities.map(({ cycles }) => cycles)),
});
