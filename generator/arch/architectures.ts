import type { Architecture, ArchitectureName, BuiltHardware, SizedHardware } from './architecture.js';
import { folded } from './folded/architecture.js';
import { stream } from './stream/architecture.js';

/** Every architecture. */
export const ARCHITECTURES = { stream, folded } satisfies { [K in ArchitectureName]: Architecture<K> };

export const ARCHITECTURE_NAMES = Object.keys(ARCHITECTURES) as ArchitectureName[];

type HardwareOf<T> = T extends Architecture<infer _K, infer _S, infer H> ? H : never;

/** The hardware of one architecture: `HardwareOfArchitecture<'stream'>`. */
export type HardwareOfArchitecture<K extends ArchitectureName> = K extends keyof typeof ARCHITECTURES
  ? HardwareOf<(typeof ARCHITECTURES)[K]>
  : never;

/** The architecture of a design or of its hardware. */
export const architectureOf = ({ architecture }: { architecture: ArchitectureName }) =>
  ARCHITECTURES[architecture] as unknown as Architecture<ArchitectureName, SizedHardware, BuiltHardware>;

/** How the folding of a design is printed. */
export const foldingText = (hardware: SizedHardware) => architectureOf(hardware).foldingText(hardware);
