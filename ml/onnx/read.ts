import { elementType } from './elements.ts';
import type { OnnxAttribute, OnnxFunction, OnnxGraph, OnnxModel, OnnxNode, OnnxValue } from './model.ts';
import { ProtobufError, floatsOf, integersOf, readFields, type Field } from './protobuf-reader.ts';
import { readSparseShape, readTensor, text } from './read-tensor.ts';
import type { Dimension } from './write.ts';

/** Bounds of what is kept in memory, far above any image model. */
const limits = { depth: 8, nodes: 100_000, tensors: 100_000, values: 1_000_000 };

/**
 * Reads an ONNX file. Its field numbers are those of onnx.proto3. Memory stays within a few times the file's own structure, whatever it
 * claims. Throws `ProtobufError` when the bytes are not an ONNX file or pass a bound.
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  const left = { nodes: limits.nodes, tensors: limits.tensors, values: limits.values };
  return modelOf(bytes, { depth: limits.depth, left });
}

interface Budget {
  readonly depth: number;
  readonly left: { nodes: number; tensors: number; values: number };
}

function spend(budget: Budget, kind: keyof Budget['left']): void {
  budget.left[kind] -= 1;
  if (budget.left[kind] < 0) throw new ProtobufError(`more than ${limits[kind]} ${kind}`);
}

/**
 * A message field that may occur once. Protobuf merges repeated occurrences; a reader that took the last one would not see what the
 * runtime runs, so a second one is refused.
 */
function once(what: string): (field: Field) => Uint8Array {
  let seen = false;
  return (field) => {
    if (seen) throw new ProtobufError(`a second ${what} in the place of one`);
    seen = true;
    return field.bytes;
  };
}

function modelOf(bytes: Uint8Array, budget: Budget): OnnxModel {
  let irVersion = 0;
  let producer = '';
  let graph: OnnxGraph | undefined;
  const opsets: { domain: string; version: number }[] = [];
  const metadata: [string, string][] = [];
  const functions: OnnxFunction[] = [];
  const graphBytes = once('graph');
  readFields(bytes, (field) => {
    if (field.number === 1 && field.wire === 0) irVersion = field.integer;
    if (field.wire !== 2) return;
    if (field.number === 2) producer = text(field);
    if (field.number === 7) graph = graphOf(graphBytes(field), budget);
    if (field.number === 8) opsets.push(opsetOf(field.bytes));
    if (field.number === 14) metadata.push(entryOf(field.bytes));
    if (field.number === 25) functions.push(functionOf(field.bytes, budget));
  });
  if (graph === undefined) throw new ProtobufError('no graph: not an ONNX model');
  return { irVersion, producer, opsets, metadata: Object.fromEntries(metadata), graph, functions };
}

function graphOf(bytes: Uint8Array, outer: Budget): OnnxGraph {
  if (outer.depth === 0) throw new ProtobufError(`graphs nested more than ${limits.depth} deep`);
  const budget = { depth: outer.depth - 1, left: outer.left };
  let name = '';
  const nodes: OnnxNode[] = [];
  const initialisers: OnnxGraph['initialisers'][number][] = [];
  const sparse: (readonly number[])[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const values: OnnxValue[] = [];
  readFields(bytes, (field) => {
    if (field.wire !== 2) return;
    switch (field.number) {
      case 1:
        nodes.push(nodeOf(field.bytes, budget));
        break;
      case 2:
        name = text(field);
        break;
      case 5:
        spend(budget, 'tensors');
        initialisers.push(readTensor(field.bytes));
        break;
      case 11:
        inputs.push(valueOf(field.bytes, budget));
        break;
      case 12:
        outputs.push(valueOf(field.bytes, budget));
        break;
      case 13:
        values.push(valueOf(field.bytes, budget));
        break;
      case 15:
        spend(budget, 'tensors');
        sparse.push(readSparseShape(field.bytes));
        break;
    }
  });
  return { name, nodes, initialisers, sparse, inputs, outputs, values };
}

function functionOf(bytes: Uint8Array, budget: Budget): OnnxFunction {
  let name = '';
  let domain = '';
  const nodes: OnnxNode[] = [];
  readFields(bytes, (field) => {
    if (field.wire !== 2) return;
    if (field.number === 1) name = text(field);
    if (field.number === 7) nodes.push(nodeOf(field.bytes, budget));
    if (field.number === 10) domain = text(field);
  });
  return { name, domain: plainDomain(domain), nodes };
}

function nodeOf(bytes: Uint8Array, budget: Budget): OnnxNode {
  spend(budget, 'nodes');
  let op = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  readFields(bytes, (field) => {
    if (field.wire !== 2) return;
    if (field.number === 1 || field.number === 2) {
      spend(budget, 'values');
      (field.number === 1 ? inputs : outputs).push(text(field));
    }
    if (field.number === 4) op = text(field);
    if (field.number === 5) {
      const [name, attribute] = attributeOf(field.bytes, budget);
      if (attributes.has(name)) throw new ProtobufError(`attribute "${name}" occurs twice`);
      attributes.set(name, attribute);
    }
    if (field.number === 7) domain = text(field);
  });
  return { op, domain: plainDomain(domain), inputs, outputs, attributes };
}

function plainDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

function attributeOf(bytes: Uint8Array, budget: Budget): readonly [string, OnnxAttribute] {
  spend(budget, 'values');
  let name = '';
  const integers: number[] = [];
  const floats: number[] = [];
  const tensors: OnnxAttribute['tensors'][number][] = [];
  const sparse: (readonly number[])[] = [];
  const graphs: OnnxGraph[] = [];
  const tensor = once('tensor');
  const graph = once('graph');
  const keep = (list: number[]) => (value: number) => {
    spend(budget, 'values');
    list.push(value);
  };
  readFields(bytes, (field) => {
    const { number, wire } = field;
    if (number === 2 || number === 7) floatsOf(field, keep(floats));
    if (number === 3 || number === 8) integersOf(field, keep(integers));
    if (wire !== 2) return;
    if (number === 1) name = text(field);
    if (number === 5) tensors.push(readTensor(tensor(field)));
    if (number === 6) graphs.push(graphOf(graph(field), budget));
    if (number === 10) tensors.push(readTensor(field.bytes));
    if (number === 11) graphs.push(graphOf(field.bytes, budget));
    if (number === 22 || number === 23) sparse.push(readSparseShape(field.bytes));
    if (number === 10 || number === 22 || number === 23) spend(budget, 'tensors');
  });
  return [name, { integers, floats, tensors, sparse, graphs }];
}

function valueOf(bytes: Uint8Array, budget: Budget): OnnxValue {
  spend(budget, 'values');
  let name = '';
  let type: OnnxValue['type'];
  let shape: OnnxValue['shape'];
  const [typeBytes, tensorBytes, shapeBytes] = [once('type'), once('tensor type'), once('shape')];
  readFields(bytes, (field) => {
    if (field.wire !== 2) return;
    if (field.number === 1) name = text(field);
    if (field.number !== 2) return;
    readFields(typeBytes(field), (kind) => {
      if (kind.number !== 1 || kind.wire !== 2) return;
      readFields(tensorBytes(kind), (part) => {
        if (part.number === 1 && part.wire === 0) type = elementType(part.integer);
        if (part.number === 2 && part.wire === 2) shape = shapeOf(shapeBytes(part), budget);
      });
    });
  });
  return { name, type, shape };
}

function shapeOf(bytes: Uint8Array, budget: Budget): readonly Dimension[] {
  const shape: Dimension[] = [];
  readFields(bytes, (field) => {
    if (field.number !== 1 || field.wire !== 2) return;
    spend(budget, 'values');
    let size: Dimension = '?';
    readFields(field.bytes, (part) => {
      if (part.number === 1 && part.wire === 0) size = part.integer;
      if (part.number === 2 && part.wire === 2) size = text(part);
    });
    shape.push(size);
  });
  return shape;
}

function opsetOf(bytes: Uint8Array): { domain: string; version: number } {
  let domain = '';
  let version = 0;
  readFields(bytes, (field) => {
    if (field.number === 1 && field.wire === 2) domain = plainDomain(text(field));
    if (field.number === 2 && field.wire === 0) version = field.integer;
  });
  return { domain, version };
}

function entryOf(bytes: Uint8Array): [string, string] {
  let key = '';
  let value = '';
  readFields(bytes, (field) => {
    if (field.wire !== 2) return;
    if (field.number === 1) key = text(field);
    if (field.number === 2) value = text(field);
  });
  return [key, value];
}
