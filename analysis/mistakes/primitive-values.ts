import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, unwrap } from '../source/ast.js';
import { readCheckerType } from '../source/checker.js';
import { annotationOf } from '../source/expression-types.js';
import type { Certainty } from '../containers/facts.js';
import type { WeakContext } from '../containers/weak/context.js';

/** A value that cannot be held weakly, in words. */
export interface Primitive {
  readonly because: string;
  readonly certainty: Certainty;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'A string', number: 'A number', boolean: 'A boolean', bigint: 'A bigint', undefined: '`undefined`', object: '`null`',
};
const CALLS: Readonly<Record<string, string>> = {
  String: 'A string', Number: 'A number', Boolean: 'A boolean', BigInt: 'A bigint', parseInt: 'A number', parseFloat: 'A number', 'JSON.stringify': 'A string', 'Date.now': 'A number', 'Math.random': 'A number', 'Symbol.for': 'A registered symbol',
};
const TYPES: Readonly<Record<string, string>> = {
  TSStringKeyword: 'A string', TSNumberKeyword: 'A number', TSBooleanKeyword: 'A boolean', TSBigIntKeyword: 'A bigint', TSTemplateLiteralType: 'A string', TSUndefinedKeyword: '`undefined`', TSNullKeyword: '`null`',
};

/** Is a value certainly one that cannot be held weakly? Symbols can, unless `Symbol.for` made them. */
export function primitiveOf(value: Node, context: WeakContext, depth = 0): Primitive | undefined {
  const node = unwrap(value);
  if (depth > 3) return undefined;
  const proven = (because: string | undefined): Primitive | undefined => (because === undefined ? undefined : { because, certainty: 'proven' });
  switch (node.type) {
    case 'Literal':
      return 'regex' in node ? undefined : proven(WORDS[typeof node.value]);
    case 'TemplateLiteral':
      return proven('A string');
    case 'UnaryExpression':
      if (node.operator === 'void') return proven('`undefined`');
      return proven(node.operator === 'typeof' ? 'A string' : node.operator === '!' ? 'A boolean' : 'A number');
    case 'BinaryExpression':
      return proven(/^(?:[=!]==?|[<>]=?|in|instanceof)$/.test(node.operator) ? 'A boolean' : 'A string or number');
    case 'UpdateExpression':
      return proven('A number');
    case 'CallExpression': {
      // An `unregister()` or `add()` without an argument stands for itself.
      const text = context.index.text(node.callee);
      const root = text.split('.')[0] ?? '';
      return Object.hasOwn(CALLS, text) && isGlobalName(root, node, context) ? proven(CALLS[text]) : node.arguments.length === 0 && depth === 0 && isWeakCall(text) ? proven('`undefined`') : checked(node, context);
    }
    case 'NewExpression':
      return node.arguments.length === 0 && depth === 0 && context.tools.named(node.callee) === 'WeakRef' ? proven('`undefined`') : undefined;
    case 'Identifier':
      if (node.name === 'undefined') return proven('`undefined`');
      return ofVariable(context.index.variableOf(node), context, depth) ?? checked(node, context);
    case 'MemberExpression':
      return checked(node, context);
    default:
      return undefined;
  }
}

function isWeakCall(callee: string): boolean {
  return /\.(?:set|add|register|unregister)$/.test(callee);
}

function isGlobalName(name: string, node: TSESTree.CallExpression, { index }: WeakContext): boolean {
  const callee = unwrap(node.callee);
  const root = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
  return index.isGlobal(root, name);
}

function ofVariable(variable: Scope.Variable | undefined, context: WeakContext, depth: number): Primitive | undefined {
  if (!variable) return undefined;
  const value = context.index.constantValue(variable);
  const constant = value && primitiveOf(value, context, depth + 1);
  if (constant) return constant;
  const type = annotationOf(variable, context.index);
  const words = type && wordsOf(type);
  return words === undefined ? undefined : { because: `${words} (\`${variable.name}: ${context.index.text(type as Node)}\`)`, certainty: 'proven' };
}

/** The words for a written type all of whose members are primitives that cannot be held weakly. */
function wordsOf(type: TSESTree.TypeNode): string | undefined {
  if (type.type === 'TSLiteralType') return type.literal.type === 'Literal' ? WORDS[typeof type.literal.value] : 'A string';
  if (type.type !== 'TSUnionType') return TYPES[type.type];
  const members = type.types.map(wordsOf);
  return members.every((member) => member !== undefined) ? 'A primitive' : undefined;
}

function checked(node: Node, { index }: WeakContext): Primitive | undefined {
  const fact = readCheckerType(node, index.source.parserServices);
  if (fact?.sort !== 'primitive' || fact.symbol) return undefined;
  return { because: `A value of type \`${fact.noun ?? 'primitive'}\``, certainty: 'proven' };
}
