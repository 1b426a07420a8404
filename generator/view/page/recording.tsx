import { Chapter, Table } from '../../report/html/parts.js';
import { grouped } from '../../report/table.js';
import type { RecordingFacts } from '../artefacts/recording.js';
import { Timeline } from './schedule.js';

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, '0')}`;

/** A recording with the classes as they came, against its annotations. */
export function RecordingChapter({ facts }: { facts: RecordingFacts }) {
  const { name, source, hops, falseAlarms, rules } = facts;
  const share = hops.known === 0 ? '-' : `${((100 * hops.right) / hops.known).toFixed(1)} %`;
  return (
    <Chapter id="recording" title={`Recording ${name}`}>
      <p>
        {source}: a window every {rules.hopSeconds} s, {grouped(hops.all)} in all; {grouped(hops.heldBack)} held back by
        the guard. Of {grouped(hops.known)} with a class in the annotations {grouped(hops.right)} are right: {share}. An
        alarm is a class told for {rules.shortestAlarm} s without a break; it ends when that is not so for{' '}
        {rules.bridgedAlarm} s.
      </p>
      <p class="note">
        The network may have been trained on this recording: how it does on what it has not seen is told under Accuracy.
      </p>
      <ul class="legend">
        <li class="hatched">annotated</li>
        <li class="solid">told by the network</li>
        <li class="mark">false alarm</li>
      </ul>
      <Timeline name="recording" label="classes told and annotated over time" />
      <p>
        {falseAlarms.length === 0
          ? 'No false alarm.'
          : `${falseAlarms.length} false alarm${falseAlarms.length === 1 ? '' : 's'}:`}
      </p>
      {falseAlarms.length > 0 && (
        <Table
          label="false alarms"
          head={['told', 'from', 'to', 'annotated']}
          rows={falseAlarms.map((alarm) => [alarm.class, clock(alarm.from), clock(alarm.to), alarm.annotated])}
        />
      )}
    </Chapter>
  );
}
