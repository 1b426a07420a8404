import { type Port, ports, resetPin } from '../../arch/interface.js';
import type { Bus, RegisterMap } from '../../arch/registers.js';
import { portsOf } from '../../config/ports.js';
import type { Identity } from '../design/architecture.js';
import { type Generated, madeBy } from '../generated.js';
import { partModule, topModule } from '../names.js';
import type { Tree } from '../tree.js';
import { busModule, busPorts, busReset, designRegisters } from '../wrappers/bus.js';
import { type BusInterface, coreInterfaces, wrapperInterfaces } from './interfaces.js';

/** A clock, its reset, and the ports that change with it. */
export interface ClockDomain {
  port: string;
  /** What constraints call it. */
  name: string;
  /** As wanted, MHz. */
  mhz: number;
  reset: { port: string; asserted: 0 | 1; asynchronous: boolean };
  inputs: readonly Port[];
  outputs: readonly Port[];
}

/** A module with its files as other tools take it: what IP-XACT, file lists, constraints and scripts are printed from. */
export interface FlowTop {
  identity: Identity;
  purpose: string;
  module: string;
  vlnv: { vendor: string; library: string; name: string; version: string };
  /** Folder parameter of the memory images, and further ones: name and default, as Verilog has it. */
  parameters: readonly { name: string; value: string; text: string; string: boolean }[];
  ports: readonly Port[];
  clocks: readonly ClockDomain[];
  interfaces: readonly BusInterface[];
  registers: RegisterMap | null;
  files: FlowFiles;
  /** The design has cells of one vendor's part, so that projects for others' parts are none. */
  iceCells: boolean;
}

/** Paths in the folder, by use. */
export interface FlowFiles {
  rtl: readonly string[];
  /** Models of the part's own cells, for simulation. */
  cells: readonly string[];
  images: readonly string[];
  /** The bench and what it instantiates; its top. */
  bench: readonly string[];
  benchTop: string | null;
  software: readonly string[];
}

export interface FlowSettings {
  /** Clock that constraints ask for, MHz. */
  clockMHz: number;
}

/** Clock of constraints if none is said, MHz: what small and slow parts are used at. */
export const USUAL_CLOCK_MHZ = 25;

const inFolder = (tree: ReadonlyMap<string, string>, pattern: RegExp) =>
  [...tree.keys()].filter((path) => pattern.test(path)).sort();

/** Files of a folder; `bench`: module of the bench that judges, if there is one. */
export function flowFiles(tree: Tree, benchTop: string | null): FlowFiles {
  return {
    rtl: inFolder(tree, /^rtl\/.*\.v$/),
    cells: inFolder(tree, /^tb\/SB_\w+\.v$/),
    images: inFolder(tree, /^mem\//),
    bench: benchTop === null ? [] : inFolder(tree, /^tb\/bitbeat_\w+?__(bench|check|stored|tb)\.v$/),
    benchTop,
    software: inFolder(tree, /^sw\/[^/]+\.[ch]$/),
  };
}

/** Parameters of a module with this reset. */
export function flowParameters(asynchronous: boolean): FlowTop['parameters'] {
  const folder = {
    name: 'MEM',
    value: 'mem/',
    text: 'Folder of the memory images, with the / at its end.',
    string: true,
  };
  const stages = { name: 'RESET_STAGES', value: '2', text: 'Flip-flops that release the reset.', string: false };
  return asynchronous ? [folder, stages] : [folder];
}

/** One clock for all ports. */
export function oneClock(
  all: readonly Port[],
  clock: Pick<ClockDomain, 'port' | 'name' | 'reset'>,
  { clockMHz }: FlowSettings,
): ClockDomain {
  const own = all.filter(({ name }) => name !== clock.port && name !== clock.reset.port);
  return {
    ...clock,
    mhz: clockMHz,
    inputs: own.filter(({ direction }) => direction === 'input'),
    outputs: own.filter(({ direction }) => direction === 'output'),
  };
}

/** The top's name without what all have: as different as the tops. */
export const flowName = (module: string) => module.replace(/^bitbeat_/, '').replaceAll('__', '_');

export const flowVlnv = ({ design, identity }: Generated, module: string): FlowTop['vlnv'] => ({
  vendor: design.vendor ?? 'local',
  library: 'ip',
  name: flowName(module),
  version: identity.version,
});

/** A design by itself, with the files of `tree`. */
export function coreFlow(core: Generated, tree: Tree, settings: FlowSettings): FlowTop {
  const { hardware } = core;
  const all = ports(hardware);
  const module = topModule(hardware.name);
  const asynchronous = portsOf(hardware).reset === 'async-low';
  const clock = { port: 'clk_i', name: 'clk', reset: { ...resetPin(hardware), asynchronous } };
  return {
    identity: madeBy(core, 'package'),
    purpose: `${hardware.model.name} from samples to scores`,
    module,
    vlnv: flowVlnv(core, module),
    parameters: flowParameters(asynchronous),
    ports: all,
    clocks: [oneClock(all, clock, settings)],
    interfaces: coreInterfaces(hardware, 'clk_i'),
    registers: null,
    files: flowFiles(tree, partModule(hardware.name, 'tb')),
    iceCells: inFolder(tree, /^tb\/SB_\w+\.v$/).length > 0,
  };
}

/** A design on a bus, with the files of `tree`. */
export function busFlow(core: Generated, bus: Bus, tree: Tree, settings: FlowSettings): FlowTop {
  const { hardware } = core;
  const all = busPorts(core, bus);
  const module = busModule(hardware.name, bus);
  const { clock, port, high } = busReset(bus);
  const asynchronous = portsOf(hardware).reset === 'async-low';
  const reset = { port, asserted: high ? (1 as const) : (0 as const), asynchronous };
  return {
    identity: madeBy(core, 'bus', ` --bus ${bus}`),
    purpose: `${hardware.model.name} on a bus`,
    module,
    vlnv: flowVlnv(core, module),
    parameters: flowParameters(asynchronous),
    ports: all,
    clocks: [oneClock(all, { port: clock, name: 'clk', reset }, settings)],
    interfaces: wrapperInterfaces(bus, all),
    registers: designRegisters(core, bus),
    files: flowFiles(tree, null),
    iceCells: inFolder(tree, /^tb\/SB_\w+\.v$/).length > 0,
  };
}
