import type { ArchitectureName, BuiltHardware } from '../../arch/architecture.js';
import type { HardwareOfArchitecture } from '../../arch/architectures.js';
import type { DesignText } from './architecture.js';
import { folded } from './folded.js';
import { stream } from './stream.js';

const DESIGN_TEXTS = { stream, folded } satisfies { [K in ArchitectureName]: DesignText<HardwareOfArchitecture<K>> };

/** What is printed of a design's architecture. */
export const designText = ({ architecture }: BuiltHardware) => DESIGN_TEXTS[architecture] as DesignText<BuiltHardware>;
