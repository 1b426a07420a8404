import { Chapter, Table } from '../../report/html/parts.js';
import { grouped } from '../../report/table.js';
import type { Simulated } from '../artefacts/results.js';
import type { OutputFacts, WindowFacts } from '../artefacts/window.js';

/** One window followed through the hardware. */
export function WindowChapter({ facts, simulated }: { facts: WindowFacts; simulated: Simulated | null }) {
  const { data, name, source, left, outputs } = facts;
  return (
    <Chapter id="window" title="One window through the hardware">
      <p>
        <code>{name}</code>, {source}. Values are those of the integer network, which the hardware computes bit by bit;
        cycles are those of the schedule. Move the cycle, or point at a value.
      </p>
      <Verdict simulated={simulated} />
      <div class="window" data-window>
        <div class="controls" role="group" aria-label="cycle">
          <button type="button" data-play>
            play
          </button>
          <label>
            cycle <input type="range" min="0" max={data.latencyCycles} value={data.latencyCycles} data-cycle />
          </label>
          <output data-at />
        </div>
        <p class="readout" data-readout aria-live="polite" />
        <figure>
          <figcaption>signal</figcaption>
          <canvas data-signal role="img" aria-label="the window's samples" />
        </figure>
        {data.layers.map(({ name: layer, channels, positions, min, max, lastCycle, cycles }, i) => (
          <figure>
            <figcaption>
              {layer}: {channels} channels, {grouped(positions)} positions, {min} to {max};{' '}
              {cycles === null ? 'pooled once all are there, the last' : 'the last'} in cycle {grouped(lastCycle)}
            </figcaption>
            <canvas
              data-layer={i}
              tabIndex={0}
              role="img"
              aria-label={`values of ${layer}; arrows move from value to value`}
            />
          </figure>
        ))}
        {left.length > 0 && <p class="note">Without their values, which are too many for a page: {left.join(', ')}.</p>}
      </div>
      {outputs.map((output) => (
        <Output {...output} />
      ))}
    </Chapter>
  );
}

function Verdict({ simulated }: { simulated: Simulated | null }) {
  if (simulated === null)
    return (
      <p class="note">
        Not simulated here yet: <code>npx bitbeat simulate</code> compares every value and cycle.
      </p>
    );
  const { result, stale } = simulated;
  const found = result.layers.filter(({ first }) => first !== null);
  return (
    <>
      <p class={result.pass ? 'pass' : 'fail'} role="status">
        {result.pass ? 'PASS' : 'FAIL'}: {result.simulator}, {grouped(result.fragments)} fragments,{' '}
        {grouped(result.layers.reduce((sum, { values }) => sum + values, 0))} values of layers compared
        {stale === null ? '' : `; ${stale}`}
      </p>
      {result.failures.map((failure) => (
        <p class="fail">{failure}</p>
      ))}
      {found.length > 0 && (
        <Table
          label="first differences"
          head={['layer', 'fragment', 'channel', 'position', 'cycle after reset', 'expected', 'found']}
          rows={found.map(({ name, first }) => [
            ...[name, first!.fragment, first!.channel, first!.position, grouped(first!.cycle)],
            ...[first!.expected ?? 'none', <strong class="fail">{first!.got}</strong>],
          ])}
        />
      )}
    </>
  );
}

function Output({ name, scores, steps }: OutputFacts) {
  const several = steps > 1;
  const shown = scores[0]!.scores.length;
  const head = Array.from({ length: shown }, (_, step) => (several ? `step ${step}` : 'score'));
  return (
    <>
      <Table
        label={`scores${name ? ` of ${name}` : ''}`}
        head={[name || 'scores', ...head.flatMap((title) => [title, 'cycle', 'says'])]}
        rows={scores.map((row) => [
          row.label,
          ...row.scores.flatMap((score, step) => [
            grouped(score),
            row.cycles === null ? '-' : grouped(row.cycles[step]!),
            row.says[step],
          ]),
        ])}
      />
      {several && (
        <p class="note">
          The first {shown} of {grouped(steps)} steps.
        </p>
      )}
    </>
  );
}
