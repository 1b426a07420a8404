import { readNetwork } from '../generator/model/network-file.js';

/** The shipped network of the published topology. */
export const ECG17 = readNetwork('ecg17', 'test/ecg17.ts');
