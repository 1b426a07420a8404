import type { ArchitectureName, BuiltHardware } from '../arch/architecture.js';
import type { HardwareOfArchitecture } from '../arch/architectures.js';
import type { ArchitectureReport } from './architectures/architecture.js';
import { folded } from './architectures/folded.js';
import { stream } from './architectures/stream.js';

const REPORTS = { stream, folded } satisfies { [K in ArchitectureName]: ArchitectureReport<HardwareOfArchitecture<K>> };

/** What is told of a design's architecture. */
export const reportOf = ({ architecture }: Pick<BuiltHardware, 'architecture'>) =>
  REPORTS[architecture] as ArchitectureReport<BuiltHardware>;
