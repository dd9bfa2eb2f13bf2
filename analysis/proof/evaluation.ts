import type { TSESTree } from '@typescript-eslint/utils';
import { calleeName } from '../ir/callbacks.js';
import { constantText } from '../source/constant-text.js';
import { callOf, isClass, isFunction, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { importOf } from '../source/imports.js';
import { GLOBAL_OBJECTS } from '../source/places.js';
import { mentionsOf, type SourceIndex } from '../source/source-index.js';
import { inspectorIn } from './node-modules.js';

/** A text in which another text may be run as code. */
export const MAY_EVALUATE = /\beval\b|\bFunction\b|\.\s*constructor\b(?!\s*(?:\.\s*name\b|[!=]==?))|\[\s*['"`]constructor['"`]|[{,]\s*constructor\s*[:},]|['"](?:node:)?vm['"]|\bset(?:Timeout|Interval)\s*\(\s*(?:['"`]|\w+\s*\+)|['"`]data:|['"`](?:node:)?inspector(?:\/promises)?['"`]/;

/** A text that may give the global object back. */
const GIVES_GLOBAL = /\b(?:this|globalThis|global|window|self)\b/;

/** Names of names are followed as far as this. */
const MOST_NAMES = 8;

/** A place where a text is run as code. */
export interface Evaluation {
  readonly node: Node;
  /** The text; `undefined` where it is not known. */
  readonly text: string | undefined;
  /** Has the code built-ins of its own? */
  readonly isApart: boolean;
}

/** All places where a file runs a text as code, or hands on what does. */
export function evaluationsIn(index: SourceIndex): readonly Evaluation[] {
  if (!MAY_EVALUATE.test(index.source.text)) return [];
  const of = (node: Node | undefined, isApart = false): readonly Evaluation[] => (node ? [{ node, text: constantText(node, index), isApart }] : []);
  const handedOn = (node: Node): readonly Evaluation[] => [{ node, text: undefined, isApart: false }];
  // What a function that is not called on the spot gives back goes wherever that goes.
  const ofFunction = (call: TSESTree.CallExpression | TSESTree.NewExpression): readonly Evaluation[] => {
    const parts = call.arguments.flatMap((argument) => of(argument));
    return callOf(call) ? parts : parts.map((part) => (part.text !== undefined && GIVES_GLOBAL.test(part.text) ? { ...part, text: undefined } : part));
  };
  return [
    ...evaluators(index).flatMap((node) => {
      const call = callOfEvaluator(node);
      if (call) return nameOf(node) === 'eval' ? of(call.arguments[0]) : ofFunction(call);
      return isHandedOn(node) ? handedOn(node) : [];
    }),
    ...index.membersNamed('constructor').flatMap((member) => {
      if (member.type !== 'MemberExpression') return isOfFunction(member, index) ? handedOn(member) : [];
      const call = callOfEvaluator(member);
      const object = unwrap(member.object);
      // A class is no function to call: what is called without `new` is `Function`, or makes a primitive.
      if (isFunctionValue(object, index) || (call?.type === 'CallExpression' && !/^(?:ThisExpression|Super)$/.test(object.type))) return call ? ofFunction(call) : handedOn(member);
      return [];
    }),
    ...runByModule(index),
    ...[inspectorIn(index)].flatMap((node) => (node ? handedOn(node) : [])),
    ...index.nodesOf('CallExpression').flatMap(({ callee, arguments: [first, options] }) => {
      const isTimer = ['setTimeout', 'setInterval'].some((name) => index.isGlobal(unwrap(callee), name));
      return isTimer && first && /^(?:Literal|TemplateLiteral|BinaryExpression)$/.test(unwrap(first).type) && options !== first ? of(first) : [];
    }),
    ...index.nodesOf('NewExpression').flatMap(({ arguments: [text, options] }) => (options?.type === 'ObjectExpression' && options.properties.some((property) => propertyName(property) === 'eval') ? of(text, true) : [])),
    // `import('data:text/javascript,' + text)`
    ...index.nodesOf('ImportExpression').flatMap(({ source }) => (/^['"`]data:/.test(index.text(source)) ? of(source) : [])),
  ];
}

/** What runs texts: `eval`, `Function`, and members of the global object of these names. */
function evaluators(index: SourceIndex): readonly Node[] {
  return ['eval', 'Function'].flatMap((name) => [
    ...index.globalReferences(name).filter((node) => !isInType(node)),
    ...index.membersNamed(name).filter((member) => member.type === 'MemberExpression' && GLOBAL_OBJECTS.some((global) => index.isGlobal(unwrap(member.object), global))),
  ]);
}

/** Is a value a function, or a prototype of functions, as its file shows? */
function isFunctionValue(node: Node, index: SourceIndex, depth = 0): boolean {
  const value = unwrap(node);
  if (isFunction(value) || isClass(value)) return true;
  if (depth > MOST_NAMES) return false;
  if (value.type === 'CallExpression') return value.arguments[0] !== undefined && /\bgetPrototypeOf$/.test(index.text(value.callee)) && isFunctionValue(value.arguments[0], index, depth + 1);
  if (value.type === 'MemberExpression') return propertyName(value) === '__proto__' && isFunctionValue(value.object, index, depth + 1);
  const variable = value.type === 'Identifier' ? index.variableOf(value) : undefined;
  if (!variable) return false;
  if (index.functionOf(variable) ?? index.classOf(variable)) return true;
  return index.valuesGivenTo(variable).some((given) => isFunctionValue(given, index, depth + 1));
}

/** `const { constructor: AsyncFunction } = async () => {}` */
function isOfFunction({ parent }: Node, index: SourceIndex): boolean {
  const declarator = parent?.type === 'ObjectPattern' ? parent.parent : undefined;
  return declarator?.type === 'VariableDeclarator' && declarator.init !== null && isFunctionValue(declarator.init, index);
}

function nameOf(node: Node): string | undefined {
  return node.type === 'Identifier' ? node.name : propertyName(node);
}

/** `eval(text)`, `(0, eval)(text)`, `new Function(text)` */
function callOfEvaluator(node: Node): TSESTree.CallExpression | TSESTree.NewExpression | undefined {
  const at = outermost(node);
  const sequence = at.parent?.type === 'SequenceExpression' && at.parent.expressions.at(-1) === at ? outermost(at.parent) : at;
  const { parent } = sequence;
  return (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === sequence ? parent : undefined;
}

/** Is what runs texts kept under another name, and not only compared, asked or named among other types? */
function isHandedOn(node: Node): boolean {
  const { parent } = outermost(node);
  if (parent?.type === 'CallExpression') return parent.callee !== outermost(node) && /^(?:construct|apply)$/.test(calleeName(parent) ?? '');
  return parent !== undefined && /^(?:VariableDeclarator|Assignment(?:Expression|Pattern)|LogicalExpression|ConditionalExpression|ReturnStatement|ArrowFunctionExpression|Class(?:Declaration|Expression)|SequenceExpression)$/.test(parent.type);
}

function isInType({ parent }: Node): boolean {
  return parent !== undefined && /^TS(?:TypeReference|TypeQuery|InterfaceHeritage|QualifiedName|ClassImplements)$/.test(parent.type);
}

/** What Node's module `vm` does with texts, by the names of its functions, and which of them have built-ins of their own. */
const RUNS: ReadonlyMap<string, boolean> = new Map([['runInThisContext', false], ['runInNewContext', true], ['runInContext', true], ['compileFunction', false], ['Script', false], ['SourceTextModule', true]]);
const HARMLESS = /^(?:createContext|isContext|constants|measureMemory|SyntheticModule|Module)$/;

/** `vm.runInThisContext(text)`, `new Script(text)`: the uses of what a file has from `vm`. */
function runByModule(index: SourceIndex): readonly Evaluation[] {
  if (!/['"](?:node:)?vm['"]/.test(index.source.text)) return [];
  const variables = new Set(index.nodesOf('Identifier').flatMap((node) => index.variableOf(node) ?? []));
  const imported = [...variables].flatMap((variable) => {
    const from = importOf(variable, index);
    return from && /^(?:node:)?vm$/.test(from.specifier) ? mentionsOf(variable).map((node) => [node, from.name] as const) : [];
  });
  const required = index.globalReferences('require').flatMap((node) => (node.parent.type === 'CallExpression' && node.parent.parent.type !== 'VariableDeclarator' && /^['"](?:node:)?vm['"]$/.test(node.parent.arguments[0] ? index.text(node.parent.arguments[0]) : '') ? [[node.parent, '*'] as const] : []));
  return [...imported, ...required].flatMap(([node, name]): readonly Evaluation[] => {
    if (isInType(node)) return [];
    const { parent } = outermost(node);
    const isWhole = name === '*' || name === 'default';
    const member = isWhole && parent?.type === 'MemberExpression' && unwrap(parent.object) === node ? parent : undefined;
    const key = member ? (propertyName(member) ?? constantText(member.property, index)) : isWhole ? undefined : name;
    if (key !== undefined && HARMLESS.test(key)) return [];
    const call = callOfEvaluator(member ?? node);
    const text = call?.arguments[0];
    if (key === undefined || !text || !RUNS.has(key)) return [{ node, text: undefined, isApart: false }];
    return [{ node: text, text: constantText(text, index), isApart: RUNS.get(key) === true }];
  });
}

/** A place where a text runs as code that is not known. */
export function unknownEvaluation(index: SourceIndex): Node | undefined {
  return index.table(evaluationsIn).find(({ text }) => text === undefined)?.node;
}
