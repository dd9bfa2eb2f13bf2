import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { ancestors, contains, type FunctionNode, isClass, isFunction, isImmediatelyCalled, isWholeValue, type Node, outermost, parameterTarget, propertyName, unwrap, valuesOf } from '../source/ast.js';
import type { KeyEvidence } from '../containers/facts.js';
import { KeyReader } from '../containers/keys.js';
import { callsElsewhere, readerWithin, type Sight, sightFrom } from './elsewhere.js';
import { callsOf, flowOf } from '../flow/index.js';
import { isAtLoad } from '../flow/running.js';
import { importOf } from '../source/imports.js';
import { isSynchronousCallback } from '../ir/callbacks.js';
import { resultsOf } from '../source/returns.js';
import { SourceIndex } from '../source/source-index.js';

/**
 * Where the values of a key come from.
 *
 * - `outside`: they come in while the program runs, as many as there may be;
 * - `fixed`: the program writes them down, or its types name them;
 * - `unknown`: nothing is seen of it, or what is made of them.
 */
export interface KeyOrigin {
  readonly sort: 'outside' | 'fixed' | 'unknown';
  /** The parameter by which they come in, and its function. */
  readonly parameter?: { readonly name: string; readonly fn: FunctionNode } | undefined;
  /** Is it put together of several that come in, or of all that is in an object? */
  readonly isComposite: boolean;
  /** Does it tell apart what there may be any number of: by an id, as its name says, or by what an event brings? */
  readonly isTelling: boolean;
}

const FIXED: KeyOrigin = { sort: 'fixed', isComposite: false, isTelling: false };
const UNKNOWN: KeyOrigin = { sort: 'unknown', isComposite: false, isTelling: false };

/** Callers of callers, and what they pass, are followed as far as this. */
const MOST_CALLERS = 4;
const MOST_STEPS = 40;

/**
 * Where the values of an expression come from that is a key at some place of a file: followed through functions of the project
 * that pass them on.
 */
export function originOf(key: Node, sight: Sight, idNames: RegExp): KeyOrigin {
  return new OriginReader(idNames, new Set(ancestors(key).filter(isFunction))).of(key, sight);
}

class OriginReader {
  readonly #busy = new Set<Node>();
  readonly #readers = new Map<SourceIndex, KeyReader>();
  #steps = 0;

  constructor(
    private readonly idNames: RegExp,
    /** The functions around the key. */
    private readonly writers: ReadonlySet<FunctionNode>,
  ) {}

  of(key: Node, sight: Sight): KeyOrigin {
    return this.#read({ node: key, path: [], sight, callers: 0 });
  }

  #evidenceOf(node: Node, { sight }: Asked): KeyEvidence {
    return this.#readerOf(sight).read(node, node);
  }

  #readerOf({ index, elsewhere }: Sight): KeyReader {
    const reader = this.#readers.get(index) ?? (elsewhere ? readerWithin(elsewhere, index, this.idNames) : KeyReader.of(index, this.idNames));
    this.#readers.set(index, reader);
    return reader;
  }

  #read(asked: Asked): KeyOrigin {
    const node = unwrap(asked.node);
    if (this.#busy.has(node) || this.#steps++ > MOST_STEPS) return UNKNOWN;
    this.#busy.add(node);
    try {
      return this.#bySyntax(node, asked);
    } finally {
      this.#busy.delete(node);
    }
  }

  #bySyntax(node: Node, asked: Asked): KeyOrigin {
    const also = (parts: readonly (Node | null)[]): KeyOrigin => together(parts.map((part) => (part ? this.#read({ ...asked, node: part, path: [] }) : FIXED)));
    switch (node.type) {
      case 'Literal':
      case 'ClassExpression':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return FIXED;
      case 'UnaryExpression':
        return node.operator === 'typeof' || node.operator === '!' ? FIXED : also([node.argument]);
      case 'TemplateLiteral':
        return also(node.expressions);
      case 'BinaryExpression':
        return node.operator === '+' ? also([node.left, node.right]) : UNKNOWN;
      case 'LogicalExpression':
      case 'ConditionalExpression':
      case 'AssignmentExpression':
        return oneOf(valuesOf(node).map((value) => this.#read({ ...asked, node: value })));
      case 'ArrayExpression':
        return also(node.elements.map((element) => (element?.type === 'SpreadElement' ? element.argument : element)));
      case 'ObjectExpression':
        return this.#readLiteral(node, asked);
      case 'Identifier':
        return this.#readIdentifier(node, asked);
      case 'MemberExpression':
        return this.#readMember(node, asked);
      case 'CallExpression':
        return this.#readCall(node, asked);
      default:
        return UNKNOWN;
    }
  }

  /** A member of a literal, or all that is in it. */
  #readLiteral({ properties }: TSESTree.ObjectExpression, asked: Asked): KeyOrigin {
    const [name, ...path] = asked.path;
    const named = properties.find((property): property is TSESTree.Property => property.type === 'Property' && propertyName(property) === name);
    if (named) return this.#read({ ...asked, node: named.value, path });
    const parts = properties.map((property) => (property.type === 'SpreadElement' ? property.argument : property.value));
    return together(parts.map((part) => this.#read({ ...asked, node: part, path: [] })));
  }

  #readIdentifier(node: TSESTree.Identifier, asked: Asked): KeyOrigin {
    const { index } = asked.sight;
    const variable = index.variableOf(node);
    const [definition] = variable?.defs ?? [];
    if (!variable || !definition) return UNKNOWN;
    if (definition.type !== 'Parameter' && definition.type !== 'Variable') return FIXED;
    if (asked.path.length === 0 && (this.#evidenceOf(node, asked).range === 'few' || index.remember(isKeyOfTable, variable))) return FIXED;
    const origin = definition.type === 'Parameter' && isFunction(definition.node) ? this.#readParameter(variable, definition.node, asked) : this.#readVariable(variable, definition.node, asked);
    return { ...origin, isTelling: origin.isTelling || this.idNames.test(node.name) };
  }

  #readVariable(variable: Scope.Variable, declared: Node, asked: Asked): KeyOrigin {
    if (declared.type !== 'VariableDeclarator') return UNKNOWN;
    const loop = declared.parent.parent;
    if ((loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') && loop.left === declared.parent) return this.#read({ ...asked, node: loop.right, path: [] });
    const path = pathTo(variable, declared.id);
    if (declared.init && path.length > 0) return this.#read({ ...asked, node: declared.init, path: [...path, ...asked.path] });
    const values = variable.references.filter((reference) => reference.isWrite()).map(({ identifier, writeExpr }) => (writeExpr && isWholeValue(identifier, writeExpr) ? this.#read({ ...asked, node: writeExpr }) : UNKNOWN));
    return oneOf(values);
  }

  #readMember(node: TSESTree.MemberExpression, asked: Asked): KeyOrigin {
    if (this.#evidenceOf(node, asked).range === 'few') return FIXED;
    const name = propertyName(node);
    const object = unwrap(node.object);
    if (object.type === 'ThisExpression' || name === 'constructor' || name === 'length') return UNKNOWN;
    const origin = this.#read({ ...asked, node: object, path: name === undefined ? [] : [name, ...asked.path] });
    return { ...origin, isTelling: origin.isTelling || (name !== undefined && this.idNames.test(name)) };
  }

  #readCall(node: TSESTree.CallExpression, asked: Asked): KeyOrigin {
    const { index, elsewhere } = asked.sight;
    const callee = unwrap(node.callee);
    const parts = node.arguments.map((argument) => (argument.type === 'SpreadElement' ? argument.argument : argument));
    const receiver = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
    const variable = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
    const fn = variable && index.functionOf(variable);
    if (fn) return this.#readReturned(fn, asked);
    const imported = variable && elsewhere && importOf(variable, index);
    const declared = imported && elsewhere.definitionOf(imported);
    const sight = declared && sightFrom(declared.file, elsewhere);
    const other = declared?.node;
    if (other && isFunction(other) && sight) return this.#readReturned(other, { ...asked, sight });
    const from = together([...(receiver && receiver.type !== 'ThisExpression' ? [receiver] : []), ...parts].map((part) => this.#read({ ...asked, node: part, path: [] })));
    // Who knows what a function makes of its arguments: a few words, or as many as there are.
    const isText = this.#evidenceOf(node, asked).sort === 'primitive' || isListing(callee);
    if (!isText) return from.sort === 'outside' ? { ...UNKNOWN, parameter: from.parameter } : from;
    return calleeText(callee) === 'JSON.stringify' || (callee.type === 'MemberExpression' && propertyName(callee) === 'join') ? { ...from, isComposite: true } : from;
  }

  /** What a function gives back, by its own parameters. */
  #readReturned(fn: FunctionNode, asked: Asked): KeyOrigin {
    const { index } = asked.sight;
    const type = fn.returnType && this.#readerOf(asked.sight).readType(fn.returnType.typeAnnotation);
    if (type?.sort === 'primitive' && !type.isEndless) return FIXED;
    return oneOf(resultsOf(fn, index).map((value) => this.#read({ ...asked, node: value })));
  }

  #readParameter(variable: Scope.Variable, fn: FunctionNode, asked: Asked): KeyOrigin {
    const { sight } = asked;
    const name = variable.defs[0]?.name as Node;
    const position = fn.params.findIndex((param) => contains(param, name));
    const param = fn.params[position];
    const target = param && parameterTarget(param);
    if (!target) return UNKNOWN;
    const path = [...pathTo(variable, target), ...asked.path];
    const own: KeyOrigin = { sort: 'outside', parameter: { name: variable.name, fn }, isComposite: false, isTelling: false };
    const whole = outermost(fn);
    if (whole.parent?.type === 'CallExpression' && whole.parent.callee !== whole) {
      if (!isSynchronousCallback(whole.parent)) return { ...own, isTelling: true };
      const callee = unwrap(whole.parent.callee);
      return callee.type === 'MemberExpression' ? this.#read({ ...asked, node: callee.object, path: [] }) : UNKNOWN;
    }
    if (asked.callers >= MOST_CALLERS) return own;
    const calls = callersOf(fn, sight);
    if (calls.length === 0) return own;
    const passed = calls.map(({ call, from }) => {
      // What is passed once, while modules load, is one more text of the program.
      if (isAtLoad(call, from.index)) return FIXED;
      const argument = call.arguments[position];
      if (!argument) return FIXED;
      return argument.type === 'SpreadElement' || call.arguments.slice(0, position).some(({ type }) => type === 'SpreadElement')
        ? own
        : this.#read({ node: argument, path, sight: from, callers: asked.callers + 1 });
    });
    const origin = oneOf(passed);
    return { ...origin, ...(origin.sort === 'outside' && this.writers.has(fn) && { parameter: own.parameter }) };
  }
}

/** An expression that is followed, in its file. */
interface Asked {
  readonly node: Node;
  /** The member of it that is asked for. */
  readonly path: readonly string[];
  readonly sight: Sight;
  /** So many calls lie between it and the key. */
  readonly callers: number;
}

/** A call, and the file that it is in. */
export interface Caller {
  readonly call: TSESTree.CallExpression;
  readonly from: Sight;
}

/** The calls of a function that the project shows, but for tests. */
export function callersOf(fn: FunctionNode, sight: Sight): readonly Caller[] {
  const { index, elsewhere } = sight;
  const here = callsOf(fn, index.table(flowOf)).map((call): Caller => ({ call, from: sight }));
  const there = !elsewhere ? [] : callsElsewhere(fn, index, elsewhere).flatMap(({ file, nodes }) =>
    nodes.flatMap((call): Caller[] => (call.type === 'CallExpression' ? [{ call, from: sightFrom(file, elsewhere) }] : [])));
  return [...here, ...there];
}

/** The members by which a pattern gives a variable its value: `id` of `{ user: { id } }` by `user` and `id`. */
function pathTo(variable: Scope.Variable, pattern: Node): readonly string[] {
  const path: string[] = [];
  for (let at: Node | undefined = variable.defs[0]?.name; at && at !== pattern; at = at.parent) {
    if (at.type === 'Property') path.unshift(propertyName(at) ?? '');
    if (isFunction(at) || isClass(at)) break;
  }
  return path;
}

/** `LANGUAGES[name]`: is a variable a key of a table that the program writes down, imports, or gives to a function that runs once? */
function isKeyOfTable(variable: Scope.Variable, index: SourceIndex): boolean {
  return variable.references.some(({ identifier }) => {
    const { parent } = identifier;
    if (parent.type !== 'MemberExpression' || !parent.computed || parent.property !== identifier) return false;
    let table = unwrap(parent.object);
    while (table.type === 'MemberExpression') table = unwrap(table.object);
    const named = table.type === 'Identifier' ? index.variableOf(table) : undefined;
    const [definition] = named?.defs ?? [];
    if (definition?.type === 'ImportBinding' || (definition?.type === 'Parameter' && isFunction(definition.node) && isImmediatelyCalled(definition.node))) return true;
    const value = named && index.constantValue(named);
    const literal = value && unwrap(value);
    return literal?.type === 'ObjectExpression' && literal.properties.length > 0;
  });
}

function isListing(callee: Node): boolean {
  return callee.type === 'MemberExpression' && /^(?:keys|values|entries|split|filter|map|flatMap|slice|sort|reverse)$/.test(propertyName(callee) ?? '');
}

function calleeText(callee: Node): string {
  return callee.type === 'MemberExpression' && callee.object.type === 'Identifier' ? `${callee.object.name}.${propertyName(callee) ?? ''}` : '';
}

const RANK = { fixed: 0, unknown: 1, outside: 2 } as const satisfies Record<KeyOrigin['sort'], number>;

/** Of several values, that which comes from farthest. */
function oneOf(origins: readonly KeyOrigin[]): KeyOrigin {
  return origins.reduce((most, origin) => (RANK[origin.sort] > RANK[most.sort] ? origin : most), origins[0] ?? UNKNOWN);
}

/** What several parts make up: no more than a few where all parts are, and unknown where one is and nothing comes in. */
function together(parts: readonly KeyOrigin[]): KeyOrigin {
  const coming = parts.filter(({ sort }) => sort === 'outside');
  const whole = parts.length === 0 ? FIXED : oneOf(parts);
  return { ...whole, isComposite: coming.length > 1 || coming.some(({ isComposite }) => isComposite), isTelling: parts.some(({ isTelling }) => isTelling) };
}
