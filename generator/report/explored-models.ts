import type { ExplorationResult, FoundModel, Times } from '../explore/result.js';
import { grouped, markdownTable } from './table.js';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
/** Of epochs, as it was given. */
const given = (share: number) => `${Number((100 * share).toPrecision(6))} %`;

/** What a search did to find models, and by what it judged; empty where none was trained. */
export function modelsText({ models, training }: ExplorationResult, { search }: Times): string[] {
  if (training === null) return [];
  const { protocol, folds, seed, train, validation, scored, rungs } = training;
  const epochs = rungs.reduce((sum, rung) => sum + rung.epochs, 0);
  return [
    `${models.length} models were trained in rungs of ${rungs.map(({ share }) => given(share)).join(', ')} of the epochs: ` +
      `${grouped(epochs)} epochs at most, ${Math.round(search.training)} s. Each rung chose by accuracy on ${grouped(validation)} validation windows, ` +
      `bytes and cycles of one lane; ${grouped(train)} other windows were learnt from. ${grouped(scored)} more windows, which nothing saw before all ` +
      `was chosen, score what was left. Windows were split by \`${protocol}\` with ${folds} folds and seed ${seed}.`,
    markdownTable(
      ['model', 'bytes', ...rungs.map(({ share }) => `${given(share)} of the epochs`), 'scored'],
      models.map((model) => rowOf(model, rungs.length)),
    ),
  ];
}

/** Accuracy of each rung; bold where the model went on. */
function rowOf({ name, bytes, trained }: FoundModel, rungs: number): string[] {
  const each = Array.from({ length: rungs }, (_, r) => {
    const row = trained?.rungs[r];
    if (row === undefined) return '-';
    return row.kept ? `**${percent(row.accuracy)}**` : percent(row.accuracy);
  });
  const scored = trained?.scored ?? null;
  return [name, grouped(bytes), ...each, scored === null ? '-' : percent(scored)];
}
