import { hasLanes, type LayerHardware } from '../../arch/stream/engines.js';
import type { StreamHardware } from '../../arch/stream/hardware.js';
import { taskHardware } from '../../arch/tasks.js';
import { portsOf } from '../../config/ports.js';
import type { InputSpec } from '../../network/input.js';
import { INPUT } from '../../network/network.js';
import { type Instance, instance } from '../instance.js';
import { layerInstance } from '../names.js';
import { type BenchStreams, type DesignText, type Identity, SCORE_STREAM, type TopView } from './architecture.js';
import { commonView, rangesView, shapeText } from './common.js';
import { engineModule } from './engines.js';
import { type Between, between, type StreamNets } from './stream-nets.js';

export const stream: DesignText<StreamHardware> = { view, bench, files: () => new Map() };

interface LayerView extends ReturnType<typeof rangesView> {
  index: number;
  engine: Instance;
  shape: string;
  work: string;
  /** Values of the output stream of one fragment. */
  values: number;
  sumBits: number;
  /** It adds pass by pass, of weights that it stores. */
  passes: boolean;
  /** The streams that feed it, by their prefix at its ports. */
  from: (StreamNets & { prefix: string })[];
  /** What lies before and behind it: see `Between`. */
  operands: string;
  fork: string;
}

interface StreamView extends TopView {
  xBits: number;
  lastLayer: string;
  layers: LayerView[];
  /** Of the input's stream. */
  fork: string;
  /** Layers whose weights are guarded. */
  faults: LayerView[];
}

function view(hardware: StreamHardware, identity: Identity): StreamView {
  const { model, layers } = hardware;
  const engines = layers.map((layer) => engineInstance(hardware, layer));
  const common = commonView(
    hardware,
    identity,
    `${leads(model.input)} to ${taskHardware(model).noun} scores, one engine a layer.`,
    engines,
  );
  const around = between(layers, common.nets, common.reset.net);
  const views = engines.map((engine, index) => layerView(layers[index]!, index, engine, around));
  return {
    ...common,
    xBits: model.input.bits,
    lastLayer: layers.at(-1)!.name,
    layers: views,
    fork: around.forkOf(INPUT),
    faults: views.filter(({ passes }) => passes),
  };
}

/** How the samples of several channels follow each other. */
function leads({ channels }: InputSpec): string {
  return channels > 1 ? ` (${channels} channels in turn)` : '';
}

function engineInstance({ name: design, parity = false }: StreamHardware, layer: LayerHardware): Instance {
  const { module, parameters } = engineModule(design, layer);
  const guarded = hasLanes(layer) ? { PARITY: Number(parity) } : {};
  return instance(module, layerInstance(layer.name), { ...parameters, ...guarded });
}

function layerView(layer: LayerHardware, index: number, engine: Instance, around: Between): LayerView {
  const passes = hasLanes(layer);
  const prefixes = passes ? [''] : ['a_', 'b_'];
  return {
    index,
    ...rangesView(layer),
    engine,
    shape: passes ? shapeText(layer) : addText(layer),
    work: passes
      ? `${layer.encoded.passes.length} passes; ${layer.tiles} tiles of ${layer.tileCycles} cycles each.`
      : `A beat of both a cycle; ${layer.cycles} cycles.`,
    values: layer.shape.outChannels * layer.lengths.output,
    ...{ sumBits: layer.sumBits, passes },
    from: around.fromOf(layer).map((nets, operand) => ({ ...nets, prefix: prefixes[operand]! })),
    operands: around.operandsOf(layer),
    fork: around.forkOf(layer.name),
  };
}

function addText({ layer, shape, lengths }: LayerHardware): string {
  const operands = layer.operands.map((edges, i) => {
    const shift = layer.align![i]!;
    return `${edges.join(' and ')}${shift === 0 ? '' : ` << ${shift}`}`;
  });
  const { pool } = shape;
  const pooling = pool === null ? '' : `, ${pool.kind}-pool ${pool.kernel} stride ${pool.stride}`;
  return `${operands.join(' + ')}, ${shape.outChannels} x ${lengths.input} -> ${lengths.output}${pooling}.`;
}

/** Every layer's stream inside the top; behind register slices the last one is the port's. */
function bench(hardware: StreamHardware): BenchStreams {
  const inside = hardware.layers.map(({ name }) => ({
    data: `dut.data_${name}`,
    valid: `dut.valid_${name}`,
    ready: `dut.ready_${name}`,
  }));
  const streams = portsOf(hardware).registered ? [...inside.slice(0, -1), SCORE_STREAM] : inside;
  return { stored: [], streams };
}
