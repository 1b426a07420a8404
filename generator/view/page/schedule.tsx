import { Chapter, Table } from '../../report/html/parts.js';
import { grouped } from '../../report/table.js';
import type { ScheduleFacts } from '../artefacts/schedule.js';

/** A picture that the page's script draws, with its controls. */
export function Timeline({ name, label }: { name: 'schedule' | 'recording'; label: string }) {
  return (
    <div class="timeline" data-timeline={name}>
      <div class="controls" role="group" aria-label={`zoom of the ${name}`}>
        <button type="button" data-zoom="in">
          zoom in
        </button>
        <button type="button" data-zoom="out">
          zoom out
        </button>
        <button type="button" data-zoom="left">
          earlier
        </button>
        <button type="button" data-zoom="right">
          later
        </button>
        <button type="button" data-zoom="all">
          all
        </button>
        <output data-range />
      </div>
      <canvas tabIndex={0} role="img" aria-label={`${label}; keys: + and - zoom, arrows move, 0 shows all`} />
      <p class="readout" data-readout aria-live="polite" />
    </div>
  );
}

export function ScheduleChapter({
  facts,
  latencyCycles,
  intervalCycles,
}: {
  facts: ScheduleFacts;
  latencyCycles: number;
  intervalCycles: number;
}) {
  const { meanings, columns, totals } = facts;
  return (
    <Chapter id="schedule" title="Schedule">
      <p>
        One fragment on its own: {grouped(latencyCycles)} cycles from its first sample taken, which is cycle 1, to its
        last score taken;
        {` ${grouped(intervalCycles)} from one fragment to the next`}. Samples are always offered and scores always
        taken; the data change no cycle.
      </p>
      <Timeline name="schedule" label="what is done in each cycle" />
      <Table
        label="cycles by what is done"
        head={['doing', ...columns]}
        rows={totals.map(({ name, cycles }) => [name, ...cycles.map(grouped)])}
      />
      <dl class="words">
        {meanings.map(({ name, meaning }) => (
          <div>
            <dt>{name}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Chapter>
  );
}
