import { WATCHING } from '../../evaluate/protocol.js';
import { continuousMarkdown } from '../continuous.js';
import { marked } from '../evaluation-marks.js';
import type { ModelFolder } from '../model-folder.js';

const TITLES = { time: 'Of wearers known from other times', patient: 'Of new wearers' };

/** What networks of the recipe are worth as they slide over whole recordings. */
export function continuousSection({ continuous, stale }: ModelFolder): string {
  const parts = WATCHING.flatMap((kind) => {
    const result = continuous[kind];
    return result === null
      ? []
      : [`${marked(`### ${TITLES[kind]}`, stale.continuous[kind])}\n${continuousMarkdown(result)}`];
  });
  return parts.length === 0 ? '' : [`## As a monitor\n${ABOUT}`, ...parts].join('\n\n');
}

const ABOUT =
  "The integer networks of the cross-validation's first seed, each sliding over the recordings, or their parts, that it was not trained on; against the annotations of rhythms and beats.";
