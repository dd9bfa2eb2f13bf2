import { functionName, type FunctionNode, type Node } from '../source/ast.js';
import type { Argument, LoweredFile, Operand, Operation, Register } from './operations.js';

/** The operations of a file as lines that people read: `%3 = load this.#boxes`. */
export interface Listing {
  /** An operation as one line; registers without a name are numbered as they are told. */
  readonly line: (operation: Operation) => string;
  /** The registers that an operation reads or writes. */
  readonly registersOf: (operation: Operation) => readonly Register[];
  /** The node that shows where an operation is; `undefined` where nothing in the text stands for it. */
  readonly nodeOf: (operation: Operation) => Node | undefined;
}

/** The most characters of a piece of code in a line. */
const MOST_OF_CODE = 32;

/**
 * Prepares the listing of a lowered file.
 *
 * @param text the source text of a node
 */
export function listing(lowered: LoweredFile, text: (node: Node) => string): Listing {
  const names = namesOf(lowered);
  const shown = nodesOf(lowered);
  const numbers = new Map<Register, number>();
  const name = (register: Register | undefined): string => {
    if (register === undefined) return '·';
    const named = names.get(register);
    if (named !== undefined) return named;
    const number = numbers.get(register) ?? numbers.size + 1;
    numbers.set(register, number);
    return `%${String(number)}`;
  };
  const code = (node: Node): string => {
    const line = text(node).replaceAll(/\s+/g, ' ');
    return line.length > MOST_OF_CODE ? `${line.slice(0, MOST_OF_CODE - 1)}…` : line;
  };
  const argument = ({ register, node, isSpread }: Argument): string => `${isSpread ? '...' : ''}${register === undefined ? code(node) : name(register)}`;
  return {
    line: (operation) => {
      const parts = partsOf(operation);
      const member = 'field' in operation ? `${parts.base === undefined ? '' : name(parts.base)}${fieldText(operation.field, 'key' in operation ? operation.key : undefined, code)}` : undefined;
      const subject = member ?? [parts.callee, parts.from, parts.base].filter((register) => register !== undefined).map(name).join(' ');
      const args = 'args' in operation ? `(${operation.args.map(argument).join(', ')})` : '';
      const value = 'field' in operation && parts.from !== undefined ? ` = ${name(parts.from)}` : '';
      const made = operation.op === 'function' ? functionText(operation.unit.node) : operation.op === 'instance' ? `of ${operation.of.id?.name ?? 'a class'}` : '';
      const target = parts.to === undefined ? '' : `${name(parts.to)} = `;
      const words = [operation.op, 'name' in operation && operation.name !== '' ? operation.name : '', `${subject}${args}${value}`, made].filter((word) => word !== '');
      return `${target}${words.join(' ')}`;
    },
    registersOf: (operation) => {
      const { to, base, from, callee } = partsOf(operation);
      const args = 'args' in operation ? operation.args.map(({ register }) => register) : [];
      return [to, base, from, callee, ...args].filter((register) => register !== undefined);
    },
    nodeOf: (operation) => {
      if ('node' in operation) return operation.node;
      const { from, to, base } = partsOf(operation);
      return [from, to, base].map((register) => (register === undefined ? undefined : shown.get(register))).find((node) => node !== undefined);
    },
  };
}

interface Parts {
  readonly to: Register | undefined;
  readonly base: Register | undefined;
  readonly from: Register | undefined;
  readonly callee: Register | undefined;
}

function partsOf(operation: Operation): Parts {
  const registerOf = (part: Operand | Register | undefined): Register | undefined => (typeof part === 'object' ? part.register : part);
  return {
    to: 'to' in operation ? operation.to : undefined,
    base: 'base' in operation ? registerOf(operation.base) : undefined,
    from: 'from' in operation ? registerOf(operation.from) : undefined,
    callee: 'callee' in operation && 'register' in operation.callee ? operation.callee.register : undefined,
  };
}

function fieldText(field: string | undefined, key: Node | undefined, code: (node: Node) => string): string {
  if (field === undefined) return `[${key ? code(key) : '*'}]`;
  return field.startsWith('[') ? field : `.${field}`;
}

function functionText(fn: FunctionNode): string {
  return functionName(fn) ?? '';
}

/** The registers that have names in the text. */
function namesOf({ variables, functions, classes }: LoweredFile): ReadonlyMap<Register, string> {
  const names = new Map<Register, string>();
  for (const unit of functions.values()) {
    names.set(unit.self, 'this');
    names.set(unit.list, 'arguments');
    for (const [at, register] of unit.params.entries()) names.set(register, `parameter ${String(at + 1)}`);
  }
  for (const unit of classes.values()) {
    names.set(unit.self, 'this');
    names.set(unit.statics, 'this');
  }
  for (const [variable, register] of variables) names.set(register, variable.name);
  return names;
}

/** The first node that stands for each register. */
function nodesOf({ values, variables, functions, classes }: LoweredFile): ReadonlyMap<Register, Node> {
  const nodes = new Map<Register, Node>();
  const add = (register: Register, node: Node | undefined): void => {
    if (node && !nodes.has(register)) nodes.set(register, node);
  };
  for (const [variable, register] of variables) add(register, variable.defs[0]?.name);
  for (const [node, register] of values) add(register, node);
  for (const unit of functions.values()) for (const register of [unit.self, unit.list, unit.result, ...unit.params]) add(register, unit.node.body);
  for (const unit of classes.values()) for (const register of [unit.self, unit.statics]) add(register, unit.node.body);
  return nodes;
}
