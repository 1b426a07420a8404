import type { BoardFacts } from '../../report/datasheet/board-facts.js';
import { Markdown } from '../../report/html/markdown.js';
import { Chapter, Picture, Stale, Table } from '../../report/html/parts.js';
import { powerRows } from '../../report/power.js';
import type { ReportedPower } from '../../report/power-results.js';
import { grouped } from '../../report/table.js';

/** Area against time of designs of the same model, with those that no other one beats in both. */
export function AreaChapter({
  names,
  pictures,
}: {
  names: string;
  pictures: readonly { part: string; svg: string }[];
}) {
  return (
    <Chapter id="area" title="Area against time">
      {pictures.length === 0 ? (
        <p class="note">No sweep of this model: a file in configs/sweep and npx bitbeat sweep make one.</p>
      ) : (
        <>
          <Markdown text={names} />
          {pictures.map(({ part, svg }) => (
            <Picture svg={svg} label={`area against time on ${part}`} />
          ))}
        </>
      )}
    </Chapter>
  );
}

/** What a fragment costs, modelled, part by part. */
export function PowerChapter({ results }: { results: readonly ReportedPower[] }) {
  return (
    <Chapter id="power" title="Power">
      {results.length === 0 ? (
        <p class="note">Not modelled yet: npx bitbeat power.</p>
      ) : (
        results.map((result) => (
          <>
            <h3>
              {result.design} on {result.target} <Stale mark={result.stale} />
            </h3>
            <PowerBars result={result} />
            <Table
              label={`power on ${result.target}`}
              head={[]}
              rows={powerRows(result).map((row) => row.map((cell) => cell.replaceAll('**', '')))}
            />
          </>
        ))
      )}
    </Chapter>
  );
}

function PowerBars({ result: { parts } }: { result: ReportedPower }) {
  const most = Math.max(...parts.map(({ energyUj }) => energyUj));
  return (
    <dl class="bars">
      {parts.map(({ name, energyUj }) => (
        <div>
          <dt>{name}</dt>
          <dd>
            <span class="bar" style={`width: ${((60 * energyUj) / most).toFixed(1)}%`} />{' '}
            {Number(energyUj.toPrecision(3))} uJ
          </dd>
        </div>
      ))}
    </dl>
  );
}

const speed = (times: number) => (times < 10 ? times.toFixed(1) : grouped(Math.round(times)));

/** What each board makes of the design, and its pins. */
export function BoardsChapter({ boards }: { boards: readonly BoardFacts[] }) {
  return (
    <Chapter id="boards" title="Boards">
      <Table
        label="boards"
        head={['board', 'part', 'clock, MHz', 'latency, us', 'times real time', 'fits', 'measured']}
        rows={boards.map(({ title, device, clockMHz, latencyUs, timesRealTime, fits, measured }) => [
          ...[title, device, clockMHz, grouped(Math.round(latencyUs)), speed(timesRealTime), fits],
          measured === null ? '-' : measured.stale === null ? 'placed and routed' : <Stale mark={measured.stale} />,
        ])}
      />
      {boards.map(({ name, title, pins }) => (
        <details>
          <summary>Pins of {title}</summary>
          <div class="scroll" tabIndex={0} role="group" aria-label={`pins of ${name}`}>
            <pre>{pins.text}</pre>
          </div>
        </details>
      ))}
    </Chapter>
  );
}
