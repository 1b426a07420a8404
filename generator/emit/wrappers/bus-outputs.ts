import { scoreLog2, thresholdsOf, unitsOf } from '../../model/decision.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { outputModels } from '../../model/outputs.js';
import { ofChannel, type RealConverter } from '../../network/input.js';
import { isSeveral, type OutputKind } from '../../network/task.js';
import { cString } from '../../support/escape.js';

/** A list that a C header has as an initialiser. */
interface CList {
  /** Behind the design's own prefix. */
  name: string;
  text: string;
  items: string[];
}

/** What the C header and the driver say of a model's outputs. */
export interface COutputs {
  /** `CLASSES`, `LABELS` or `VALUES`, of several outputs `SCORES`: how many scores there are. */
  count: string;
  /** Of several outputs: where the scores of each begin, and how many they are. */
  places: { name: string; value: number }[];
  lists: CList[];
  /** Real values of one step of a score, where scores stand for values; `function`: its name. */
  scales: { name: string; function: string; value: string; output: string }[];
}

/** Of one output. */
type COutput = Pick<COutputs, 'count' | 'lists'> & { scale: string | null };

const OUTPUTS: Record<OutputKind, (model: IntegerNetwork) => COutput> = {
  classes: (model) => ({ count: 'CLASSES', lists: [names(model, 'CLASS', 'classes')], scale: null }),
  labels: (model) => ({
    count: 'LABELS',
    lists: [
      names(model, 'LABEL', 'labels'),
      {
        name: 'LABEL_THRESHOLDS',
        text: 'A label holds where its score is above this.',
        items: thresholdsOf(model).map(cInteger),
      },
    ],
    scale: null,
  }),
  values: (model) => {
    const units = unitsOf(model);
    const list = { name: 'VALUE_UNITS', text: 'Units of the values.', items: (units ?? []).map(cString) };
    return {
      count: 'VALUES',
      lists: [names(model, 'VALUE', 'values'), ...(units ? [list] : [])],
      scale: cDouble(2 ** scoreLog2(model)),
    };
  },
};

export function cOutputs(model: IntegerNetwork): COutputs {
  const several = isSeveral(model);
  const all = outputModels(model).map(({ output, model: own }) => {
    const { count, lists, scale } = OUTPUTS[output.task.kind](own);
    const [macro, name] = several ? [`${output.name.toUpperCase()}_`, `${output.name}_`] : ['', ''];
    return {
      count: `${macro}${count}`,
      places: [
        { name: `${macro}FIRST`, value: output.first },
        { name: `${macro}${count}`, value: output.count },
      ],
      lists: lists.map((list) => ({ ...list, name: `${macro}${list.name}`, text: textOf(list.text, output.name) })),
      scales:
        scale === null
          ? []
          : [{ name: `${macro}VALUE_SCALE`, function: `${name}value`, value: scale, output: output.name }],
    };
  });
  return {
    count: several ? 'SCORES' : all[0]!.count,
    places: several ? all.flatMap(({ places }) => places) : [],
    lists: [...all.flatMap(({ lists }) => lists), ...sampleUnits(model)],
    scales: all.flatMap(({ scales }) => scales),
  };
}

/** `name`: empty of the only output. */
const textOf = (text: string, name: string) => (name === '' ? text : `Output ${name}: ${text}`);

function sampleUnits({ input: { converter } }: IntegerNetwork): CList[] {
  if (converter?.units === undefined) return [];
  const text = 'Units of real samples: of all channels, or of each.';
  return [{ name: 'SAMPLE_UNITS', text, items: [converter.units].flat().map(cString) }];
}

const names = ({ classes }: IntegerNetwork, one: string, all: string): CList => ({
  name: `${one}_NAMES`,
  text: `Names of the ${all}, as an initialiser of an array of strings.`,
  items: classes.map(cString),
});

/** The least 32-bit number has no literal of its own. */
const cInteger = (value: number): string => (value === -(2 ** 31) ? '(-2147483647 - 1)' : `${value}`);

/** The shortest literal of exactly this double. */
const cDouble = (value: number): string => (/[.e]/.test(`${value}`) ? `${value}` : `${value}.0`);

/** How the driver makes codes of real samples. */
export interface CCodes {
  /** Of a function `code`, or of one `code_<channel>` for each channel where they differ. */
  functions: { name: string; zero: string; gain: string; text: string }[];
  /** Largest code. */
  top: number;
}

/** null: the model does not say what a code stands for. */
export function cCodes({ input }: IntegerNetwork): CCodes | null {
  const { converter, channels, codeBits } = input;
  if (converter === undefined) return null;
  const top = 2 ** codeBits - 1;
  const all = Array.from({ length: channels }, (_, channel) => ofOne(converter, channel));
  const differ = all.some((one) => JSON.stringify(one) !== JSON.stringify(all[0]));
  const functions = (differ ? all : all.slice(0, 1)).map(({ zero, gain }, channel) => ({
    name: differ ? `code_${channel}` : 'code',
    zero: cDouble(zero),
    gain: cDouble(gain),
    text: `${zero} + ${gain} * sample${differ ? `, of channel ${channel}` : ''}`,
  }));
  return { functions, top };
}

const ofOne = ({ zero, gain }: RealConverter, channel: number) => ({
  zero: ofChannel(zero, channel),
  gain: ofChannel(gain, channel),
});
