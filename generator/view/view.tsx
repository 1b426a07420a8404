import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { architectureOf } from '../arch/architectures.js';
import type { BuiltDesign } from '../arch/built-design.js';
import { storedBytes } from '../arch/memories.js';
import type { SignalSet } from '../data/signal-set.js';
import { findPart } from '../devices/devices.js';
import { generated } from '../emit/generated.js';
import { topModule } from '../emit/names.js';
import { version } from '../emit/render.js';
import { treeHash } from '../emit/write-tree.js';
import { storage } from '../model/storage.js';
import { measuredAccuracy } from '../report/accuracy.js';
import { accuracySection } from '../report/card/accuracy.js';
import { comparisonSections } from '../report/card/comparison.js';
import { continuousSection } from '../report/card/continuous.js';
import { boardFacts } from '../report/datasheet/board-facts.js';
import { accuracySheet, resourcesSheet } from '../report/datasheet/measured.js';
import { memoriesSheet, storageSheet } from '../report/datasheet/memories.js';
import { parametersSheet } from '../report/datasheet/parameters.js';
import { portsSheet } from '../report/datasheet/ports.js';
import { widthsSheet } from '../report/datasheet/widths.js';
import { reportedDesigns } from '../report/design-results.js';
import { Markdown, type Pictures } from '../report/html/markdown.js';
import { page } from '../report/html/page.js';
import { Chapter, Table } from '../report/html/parts.js';
import { estimatedPart, realTimeMHz } from '../report/layers.js';
import { readModelFolder } from '../report/model-folder.js';
import { outputWords } from '../report/outputs.js';
import { measuredResources } from '../report/package.js';
import { areaTimePicture } from '../report/pictures/area-time.js';
import { networkFacts } from '../report/pictures/network-graph.js';
import { modelPictures } from '../report/pictures/pictures.js';
import { renderSvg } from '../report/pictures/render.js';
import { RESULTS_FOLDER } from '../report/results.js';
import { designNames } from '../report/sweep.js';
import { grouped } from '../report/table.js';
import { sourceFile } from '../support/roots.js';
import { type RecordingFacts, recordingFacts } from './artefacts/recording.js';
import { checkResultFile, checksFacts, netlistsOf, powerOf, simulatedHere, sweepOf } from './artefacts/results.js';
import { scheduleFacts } from './artefacts/schedule.js';
import { windowFacts } from './artefacts/window.js';
import type { PageData } from './data.js';
import { measuredOnDay } from './dates.js';
import { AreaChapter, BoardsChapter, PowerChapter } from './page/cost.js';
import { NetworkChapter } from './page/network.js';
import { RecordingChapter } from './page/recording.js';
import { ScheduleChapter } from './page/schedule.js';
import { VerificationChapter } from './page/verification.js';
import { WindowChapter } from './page/window.js';
import { themed } from './themed.js';

/** What a page shows beside the design. */
export interface ViewSettings {
  /** The window that is followed: one of a set. */
  set: SignalSet;
  window: number;
  /** A recording that the network slides over; undefined: none. */
  recording?: { set: SignalSet; name: string } | undefined;
}

/** A page on a design: one HTML file that needs no other one, from what is known of it. */
export async function designPage(built: BuiltDesign, { set, window, recording }: ViewSettings): Promise<string> {
  const { design, hardware, budget } = built;
  const core = generated(design, hardware);
  const tree = treeHash(core.tree);
  const part = estimatedPart(budget);
  const schedule = architectureOf(hardware).schedule(hardware);
  const simulated = simulatedHere(hardware, tree);
  const ofSchedule = scheduleFacts(hardware, schedule);
  const ofWindow = windowFacts(hardware, schedule, set, window, simulated[0]?.result ?? null);
  const ofRecording = recording === undefined ? null : recordingFacts(hardware, recording.set, recording.name);
  const model = await accuracyText(built);
  const data: PageData = { schedule: ofSchedule.timeline, window: ofWindow.data, recording: ofRecording?.data ?? null };
  const chapters = [
    { id: 'summary', title: 'Summary' },
    { id: 'network', title: 'Network' },
    { id: 'schedule', title: 'Schedule' },
    { id: 'window', title: 'One window' },
    ...(ofRecording === null ? [] : [{ id: 'recording', title: 'Recording' }]),
    { id: 'accuracy', title: 'Accuracy' },
    { id: 'area', title: 'Area and time' },
    { id: 'power', title: 'Power' },
    { id: 'verification', title: 'Verification' },
    { id: 'boards', title: 'Boards' },
    { id: 'sheet', title: 'Data sheet' },
  ];
  return page(
    { title: design.name, made: `bitbeat ${version()}, files ${tree.slice(0, 16)}`, chapters, data },
    <>
      <Summary built={built} tree={tree} />
      <NetworkChapter facts={networkFacts(hardware)} hardware={hardware} part={part} />
      <ScheduleChapter
        facts={ofSchedule}
        latencyCycles={hardware.latencyCycles}
        intervalCycles={hardware.intervalCycles}
      />
      <WindowChapter facts={ofWindow} simulated={simulated[0] ?? null} />
      {ofRecording !== null && <RecordingChapter facts={ofRecording as RecordingFacts} />}
      <Chapter id="accuracy" title="Accuracy">
        <Markdown {...model} />
      </Chapter>
      <AreaChapter {...(await area(built))} />
      <PowerChapter results={powerOf(hardware)} />
      <VerificationChapter {...(await verification(built, simulated))} />
      <BoardsChapter boards={boardFacts(hardware)} />
      <Chapter id="sheet" title="Data sheet">
        <Markdown
          text={[
            portsSheet(hardware),
            widthsSheet(hardware),
            memoriesSheet(hardware),
            storageSheet(hardware, core.tree),
            resourcesSheet(hardware, measuredResources(core)),
            parametersSheet(topModule(design.name), core.interface.instances),
          ].join('\n\n')}
        />
      </Chapter>
    </>,
  );
}

function Summary({ built: { design, hardware }, tree }: { built: BuiltDesign; tree: string }) {
  const { model, latencyCycles, intervalCycles } = hardware;
  const { samples, sampleRateHz, channels } = model.input;
  const { totalBytes, averageBitwidth, compression } = storage(model);
  const gives = outputWords(model).gives;
  return (
    <Chapter id="summary" title="Summary">
      <Table
        label="summary"
        head={[]}
        rows={[
          ['architecture', `${design.architecture}: ${architectureOf(hardware).foldingText(hardware)}`],
          [
            'takes',
            `${grouped(samples)} samples at ${sampleRateHz} Hz${channels > 1 ? `, ${channels} channels` : ''}: ${Number((samples / sampleRateHz).toFixed(3))} s`,
          ],
          ['gives', gives],
          [
            'one fragment',
            `${grouped(latencyCycles)} cycles, predicted; ${grouped(intervalCycles)} from one to the next`,
          ],
          ['clock for real time', `${realTimeMHz(hardware).toFixed(3)} MHz`],
          [
            'stored',
            `${grouped(storedBytes(hardware))} bytes in this core; the model by itself ${grouped(totalBytes)} bytes`,
          ],
          ['weights', `${averageBitwidth.toFixed(2)} bases per weight, ${compression.toFixed(1)} times below float32`],
          ['files', <code>{tree.slice(0, 16)}</code>],
        ]}
      />
    </Chapter>
  );
}

/** The model's card on accuracy with its pictures, or what is known without one. */
async function accuracyText({ design, hardware }: BuiltDesign): Promise<{ text: string; pictures: Pictures }> {
  const folder = dirname(sourceFile(design.model));
  if (!existsSync(join(folder, 'rounds.json')))
    return {
      text: withoutHeading(accuracySheet(hardware, measuredAccuracy(design.model))),
      pictures: new Map(),
    };
  const known = readModelFolder(folder);
  const pictures = await modelPictures(known);
  const accuracy = withoutHeading(accuracySection(known));
  const sections = [accuracy, continuousSection(known), ...comparisonSections(known)].filter(Boolean);
  return {
    text: [...sections, '![bases per trained weight while it is quantised](bitwidths.svg)'].join('\n\n'),
    pictures: new Map([...pictures].map(([name, svg]) => [name, themed(svg)])),
  };
}

/** A section for a chapter that has its heading: those below it are a level higher. */
const withoutHeading = (section: string) => section.replace(/^## .*\n/, '').replace(/^### /gm, '## ');

async function area({ hardware }: BuiltDesign) {
  const sweep = sweepOf(hardware);
  const parts = [...new Set(sweep?.rows.map(({ part }) => part))];
  const pictures = [];
  for (const part of parts) {
    const rows = sweep!.rows.filter((row) => row.part === part);
    if (rows.filter(({ routed }) => routed !== null).length < 2) continue;
    const picture = areaTimePicture(sweep!.model, findPart(part, 'sweep').device, rows, 'above');
    pictures.push({ part, svg: themed(await renderSvg(picture)) });
  }
  return { names: designNames(sweep?.designs ?? []).join('\n\n'), pictures };
}

async function verification({ design, hardware }: BuiltDesign, here: ReturnType<typeof simulatedHere>) {
  const kept = existsSync(RESULTS_FOLDER)
    ? reportedDesigns(RESULTS_FOLDER).find((one) => one.design === design.name)
    : undefined;
  const files = new Map([
    ...here.map(({ file }) => [file, file] as const),
    ['kept', join(RESULTS_FOLDER, `${design.name}.json`)] as const,
    ...(['fuzz', 'mutation', 'formal', 'coverage'] as const).map((name) => [name, checkResultFile(name)] as const),
  ]);
  const dates = new Map<string, string>();
  for (const [name, file] of files) {
    const day = await measuredOnDay(file);
    if (day !== undefined) dates.set(name, day);
  }
  return {
    kept: kept === undefined ? null : { simulation: kept.simulation, stale: kept.stale.simulation },
    here,
    netlists: netlistsOf(hardware),
    checks: checksFacts(),
    dates,
  };
}
