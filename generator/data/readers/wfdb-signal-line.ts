import { NUMBER, type Refuse, whole } from './wfdb-fields.js';
import type { WfdbFormat } from './wfdb-format.js';
import { FLAC, FORMATS, type FormatName, NULL_FORMAT } from './wfdb-formats.js';

/** One signal as the header describes it. */
export interface WfdbSignalSpec {
  /** Name of the file beside the header. */
  file: string;
  format: FormatName | typeof NULL_FORMAT;
  /** Samples in the time of one frame: the signal has so many times the header's rate. */
  samplesPerFrame: number;
  /** Samples of the file that precede the first one, a whole number of frames. */
  skew: number;
  /** Bytes of the file before its first sample. */
  byteOffset: number;
  /** Codes per unit. */
  gain: number;
  units: string;
  /** Code of 0 units. */
  baseline: number;
  /** The header says it, by a baseline or by the converter's zero; else it is the default. */
  baselineGiven: boolean;
  /** undefined: not given. */
  adcBits: number | undefined;
  /** Code in the middle of the converter's range. */
  adcZero: number;
  adcZeroGiven: boolean;
  /** What differences are added to: the first value if it is given, else `adcZero`. */
  firstValue: number;
  /** First code; undefined: not given, or what differences begin from, so that it is no check. */
  initialValue: number | undefined;
  /** Sum of all samples modulo 2^16, signed or not; undefined: not given. */
  checksum: number | undefined;
  /** Lead, e.g. `MLII`. */
  description: string;
}

const GAIN = new RegExp(`^(${NUMBER})(?:\\((${NUMBER})\\))?(?:/(\\S+))?$`);
const FORMAT = /^(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?$/;
/** A name in the folder of the header: no path, no name that a shell or WFDB takes for something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const FILE = /^(?![-.~])[^/\\\u0000-\u001f\u007f]+$/;
/** More than a frame, a skew or a preamble has. */
const [MAX_PER_FRAME, MAX_BYTES] = [65536, 2 ** 31 - 1];
/** What header(5) says to take where a field is left out. */
const DEFAULTS = { gain: 200, units: 'mV', adcZero: 0 };
const READ = `${Object.keys(FORMATS).join(', ')}, or ${NULL_FORMAT} for none`;

/** `file format[xperFrame][:skew][+bytes] [gain(baseline)/units [bits [zero [first [checksum [block [description]]]]]]]` */
export function signalLine(line: string, field: string, refuse: Refuse): WfdbSignalSpec {
  const [file = '', formatText = '', gainText = `${DEFAULTS.gain}`, ...others] = line.split(/\s+/);
  const given = (index: number, what: string): number | undefined => {
    const value = others[index];
    if (value === undefined) return undefined;
    const number = whole(value);
    if (number === undefined) refuse(`${field}.${what}`, 'no whole number', value, 'a whole number');
    return number;
  };
  const stored = formatOf(formatText, `${field}.format`, refuse);
  const isNull = stored.format === NULL_FORMAT;
  if (!isNull && !FILE.test(file))
    refuse(`${field}.file`, 'not a file beside the header', file, 'a name without folders');
  const [, gain, baselineText, units] = GAIN.exec(gainText) ?? [];
  const baseline = baselineText === undefined ? undefined : whole(baselineText);
  if (gain === undefined || !Number.isFinite(Number(gain)) || (baselineText !== undefined && baseline === undefined))
    refuse(`${field}.gain`, 'cannot be read', gainText, '<gain>[(<baseline>)][/<units>], the baseline a whole number');
  const adcBits = given(0, 'adcBits');
  if (adcBits !== undefined && (adcBits < 0 || adcBits > 32))
    refuse(`${field}.adcBits`, 'no number of bits', others[0]!, '1 to 32, or 0 for: not given');
  const zeroGiven = given(1, 'adcZero');
  const adcZero = zeroGiven ?? DEFAULTS.adcZero;
  const [initialValue, checksum] = [given(2, 'initialValue'), given(3, 'checksum')];
  given(4, 'blockSize');
  // Writers that know neither put zeros there.
  const unknown = initialValue === 0 && checksum === 0;
  const kind: WfdbFormat | undefined = FORMATS[stored.format as FormatName];
  const differs = kind?.differences === true;
  return {
    file,
    ...stored,
    // A gain of 0 stands for: not calibrated, take the default.
    gain: Number(gain) || DEFAULTS.gain,
    units: units ?? DEFAULTS.units,
    baseline: baseline ?? adcZero,
    baselineGiven: (baseline ?? zeroGiven) !== undefined,
    // 0 stands for: not given.
    adcBits: adcBits || undefined,
    adcZero,
    adcZeroGiven: zeroGiven !== undefined,
    firstValue: initialValue ?? adcZero,
    initialValue: unknown || differs ? undefined : initialValue,
    checksum: unknown ? undefined : checksum,
    description: others.slice(5).join(' '),
  };
}

type Stored = Pick<WfdbSignalSpec, 'format' | 'samplesPerFrame' | 'skew' | 'byteOffset'>;

function formatOf(text: string, field: string, refuse: Refuse): Stored {
  const [, format = '', perFrameText = '1', skewText = '0', offsetText = '0'] = FORMAT.exec(text) ?? [];
  const [samplesPerFrame, skew, byteOffset] = [Number(perFrameText), Number(skewText), Number(offsetText)];
  const plain = Object.hasOwn(FLAC, format) ? FLAC[format] : undefined;
  if (plain !== undefined)
    refuse(field, 'compressed with FLAC, which is not read', text, `plain formats: ${READ}`, unpacking(plain));
  else if (!Object.hasOwn(FORMATS, format) && format !== NULL_FORMAT)
    refuse(field, 'a format that is not read', text, READ);
  else if (samplesPerFrame < 1 || samplesPerFrame > MAX_PER_FRAME)
    refuse(field, 'no number of samples a frame', text, `1 to ${MAX_PER_FRAME}`);
  // Of a skew within a frame WFDB's own programs think differently.
  else if (skew % samplesPerFrame !== 0)
    refuse(field, 'a skew of a part of a frame', text, `whole multiples of ${samplesPerFrame} samples`);
  else if (skew > MAX_BYTES || byteOffset > MAX_BYTES)
    refuse(field, 'a skew or bytes before the first sample beyond all files', text, `0 to ${MAX_BYTES}`);
  return { format: format as Stored['format'], samplesPerFrame, skew, byteOffset };
}

/** How a compressed record becomes one that is read, which needs the Python package wfdb. */
const unpacking = (plain: string) =>
  `in Python: r = wfdb.rdrecord('NAME', physical=False); r.fmt = ['${plain}'] * r.n_sig; r.file_name = ['NEW.dat'] * r.n_sig; r.wrsamp(write_dir='NEW')`;
