import type { ExplorationResult } from '../explore/result.js';
import { page } from '../report/html/page.js';
import { Chapter, Picture, Table } from '../report/html/parts.js';
import { areaTimePicture } from '../report/pictures/explored.js';
import { renderSvg } from '../report/pictures/render.js';
import { grouped } from '../report/table.js';
import { themed } from './themed.js';

/** A page on what a search found: one HTML file that needs no other one. */
export async function exploredPage(result: ExplorationResult): Promise<string> {
  const { name, part, designs, estimated, tools, models, training } = result;
  const placed = designs.filter((design) => design.placed !== null);
  const svg = placed.length < 2 ? null : themed(await renderSvg(areaTimePicture(result)));
  const chapters = [
    { id: 'front', title: 'Pareto set' },
    { id: 'rungs', title: 'Rungs' },
    { id: 'models', title: 'Models' },
  ];
  return page(
    { title: `${name} on ${part}`, made: `bitbeat ${result.generator}`, chapters, data: null },
    <>
      <Chapter id="front" title="Pareto set">
        <p>
          Judged by {result.objectives.join(', ')}. Cells and clock are of placed and routed designs, cycles are those
          that the bench counts, energy is modelled. Each design is a file of the folder designs.
        </p>
        {svg !== null && <Picture svg={svg} label="area against time" />}
        <Table
          label="designs that were placed"
          head={[
            'design',
            'in the set',
            'chosen by hand as',
            'logic cells',
            'block RAMs',
            'cycles',
            'MHz',
            'energy, uJ',
          ]}
          rows={placed.map(({ name: own, front, hand, placed: routed, synthesis, cycles, energy }) => [
            own,
            front ? 'yes' : '-',
            hand ?? '-',
            grouped(routed!.lc),
            grouped(synthesis!.bram),
            grouped(cycles),
            routed!.fmaxMHz.toFixed(1),
            energy === null ? '-' : `${energy.uj.toPrecision(4)} (${energy.from})`,
          ])}
        />
      </Chapter>
      <Chapter id="rungs" title="Rungs">
        <Table
          label="rungs"
          head={['rung', 'designs']}
          rows={[
            ['legal points, estimated', grouped(estimated.points)],
            ['refused', grouped(estimated.refused)],
            ['synthesised', grouped(designs.filter(({ synthesis }) => synthesis !== null).length)],
            ['placed and routed', grouped(placed.length)],
            [
              'programs',
              Object.entries(tools)
                .map(([tool, version]) => `${tool} ${version}`)
                .join(', '),
            ],
          ]}
        />
      </Chapter>
      <Chapter id="models" title="Models">
        {training !== null && (
          <p>
            Models were chosen by {grouped(training.validation)} validation windows; {grouped(training.train)} others
            were learnt from. {grouped(training.scored)} more, which nothing saw before all was chosen, score what is
            left.
          </p>
        )}
        <Table
          label="models"
          head={['model', 'bytes', 'trainings', 'scored']}
          rows={models.map(({ name: own, bytes, trained }) => [
            own,
            grouped(bytes),
            trained === null
              ? '-'
              : trained.rungs
                  .map(
                    ({ share, accuracy, kept }) =>
                      `${100 * share} %: ${(100 * accuracy).toFixed(1)} %${kept ? ', kept' : ''}`,
                  )
                  .join('; '),
            trained === null || trained.scored === null ? '-' : `${(100 * trained.scored).toFixed(1)} %`,
          ])}
        />
      </Chapter>
    </>,
  );
}
