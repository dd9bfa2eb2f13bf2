import { type Expression, type Node, propertyName, unwrap } from '../source/ast.js';
import type { PartSought, Use, WriteUse } from '../flow/use.js';
import { KeyReader } from './keys.js';
import { madePutIn, selfPutIn } from './self-registration.js';
import { indexOfUse, type SourceIndex } from '../source/source-index.js';

/**
 * The uses of a list of records, `views.push({ view: this, order })`, as those of a list of the instances in them: of what puts
 * itself in, of what is made there and given back, or of what the list is searched for, `pairs.find(([page]) => page === sought)`.
 */
export function keyedByInstances(uses: readonly Use[], index: SourceIndex): readonly Use[] {
  const sought = uses.flatMap((use) => (use.kind === 'iterate' && use.sought ? [use.sought] : []));
  const writes = new Map(uses.flatMap((use) => (use.kind === 'set' && use.how === 'push' ? [[use, writeOfInstance(use, sought, indexOfUse(use, index))] as const] : [])));
  const parts = new Set([...writes.values()].flatMap((write) => write?.part ?? []));
  return uses.map((use) => {
    if (use.kind === 'set') return writes.get(use)?.write ?? use;
    return use.kind === 'iterate' && use.sought && parts.has(use.sought.part) ? { kind: 'has', key: use.sought.key, node: use.node, receiver: use.receiver, file: use.file } : use;
  });
}

/** A write of an instance in a record, and which part of the record that is. */
interface InstanceWrite {
  readonly write: WriteUse;
  readonly part: string;
}

function writeOfInstance(write: WriteUse, sought: readonly PartSought[], index: SourceIndex): InstanceWrite | undefined {
  const item = unwrap(write.key);
  const variable = item.type === 'Identifier' ? index.variableOf(item) : undefined;
  const value = variable && index.constantValue(variable);
  const record = value ? unwrap(value) : item;
  const parts = partsOf(record).map(({ part, value: key }): InstanceWrite => ({ part, write: { ...write, key, record } }));
  return parts.find(({ write: put }) => selfPutIn(put, index) ?? madePutIn(put, index)) ?? parts.find(({ part, write: put }) => sought.some((one) => one.part === part) && isObject(put, index));
}

function partsOf(record: Node): readonly { readonly part: string; readonly value: Expression }[] {
  if (record.type === 'ArrayExpression') return record.elements.flatMap((element, at) => (element && element.type !== 'SpreadElement' ? [{ part: String(at), value: element }] : []));
  if (record.type !== 'ObjectExpression') return [];
  return record.properties.flatMap((property) => {
    const part = property.type === 'Property' && property.kind === 'init' && !property.method ? propertyName(property) : undefined;
    return part === undefined || property.type !== 'Property' ? [] : [{ part, value: property.value as Expression }];
  });
}

/** Is what is put in an object, and no function: as far as more than a name tells? */
function isObject({ key, node }: WriteUse, index: SourceIndex): boolean {
  const { sort, certainty, callable } = KeyReader.of(index).read(key, node);
  return sort === 'object' && certainty !== 'possible' && !callable;
}
