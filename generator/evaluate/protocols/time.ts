import { blockOf, recordOf } from '../../data/recorded.js';
import { scoredWindows, timeFolds } from '../../data/recorded-splits.js';
import { spansOfBlocks } from '../continuous/spans.js';
import { occurring } from './fragment.js';
import type { ProtocolKind } from './protocol-kind.js';

/** Length of a block in seconds. */
export const BLOCK_SECONDS = 180;

/** Blocks of time of every recording: what a wearer can expect of a network that was trained on the same wearer at other times. */
export const time: ProtocolKind = {
  title: 'By time',
  units: 'blocks of time',
  dataOf: (set) => ({ set, scored: scoredWindows(set) }),
  classes: occurring,
  clusterOf: (scored, i) => `${recordOf(scored, i)} ${blockOf(scored, i, blockSamples(scored))}`,
  folds: ({ set, scored }, k, seed) => timeFolds(set, scored, k, seed, blockSamples(set)),
  spans: ({ scored }, test) => spansOfBlocks(scored, test, blockSamples(scored)),
  wantsAllClasses: false,
  allowAbsentClasses: true,
  describe: ({ fragments, groups }) =>
    `${fragments} windows, one behind the other, of ${groups} blocks of ${BLOCK_SECONDS / 60} minutes, each block on one side, no window on both`,
};

const blockSamples = ({ inputs: [{ rateHz }] }: Parameters<typeof scoredWindows>[0]) =>
  Math.round(BLOCK_SECONDS * rateHz!);
