/*
 * ONNX's messages (https://onnx.ai/onnx/repo-docs/IR.html; onnx.proto), the fields that are read or refused, as protobufjs
 * takes them: type and number of each field. What is only told to be there stays undecoded, as bytes.
 */

type Field = readonly [type: string, id: number, rule?: 'repeated'];

const FIELDS = {
  ModelProto: {
    irVersion: ['int64', 1],
    graph: ['GraphProto', 7],
    opsetImport: ['OperatorSetIdProto', 8, 'repeated'],
    trainingInfo: ['bytes', 20, 'repeated'],
    functions: ['FunctionProto', 25, 'repeated'],
  },
  OperatorSetIdProto: { domain: ['string', 1], version: ['int64', 2] },
  FunctionProto: {
    name: ['string', 1],
    input: ['string', 4, 'repeated'],
    output: ['string', 5, 'repeated'],
    attribute: ['string', 6, 'repeated'],
    node: ['NodeProto', 7, 'repeated'],
    opsetImport: ['OperatorSetIdProto', 9, 'repeated'],
    domain: ['string', 10],
    attributeProto: ['AttributeProto', 11, 'repeated'],
    overload: ['string', 13],
  },
  GraphProto: {
    node: ['NodeProto', 1, 'repeated'],
    name: ['string', 2],
    initializer: ['TensorProto', 5, 'repeated'],
    input: ['ValueInfoProto', 11, 'repeated'],
    output: ['ValueInfoProto', 12, 'repeated'],
    sparseInitializer: ['SparseTensorProto', 15, 'repeated'],
  },
  SparseTensorProto: { values: ['TensorProto', 1] },
  NodeProto: {
    input: ['string', 1, 'repeated'],
    output: ['string', 2, 'repeated'],
    name: ['string', 3],
    opType: ['string', 4],
    attribute: ['AttributeProto', 5, 'repeated'],
    domain: ['string', 7],
    overload: ['string', 8],
  },
  AttributeProto: {
    name: ['string', 1],
    f: ['float', 2],
    i: ['int64', 3],
    s: ['bytes', 4],
    t: ['TensorProto', 5],
    g: ['bytes', 6],
    floats: ['float', 7, 'repeated'],
    ints: ['int64', 8, 'repeated'],
    strings: ['bytes', 9, 'repeated'],
    type: ['int32', 20],
    refAttrName: ['string', 21],
  },
  TensorProto: {
    dims: ['int64', 1, 'repeated'],
    dataType: ['int32', 2],
    segment: ['SegmentProto', 3],
    floatData: ['float', 4, 'repeated'],
    int32Data: ['int32', 5, 'repeated'],
    int64Data: ['int64', 7, 'repeated'],
    name: ['string', 8],
    rawData: ['bytes', 9],
    doubleData: ['double', 10, 'repeated'],
    uint64Data: ['uint64', 11, 'repeated'],
    externalData: ['StringStringEntryProto', 13, 'repeated'],
    dataLocation: ['int32', 14],
  },
  SegmentProto: { begin: ['int64', 1], end: ['int64', 2] },
  StringStringEntryProto: { key: ['string', 1], value: ['string', 2] },
  ValueInfoProto: { name: ['string', 1], type: ['TypeProto', 2] },
  TypeProto: {
    tensorType: ['TensorTypeProto', 1],
    sequenceType: ['bytes', 4],
    mapType: ['bytes', 5],
    opaqueType: ['bytes', 7],
    sparseTensorType: ['bytes', 8],
    optionalType: ['bytes', 9],
  },
  TensorTypeProto: { elemType: ['int32', 1], shape: ['TensorShapeProto', 2] },
  TensorShapeProto: { dim: ['DimensionProto', 1, 'repeated'] },
  DimensionProto: { dimValue: ['int64', 1], dimParam: ['string', 2] },
} as const satisfies Record<string, Record<string, Field>>;

/** Messages of which one field alone is there, its name as `value`. */
const ONE_OF: readonly string[] = ['TypeProto', 'DimensionProto'];

/** The messages as protobufjs's JSON descriptor. */
export const DESCRIPTOR = {
  nested: Object.fromEntries(
    Object.entries(FIELDS).map(([name, fields]) => [
      name,
      {
        fields: Object.fromEntries(
          Object.entries(fields as Record<string, Field>).map(([field, [type, id, rule]]) => [
            field,
            { type, id, ...(rule && { rule }) },
          ]),
        ),
        ...(ONE_OF.includes(name) && { oneofs: { value: { oneof: Object.keys(fields) } } }),
      },
    ]),
  ),
};

/** A whole number of 64 bits in two halves of 32. */
export interface Int64 {
  low: number;
  high: number;
  unsigned: boolean;
}

/** Bytes of a field; an empty list where it is not there. */
export type Bytes = Uint8Array | readonly never[];

/* What is decoded: fields that the file leaves out are empty or 0. */

export interface ModelProto {
  graph: GraphProto | null;
  opsetImport: OperatorSetIdProto[];
  trainingInfo: Bytes[];
  functions: FunctionProto[];
}
export interface OperatorSetIdProto {
  domain: string;
  version: Int64;
}
export interface FunctionProto {
  name: string;
  domain: string;
  overload: string;
  input: string[];
  output: string[];
  node: NodeProto[];
  attributeProto: AttributeProto[];
  opsetImport: OperatorSetIdProto[];
}
export interface GraphProto {
  node: NodeProto[];
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
  sparseInitializer: { values: TensorProto | null }[];
}
export interface NodeProto {
  input: string[];
  output: string[];
  name: string;
  opType: string;
  attribute: AttributeProto[];
  domain: string;
  overload: string;
}
export interface AttributeProto {
  name: string;
  f: number;
  i: Int64;
  s: Bytes;
  t: TensorProto | null;
  /** A graph, undecoded. */
  g: Bytes;
  floats: number[];
  ints: Int64[];
  strings: Bytes[];
  type: number;
  refAttrName: string;
}
export interface TensorProto {
  dims: Int64[];
  dataType: number;
  segment: object | null;
  floatData: number[];
  int32Data: number[];
  int64Data: Int64[];
  name: string;
  rawData: Bytes;
  doubleData: number[];
  uint64Data: Int64[];
  externalData: { key: string; value: string }[];
  dataLocation: number;
}
export interface ValueInfoProto {
  name: string;
  type: TypeProto | null;
}
export interface TypeProto {
  /** Name of the field that is there. */
  value?: 'tensorType' | 'sequenceType' | 'mapType' | 'opaqueType' | 'sparseTensorType' | 'optionalType';
  tensorType: { elemType: number; shape: { dim: DimensionProto[] } | null } | null;
}
export interface DimensionProto {
  /** Name of the field that is there. */
  value?: 'dimValue' | 'dimParam';
  dimValue: Int64;
}
