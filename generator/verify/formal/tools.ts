import { UserError } from '../../support/errors.js';
import { setupCommand } from '../../support/roots.js';
import { findTool, type Tool, which } from '../../support/tools.js';

const MEND = `${setupCommand('formal')}, or apt-get install yosys z3`;

const tool = (name: string, min: string, versionArguments: string[]): Tool => ({
  name,
  least: min,
  versionArguments,
  purpose: 'proofs',
  role: 'prover',
  needed: false,
  mend: MEND,
});

const YOSYS = tool('yosys', '0.23', ['-V']);
const Z3 = tool('z3', '4.8', ['--version']);

export interface FormalTools {
  yosys: string;
  /** ABC and the SMT driver as they come with Yosys. */
  abc: string;
  smtbmc: string;
  z3: string;
  /** Names and versions, for reports. */
  versions: string;
}

/** The provers; throws a UserError that names every one that is missing or too old. */
export function requireFormalTools(): FormalTools {
  const [yosys, z3] = [findTool(YOSYS), findTool(Z3)] as const;
  // These tell no version of their own.
  const beside = (name: string) => {
    const path = which(name);
    return path === undefined ? { problem: 'not found in PATH' } : { path };
  };
  const found = { yosys, z3, 'yosys-abc': beside('yosys-abc'), 'yosys-smtbmc': beside('yosys-smtbmc') };
  const problems = Object.entries(found).flatMap(([where, { problem }]) =>
    problem === undefined ? [] : [{ where, message: problem, fix: MEND }],
  );
  if (problems.length > 0) throw new UserError(problems);
  return {
    yosys: yosys.path!,
    abc: found['yosys-abc'].path!,
    smtbmc: found['yosys-smtbmc'].path!,
    z3: z3.path!,
    versions: `Yosys ${yosys.version} with its ABC and yosys-smtbmc, z3 ${z3.version}`,
  };
}
