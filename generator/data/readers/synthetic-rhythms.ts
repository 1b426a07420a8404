/** One Gaussian event of a beat, as in McSharry et al. 2003: its place and width on the limit cycle at 60 beats per minute. */
export interface Wave {
  /** Angle from the R peak, rad; 2 pi is one second at 60 beats per minute. */
  at: number;
  /** Standard deviation, rad. */
  width: number;
  /** Height, mV. */
  height: number;
}

export interface Beat {
  waves: Wave[];
  /** Factor on the interval before the beat: below 1 for a premature one. */
  before: number;
  /** Factor on the interval after it: above 1 for a pause. */
  after: number;
}

export interface Rhythm {
  /** Nearest class of the data set. */
  name: string;
  /** Lowest and highest mean rate, beats per minute. */
  rate: [number, number];
  /** Standard deviation of the intervals as a part of their mean, beyond the slow variation every sinus rhythm has. */
  irregular: number;
  /** Beats in turn, again and again. */
  beats: Beat[];
  /** Activity of the atria that goes on beside the beats. */
  atria?: 'flutter' | 'fibrillation';
}

const wave = (at: number, width: number, height: number): Wave => ({ at, width, height });
const beat = (waves: Wave[], before = 1, after = 1): Beat => ({ waves, before, after });

// Angles and widths of P, Q, R, S, T are those of the paper's table 1; heights in mV are typical of lead II.
const P = wave(-Math.PI / 3, 0.25, 0.15);
const QRS = [wave(-Math.PI / 12, 0.1, -0.12), wave(0, 0.1, 1.2), wave(Math.PI / 12, 0.1, -0.25)];
const T = wave(Math.PI / 2, 0.4, 0.3);
/** Ventricular beat: no P, QRS wider than 120 ms, T against it. */
const WIDE = [wave(0, 0.26, 1.7), wave(0.6, 0.28, -0.7), wave(1.8, 0.45, -0.45)];
const IDIOVENTRICULAR = [wave(-0.15, 0.25, -0.3), wave(0.2, 0.3, 1.1), wave(1.9, 0.45, -0.4)];

const normal = beat([P, ...QRS, T]);
const withoutP = beat([...QRS, T]);
const ventricular = beat(WIDE, 0.62, 1.38);
const atrialPremature = beat([wave(-0.9, 0.15, -0.12), ...QRS, T], 0.62, 1.15);
const fusion = beat([P, wave(0, 0.17, 1.4), wave(0.42, 0.22, -0.55), wave(1.7, 0.4, -0.1)], 0.92, 1.08);
const wpw = beat([wave(-0.85, 0.18, 0.15), wave(-0.3, 0.16, 0.4), wave(0, 0.12, 1.3), wave(1.7, 0.4, -0.25)]);
const leftBlock = beat([P, wave(-0.16, 0.17, 0.8), wave(0.3, 0.18, 0.9), wave(1.9, 0.4, -0.35)]);
const rightBlock = beat([P, wave(0, 0.08, 0.9), wave(0.45, 0.24, -0.7), wave(1.7, 0.4, 0.3)]);
/** Second-degree block: the P wave comes, the ventricles do not follow. */
const dropped = beat([P]);
const paced = beat([wave(-0.45, 0.03, 1.1), wave(0.05, 0.26, -1), wave(1.8, 0.42, 0.5)]);
/** One wave up and one down that fill the cycle: close to a sine at 240 per minute. */
const flutterWave = beat([wave(0, 0.55, 1.2), wave(Math.PI / 2, 0.55, -1.2)]);

const repeat = (count: number, one: Beat) => Array<Beat>(count).fill(one);

/** One rhythm for each class, in the order of the classes. */
export const RHYTHMS: Rhythm[] = [
  { name: 'NSR', rate: [60, 95], irregular: 0.01, beats: [normal] },
  { name: 'APB', rate: [60, 90], irregular: 0.01, beats: [...repeat(4, normal), atrialPremature] },
  { name: 'AFL', rate: [70, 110], irregular: 0.05, beats: [withoutP], atria: 'flutter' },
  { name: 'AFIB', rate: [70, 130], irregular: 0.22, beats: [withoutP], atria: 'fibrillation' },
  { name: 'SVTA', rate: [150, 190], irregular: 0.01, beats: [withoutP] },
  { name: 'WPW', rate: [60, 95], irregular: 0.01, beats: [wpw] },
  { name: 'PVC', rate: [60, 90], irregular: 0.01, beats: [...repeat(5, normal), ventricular] },
  { name: 'Bigeminy', rate: [60, 90], irregular: 0.01, beats: [normal, ventricular] },
  { name: 'Trigeminy', rate: [60, 90], irregular: 0.01, beats: [normal, normal, ventricular] },
  { name: 'VT', rate: [140, 190], irregular: 0.02, beats: [beat(WIDE)] },
  { name: 'IVR', rate: [60, 100], irregular: 0.02, beats: [beat(IDIOVENTRICULAR)] },
  { name: 'VFL', rate: [210, 270], irregular: 0.01, beats: [flutterWave] },
  { name: 'Fusion', rate: [60, 90], irregular: 0.01, beats: [normal, fusion, normal] },
  { name: 'LBBBB', rate: [60, 90], irregular: 0.01, beats: [leftBlock] },
  { name: 'RBBBB', rate: [60, 90], irregular: 0.01, beats: [rightBlock] },
  { name: 'SDHB', rate: [70, 95], irregular: 0.01, beats: [normal, normal, dropped] },
  { name: 'PR', rate: [60, 80], irregular: 0.002, beats: [paced] },
];
