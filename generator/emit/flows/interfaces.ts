import type { Hardware } from '../../arch/hardware.js';
import { type Port, portWidths, resetPin } from '../../arch/interface.js';
import type { Bus } from '../../arch/registers.js';

/** Name of a definition of somebody else: vendor, library, name, version. */
interface Definition {
  vendor: string;
  library: string;
  name: string;
  version: string;
}

/** A kind of interface: its bus definition, and what its abstraction is called. */
interface InterfaceKind {
  bus: Definition;
  abstraction: string;
}

const AMBA = { vendor: 'amba.com', library: 'AMBA4' };
const SIGNAL = { vendor: 'xilinx.com', library: 'signal', version: '1.0' };

export const INTERFACE_KINDS = {
  stream: { bus: { ...AMBA, name: 'AXI4Stream', version: 'r0p0_1' }, abstraction: 'AXI4Stream_rtl' },
  lite: { bus: { ...AMBA, name: 'AXI4-Lite', version: 'r0p0' }, abstraction: 'AXI4-Lite_rtl' },
  wishbone: {
    bus: { vendor: 'opencores.org', library: 'interface', name: 'wishbone', version: 'b4' },
    abstraction: 'wishbone_rtl',
  },
  clock: { bus: { ...SIGNAL, name: 'clock' }, abstraction: 'clock_rtl' },
  reset: { bus: { ...SIGNAL, name: 'reset' }, abstraction: 'reset_rtl' },
  interrupt: { bus: { ...SIGNAL, name: 'interrupt' }, abstraction: 'interrupt_rtl' },
} satisfies Record<string, InterfaceKind>;

/** Ports of a module that are one interface. */
export interface BusInterface {
  name: string;
  kind: keyof typeof INTERFACE_KINDS;
  master: boolean;
  /** The memory map is reached by it. */
  mapped: boolean;
  text: string;
  /** Bits of the logical signal that a port is; null: all of both. */
  signals: readonly { logical: string; port: string; bits: { left: number; right: number } | null }[];
  parameters: readonly { name: string; value: string }[];
}

/** Where each port stands in a signal that holds several, the first lowest. */
function stacked(logical: string, parts: readonly { port: string; bits: number }[]): BusInterface['signals'] {
  let right = 0;
  return parts.map(({ port, bits }) => {
    const left = right + bits - 1;
    const signal = { logical, port, bits: { left, right } };
    right = left + 1;
    return signal;
  });
}

const whole = (logical: string, port: string) => ({ logical, port, bits: null });

export const clockInterface = (port: string, reset: string, streams: readonly string[]): BusInterface => ({
  name: port.replace(/_i$/, ''),
  kind: 'clock',
  master: false,
  mapped: false,
  text: 'Clock; everything happens at its rising edge.',
  signals: [whole('CLK', port)],
  parameters: [
    ...(streams.length === 0 ? [] : [{ name: 'ASSOCIATED_BUSIF', value: streams.join(':') }]),
    { name: 'ASSOCIATED_RESET', value: reset },
  ],
});

export const resetInterface = (port: string, high: boolean): BusInterface => ({
  name: port.replace(/_n?i$/, ''),
  kind: 'reset',
  master: false,
  mapped: false,
  text: `Reset, active ${high ? 'high' : 'low'}.`,
  signals: [whole('RST', port)],
  parameters: [{ name: 'POLARITY', value: high ? 'ACTIVE_HIGH' : 'ACTIVE_LOW' }],
});

/** Samples into a core and scores out of it: the bits that there are, not whole bytes. */
export function coreStreams(hardware: Hardware): BusInterface[] {
  const { codeBits, scoreBits, said, positionBits } = portWidths(hardware);
  const beside = [
    ...(positionBits === null ? [] : [{ port: 'position_o', bits: positionBits }]),
    ...said.map(({ name, bits }) => ({ port: `${name}_o`, bits })),
    ...(positionBits === null ? [] : [{ port: 'step_last_o', bits: 1 }]),
  ];
  return [
    {
      ...{ name: 'samples', kind: 'stream', master: false, mapped: false, parameters: [] },
      text: `Samples, ${codeBits} bits each.`,
      signals: [
        ...stacked('TDATA', [{ port: 'sample_i', bits: codeBits }]),
        whole('TVALID', 'sample_valid_i'),
        whole('TREADY', 'sample_ready_o'),
      ],
    },
    {
      ...{ name: 'scores', kind: 'stream', master: true, mapped: false, parameters: [] },
      text: `Scores, signed, ${scoreBits} bits each.`,
      signals: [
        ...stacked('TDATA', [{ port: 'score_o', bits: scoreBits }]),
        whole('TVALID', 'score_valid_o'),
        whole('TREADY', 'score_ready_i'),
        whole('TLAST', 'score_last_o'),
        ...stacked('TUSER', beside),
      ],
    },
  ];
}

export function coreInterfaces(hardware: Hardware, clock: string): BusInterface[] {
  const { port, asserted } = resetPin(hardware);
  const streams = coreStreams(hardware);
  return [
    ...streams,
    clockInterface(
      clock,
      port,
      streams.map(({ name }) => name),
    ),
    resetInterface(port, asserted === 1),
  ];
}

/** Ports of an AXI interface are called by it and its signal. */
function prefixed(ports: readonly Port[], prefix: string): BusInterface['signals'] {
  return ports
    .filter(({ name }) => name.startsWith(`${prefix}_`))
    .map(({ name }) => whole(name.slice(prefix.length + 1).toUpperCase(), name));
}

const WISHBONE: Readonly<Record<string, string>> = {
  wb_cyc_i: 'CYC',
  wb_stb_i: 'STB',
  wb_we_i: 'WE',
  wb_adr_i: 'ADR',
  wb_dat_i: 'DAT_MOSI',
  wb_sel_i: 'SEL',
  wb_dat_o: 'DAT_MISO',
  wb_ack_o: 'ACK',
  wb_err_o: 'ERR',
};

const INTERRUPT: BusInterface = {
  ...{ name: 'irq', kind: 'interrupt', master: true, mapped: false },
  text: 'High while a result is held, if enabled.',
  signals: [whole('INTERRUPT', 'irq')],
  parameters: [{ name: 'SENSITIVITY', value: 'LEVEL_HIGH' }],
};

const BUS_INTERFACES: Readonly<Record<Bus, (ports: readonly Port[]) => BusInterface[]>> = {
  axi: (ports) => [
    {
      ...{ name: 's_axil', kind: 'lite', master: false, mapped: true, parameters: [] },
      text: 'Registers.',
      signals: prefixed(ports, 's_axil'),
    },
    {
      ...{ name: 's_axis', kind: 'stream', master: false, mapped: false, parameters: [] },
      text: 'Samples.',
      signals: prefixed(ports, 's_axis'),
    },
    {
      ...{ name: 'm_axis', kind: 'stream', master: true, mapped: false, parameters: [] },
      text: 'Scores.',
      signals: prefixed(ports, 'm_axis'),
    },
    clockInterface('aclk', 'aresetn', ['s_axil', 's_axis', 'm_axis']),
    resetInterface('aresetn', false),
    INTERRUPT,
  ],
  wishbone: (ports) => [
    {
      ...{ name: 'wb', kind: 'wishbone', master: false, mapped: true, parameters: [] },
      text: 'Registers and samples.',
      signals: ports.filter(({ name }) => name in WISHBONE).map(({ name }) => whole(WISHBONE[name]!, name)),
    },
    clockInterface('clk_i', 'rst_i', ['wb']),
    resetInterface('rst_i', true),
    INTERRUPT,
  ],
};

export const wrapperInterfaces = (bus: Bus, ports: readonly Port[]): BusInterface[] => BUS_INTERFACES[bus](ports);
