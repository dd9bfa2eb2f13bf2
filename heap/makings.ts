import type { TSESTree } from '@typescript-eslint/utils';
import { isClass, isFunction, nameBorne, type Node, unwrap } from '../analysis/source/ast.js';
import type { ParsedSource } from '../analysis/source/source.js';
import type { HeapKind } from './entries.js';

/** A place where a program gives a name to something that it makes, and may keep containers in. */
export interface Making {
  readonly name: string;
  readonly as: 'variable' | 'member' | 'argument';
  /** The class of a field, the object of an assignment (`Page.cache = …`), the object that a method is called on. */
  readonly of: string | undefined;
  /** What is made, or what is named where it is made elsewhere. */
  readonly node: Node;
  /** What it may be: several where it is known at run time, nothing where it is certainly none. */
  readonly kinds: 'any' | HeapKind | undefined;
  /** Where the variable, or the class of the field, is known. */
  readonly scope: readonly [number, number];
}

const CONSTRUCTORS: Readonly<Record<string, HeapKind>> = { Map: 'map', Set: 'set', WeakMap: 'weakmap', WeakSet: 'weakset', Array: 'array', Object: 'dictionary' };

/** All places in a file where something that is made gets a name. */
export function makingsIn({ ast, visitorKeys }: Pick<ParsedSource, 'ast' | 'visitorKeys'>): readonly Making[] {
  const found: Making[] = [];
  const pending: Node[] = [ast];
  for (let node = pending.pop(); node; node = pending.pop()) {
    found.push(...makingsAt(node));
    for (const key of visitorKeys[node.type] ?? []) {
      const value = (node as unknown as Record<string, Node | readonly (Node | null)[] | null | undefined>)[key];
      if (Array.isArray(value)) pending.push(...(value as readonly (Node | null)[]).filter((child) => child !== null));
      else if (value) pending.push(value as Node);
    }
  }
  return found.sort((a, b) => a.node.range[0] - b.node.range[0]);
}

/** May what is made be a container of this kind? */
export function mayBe({ kinds }: Making, kind: HeapKind): boolean {
  return kinds === kind || kinds === 'any';
}

function makingsAt(node: Node): readonly Making[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return node.id.type === 'Identifier' ? [{ name: node.id.name, as: 'variable', of: undefined, node: node.init ?? node.id, kinds: node.init ? kindOf(node.init) : undefined, scope: scopeOf(node) }] : [];
    case 'AssignmentExpression':
      return assigned(node);
    case 'PropertyDefinition':
    case 'AccessorProperty': {
      const name = nameBorne(node.key);
      const owner = node.parent.parent;
      return name === undefined ? [] : [{ name, as: 'member', of: isClass(owner) ? owner.id?.name : undefined, node: node.value ?? node, kinds: node.value ? kindOf(node.value) : undefined, scope: owner.range }];
    }
    case 'Property': {
      const name = node.computed ? undefined : nameBorne(node.key);
      return name === undefined || node.parent.type !== 'ObjectExpression' ? [] : [{ name, as: 'member', of: undefined, node: node.value, kinds: kindOf(node.value), scope: node.parent.range }];
    }
    case 'CallExpression':
      return node.arguments.flatMap((argument) => passed(node, argument));
    case 'ExportDefaultDeclaration':
      return [{ name: 'default', as: 'variable', of: undefined, node: node.declaration, kinds: kindOf(node.declaration), scope: node.parent.range }];
    default:
      return [];
  }
}

function assigned(node: TSESTree.AssignmentExpression): readonly Making[] {
  const left = unwrap(node.left);
  const made = { node: node.right as Node, kinds: kindOf(node.right) };
  if (left.type === 'Identifier') return [{ name: left.name, as: 'variable', of: undefined, ...made, scope: [0, Infinity] }];
  if (left.type !== 'MemberExpression') return [];
  const name = left.computed ? undefined : nameBorne(left.property);
  const of = unwrap(left.object);
  if (name === undefined) return [{ name: '', as: 'argument', of: lastName(of), ...made, scope: [0, Infinity] }];
  const owner = of.type === 'ThisExpression' ? classAround(node) : undefined;
  return [{ name, as: 'member', of: owner ? owner.id?.name : lastName(of), ...made, scope: owner?.range ?? [0, Infinity] }];
}

/** What a call puts into a container: the value of `set`, an element. Helpers of compilers define fields by a call, too: `define(this, "name", value)`. */
function passed(call: TSESTree.CallExpression, argument: TSESTree.CallExpressionArgument): readonly Making[] {
  const kinds = kindOf(argument);
  const callee = unwrap(call.callee);
  const receiver = callee.type === 'MemberExpression' ? lastName(unwrap(callee.object)) : undefined;
  // What has a name already: the variable says what it is.
  if (argument.type === 'Identifier' && receiver !== undefined) return [{ name: argument.name, as: 'argument', of: receiver, node: argument, kinds: undefined, scope: [0, Infinity] }];
  if (kinds === undefined || kinds === 'any') return [];
  const [first, second] = call.arguments;
  if (first?.type === 'ThisExpression' && second !== undefined && second !== argument) {
    const name = nameBorne(second);
    const owner = classAround(call);
    if (name !== undefined) return [{ name, as: 'member', of: owner?.id?.name, node: argument, kinds, scope: owner?.range ?? [0, Infinity] }];
  }
  return receiver === undefined ? [] : [{ name: '', as: 'argument', of: receiver, node: argument, kinds, scope: [0, Infinity] }];
}

function lastName(node: Node): string | undefined {
  return node.type === 'MemberExpression' ? nameBorne(node.property) : nameBorne(node);
}

/** What an expression makes. */
function kindOf(node: Node): Making['kinds'] {
  const bare = unwrap(node);
  switch (bare.type) {
    case 'NewExpression':
      return CONSTRUCTORS[lastName(unwrap(bare.callee)) ?? ''] ?? 'any';
    case 'ArrayExpression':
      return 'array';
    case 'ObjectExpression':
      return 'dictionary';
    case 'CallExpression':
      return 'any';
    case 'LogicalExpression':
      return kindOf(bare.right);
    case 'ConditionalExpression':
      return kindOf(bare.consequent) ?? kindOf(bare.alternate);
    case 'AssignmentExpression':
      return kindOf(bare.right);
    case 'SequenceExpression':
      return kindOf(bare.expressions.at(-1) ?? bare.expressions[0] ?? bare);
    default:
      return undefined;
  }
}

/** Where the creation itself begins: `x ??= new Map()` makes it on the right. */
export function creationOf(node: Node): Node {
  const bare = unwrap(node);
  switch (bare.type) {
    case 'LogicalExpression':
    case 'AssignmentExpression':
      return creationOf(bare.right);
    case 'ConditionalExpression':
      return creationOf(kindOf(bare.consequent) === undefined ? bare.alternate : bare.consequent);
    case 'SequenceExpression':
      return creationOf(bare.expressions.at(-1) ?? bare);
    default:
      return bare;
  }
}

function scopeOf(node: TSESTree.VariableDeclarator): readonly [number, number] {
  const isVar = node.parent.kind === 'var';
  for (let at = node.parent.parent as Node | undefined; at; at = at.parent) {
    if (isFunction(at) || at.type === 'Program' || at.type === 'StaticBlock' || at.type === 'TSModuleBlock') return at.range;
    if (!isVar && (at.type === 'BlockStatement' || at.type.startsWith('For') || at.type === 'SwitchStatement')) return at.range;
  }
  return [0, Infinity];
}

function classAround(node: Node): TSESTree.ClassDeclaration | TSESTree.ClassExpression | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) if (isClass(at)) return at;
  return undefined;
}
