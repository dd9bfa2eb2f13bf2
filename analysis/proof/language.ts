import type { TSESTree } from '@typescript-eslint/utils';
import { callOf, contains, enclosingFunction, isFunction, isWritten, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { isStrict } from '../containers/key-uses.js';
import type { SourceIndex } from '../source/source-index.js';
import { declaredGlobals } from './types.js';

/** Built-ins on which a proof rests: the wrappers of primitives, and the containers. */
const WRAPPERS: readonly string[] = ['Object', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol'];
const CONTAINERS: readonly string[] = ['Map', 'Set', 'WeakMap', 'WeakSet'];
const GUARDED: readonly string[] = [...WRAPPERS, ...CONTAINERS, 'Function', 'Array'];

/** Built-ins whose own functions a proof rests on. */
const BUILTINS: readonly string[] = ['Object', 'Array', 'Promise', 'Reflect', 'Symbol', 'Function', ...CONTAINERS];

/** A text in which a search for changes of built-ins can find something. */
export const MAY_CHANGE_BUILTINS = /\bprototype\b|\\u|\bSymbol\s*(?:\[|\)|,)|__proto__|PrototypeOf|__define|hasInstance|\binherits\b|\binterface\s+(?:Object|String|Number|Boolean|BigInt|Symbol|Map|Set|WeakMap|WeakSet)\b|\b(?:(?:Weak)?(?:Map|Set)|Symbol|Object|Reflect|Proxy)\b['"`]?\]?\s*(?:&&|\|\||\?\?)?=[^=]|\b(?:Array|Object|Promise|Reflect|crypto|Symbol)\s*(?:\.\s*\w+|\[[^\]]*\])\s*=[^=>]|\b(?:assign|define\w+|set)\s*\(\s*(?:Object|Array|Promise|Reflect|Symbol|Function|Map|Set|WeakMap|WeakSet)\b|\bdelete\b|['"`](?:(?:Weak)?(?:Map|Set)|Symbol|Reflect|Proxy)['"`]|\b(?:(?:Weak)?(?:Map|Set)|Symbol)\s*[,:}]|\.\s*(?:(?:Weak)?(?:Map|Set)|Symbol)\s*(?:[}\],)]|of\b|in\b)/;

/** A place where a file extends or replaces a built-in on which a proof rests, or may do so. */
export function changeOfBuiltins(index: SourceIndex): Node | undefined {
  if (!MAY_CHANGE_BUILTINS.test(index.source.text)) return undefined;
  return (
    index.membersNamed('prototype').find((member) => isPrototypeOfBuiltin(member, index) && !isOnlyRead(member, index)) ??
    index.membersNamed('__proto__')[0] ??
    ['setPrototypeOf', '__defineGetter__', '__defineSetter__'].flatMap((name) => index.membersNamed(name))[0] ??
    index.membersNamed('getPrototypeOf').find((member) => !isComparedOnly(member)) ??
    index.membersNamed('hasInstance')[0] ??
    index.globalReferences('Symbol').find(({ parent }) => !(parent.type === 'CallExpression' && parent.callee.type === 'Identifier' && parent.callee.name === 'Symbol') && !(parent.type === 'MemberExpression' && propertyName(parent) !== undefined)) ??
    index.nodesOf('AssignmentExpression').find(({ left }) => left.type === 'MemberExpression' && ['Array', 'Object', 'Promise', 'Reflect', 'crypto', 'Symbol'].some((name) => index.isGlobal(left.object, name))) ??
    index.nodesOf('CallExpression').find(({ callee, arguments: [target] }) => target !== undefined && /^(?:assign|definePropert)/.test(propertyName(unwrap(callee)) ?? '') && BUILTINS.some((name) => index.isGlobal(target, name))) ??
    index.named('inherits').find((node) => mayExtendBuiltin(node, index)) ??
    index.nodesOf('TSInterfaceDeclaration').find((declared) => GUARDED.includes(declared.id.name) && isGlobalDeclaration(declared)) ??
    [...CONTAINERS, 'Symbol', 'Object', 'Reflect', 'Proxy'].flatMap((name) => index.named(name)).find((node) => isAssigned(node, index))
  );
}

/** `inherits(Number, Sheet)`, by the name of a built-in or under another one, and `inherits` under another name. */
function mayExtendBuiltin(node: Node, index: SourceIndex): boolean {
  const { parent } = node;
  if (parent?.type === 'ImportSpecifier') return parent.local.name !== 'inherits';
  if (parent?.type === 'Property') return parent.parent.type === 'ObjectPattern' && !(parent.value.type === 'Identifier' && parent.value.name === 'inherits');
  const named = outermost(parent?.type === 'MemberExpression' && parent.property === node ? parent : node);
  const call = callOf(named);
  if (!call) return (named.parent?.type === 'VariableDeclarator' && named.parent.init === named) || (named.parent?.type === 'AssignmentExpression' && named.parent.right === named);
  const heir = call.arguments[0];
  const variable = heir?.type === 'Identifier' ? index.variableOf(heir) : undefined;
  const value = variable && index.constantValue(variable);
  return heir !== undefined && (!variable || (value !== undefined && /^(?:Identifier|MemberExpression)$/.test(unwrap(value).type)));
}

/** `String.prototype`, and the prototype of anything that is not a class or function of the file. */
function isPrototypeOfBuiltin(member: Node, index: SourceIndex): boolean {
  if (member.type !== 'MemberExpression') return true;
  const object = unwrap(member.object);
  if (object.type !== 'Identifier') return true;
  const variable = index.variableOf(object);
  if (!variable) return GUARDED.includes(object.name) || !/^[A-Z]/.test(object.name);
  return !index.classOf(variable) && !index.functionOf(variable);
}

/** `Object.prototype.hasOwnProperty.call(x, key)`: a method is borrowed, nothing is changed. */
function isOnlyRead(member: Node, index: SourceIndex): boolean {
  const method = member.parent;
  if (method?.type === 'CallExpression') return /^Object\.(?:getOwnPropertyNames|getOwnPropertySymbols|keys|hasOwn)$/.test(index.text(method.callee));
  if (method?.type !== 'MemberExpression' || method.object !== member || propertyName(method) === undefined) return false;
  const { parent } = outermost(method);
  if (parent?.type === 'MemberExpression') return /^(?:call|apply|bind)$/.test(propertyName(parent) ?? '');
  return parent?.type === 'VariableDeclarator' || parent?.type === 'BinaryExpression' || parent?.type === 'IfStatement' || (parent?.type === 'UnaryExpression' && parent.operator !== 'delete');
}

/** `Object.getPrototypeOf(x) === Object.prototype` */
function isComparedOnly(member: Node): boolean {
  const call = outermost(member).parent;
  if (call?.type !== 'CallExpression') return false;
  return outermost(call).parent?.type === 'BinaryExpression';
}

/** Does a declaration give a name to all files: in `declare global`, or at the top level of a file that is no module? */
function isGlobalDeclaration(declared: Node): boolean {
  for (let at: Node | undefined = declared.parent; at; at = at.parent) {
    if (at.type === 'TSModuleDeclaration') return at.kind === 'global';
    if (isFunction(at) || at.type === 'BlockStatement') return false;
    if (at.type === 'Program') return !at.body.some(isModuleStatement);
  }
  return false;
}

/** A function whose name says that it puts something in the place of what it is told the name of. */
const REPLACES = /(?:stub|mock|define|replace|patch|polyfill|global|set)/i;

/** The same, of one that is given an object with what it puts there. */
const INSTALLS = /^(?:assign\w*|extend|defaults|merge|mixin|install\w*|polyfill\w*|shim\w*|patch\w*|override\w*|stub\w*|set\w*|define\w*)$/i;

/** `WeakMap = …`, `globalThis.Map = …`, `stubGlobal('WeakMap', …)` */
function isAssigned(node: Node, index: SourceIndex): boolean {
  const target = node.parent?.type === 'MemberExpression' && node.parent.property === node ? node.parent : node;
  const { parent } = target;
  // `Object.defineProperty(globalThis, 'Map', …)`, `Object.assign(globalThis, { Map })`
  if (target.type === 'Literal') return parent?.type === 'CallExpression' && REPLACES.test(index.text(parent.callee));
  if (parent?.type === 'Property' && parent.key === target) {
    const call = parent.parent.parent;
    const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined;
    return parent.parent.type === 'ObjectExpression' && callee !== undefined && INSTALLS.test((callee.type === 'Identifier' ? callee.name : propertyName(callee)) ?? '');
  }
  if (target.type === 'Identifier' && index.variableOf(target) !== undefined) return false;
  return isWritten(target) || (parent?.type === 'UnaryExpression' && parent.operator === 'delete');
}

/**
 * A place where a name that a rewrite writes is, or may be, somebody else's: declared, imported or assigned in the file.
 * A name that is only used is the global one.
 *
 * @param written the places that the rewrite touches
 */
export function otherMeaningOf(name: string, written: readonly Node[], index: SourceIndex): Node | undefined {
  return index.named(name).find((node) => !isPlainMention(node, index) && !isApart(node, written, index));
}

/** Is a name that of a variable or parameter of a function in which the rewrite writes nothing? */
function isApart(node: Node, written: readonly Node[], index: SourceIndex): boolean {
  if (node.type !== 'Identifier') return false;
  const variable = index.variableOf(node) ?? index.declaredBy(node.parent).find(({ name }) => name === node.name);
  const [definition] = variable?.defs ?? [];
  if (definition?.type !== 'Variable' && definition?.type !== 'Parameter') return false;
  const fn = enclosingFunction(definition.name);
  return fn !== undefined && !written.some((place) => contains(fn, place));
}

function isPlainMention(node: Node, index: SourceIndex): boolean {
  const { parent } = node;
  // A text is no name, but it may come to be one of a global.
  if (node.type === 'Literal') return parent?.type !== 'CallExpression' || !/define/i.test(index.text(parent.callee));
  if (node.type !== 'Identifier' || !parent) return false;
  switch (parent.type) {
    case 'NewExpression':
    case 'CallExpression':
    case 'TSInstantiationExpression':
      return index.variableOf(node) === undefined;
    case 'TSTypeReference':
    case 'TSTypeQuery':
    case 'UnaryExpression':
    case 'BinaryExpression':
      return index.variableOf(node) === undefined;
    case 'ClassDeclaration':
    case 'ClassExpression':
      return parent.superClass === node && index.variableOf(node) === undefined;
    case 'MemberExpression':
      if (parent.object === node) return index.variableOf(node) === undefined;
      return !(parent.parent.type === 'AssignmentExpression' && parent.parent.left === parent);
    case 'Property':
      return parent.parent.type === 'ObjectExpression' && (parent.key === node || index.variableOf(node) === undefined) && !(parent.shorthand && index.variableOf(node) !== undefined);
    case 'ImportSpecifier':
    case 'ExportSpecifier':
      return 'local' in parent && parent.local !== node;
    default:
      return false;
  }
}

/** The global types and values that a file declares for all others. */
export function globalsDeclaredIn(index: SourceIndex): ReadonlySet<string> {
  const modules = index.nodesOf('TSModuleDeclaration').filter(({ kind }) => kind === 'global');
  const names = new Set(modules.flatMap((module) => [...declaredGlobals(module)]));
  if (isModuleFile(index)) return names;
  for (const statement of index.statements) {
    const declared: Node = statement;
    switch (declared.type) {
      case 'TSTypeAliasDeclaration':
      case 'TSInterfaceDeclaration':
      case 'TSEnumDeclaration':
        names.add(declared.id.name);
        break;
      case 'ClassDeclaration':
      case 'FunctionDeclaration':
      case 'TSDeclareFunction':
        if (declared.id) names.add(declared.id.name);
        break;
      case 'VariableDeclaration':
        for (const { id } of declared.declarations) if (id.type === 'Identifier') names.add(id.name);
        break;
      default:
        break;
    }
  }
  return names;
}

function isModuleStatement({ type }: Node): boolean {
  return /^(?:Import|Export)\w*Declaration$|^TS(?:ImportEquals|NamespaceExport)Declaration$|^TSExportAssignment$/.test(type);
}

/** Is a file certainly a module, whose top level no other script shares: by its statements, or because it always does what throws outside of CommonJS? */
export function isModuleFile(index: SourceIndex): boolean {
  return index.statements.some((statement) => isModuleStatement(statement) || needsCommonJS(statement, index));
}

/** Does a statement always write an export, or require a module by its name? A test for CommonJS (`typeof module`) is in scripts, too. */
function needsCommonJS(statement: Node, index: SourceIndex): boolean {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.some(({ init }) => init !== null && requires(init, index));
    case 'ExpressionStatement': {
      let value = unwrap(statement.expression);
      for (; value.type === 'AssignmentExpression' && value.operator === '='; value = unwrap(value.right)) if (index.isModuleExports(value.left)) return true;
      return requires(value, index);
    }
    default:
      return false;
  }
}

/** `require('./page')`, `require('./page').open`, `require('./page')()` */
function requires(value: Node, index: SourceIndex): boolean {
  const node = unwrap(value);
  if (node.type === 'MemberExpression') return requires(node.object, index);
  if (node.type !== 'CallExpression') return false;
  const [name] = node.arguments;
  return index.isGlobal(node.callee, 'require') ? node.arguments.length === 1 && name?.type === 'Literal' && typeof name.value === 'string' : requires(node.callee, index);
}

/** A place from which code may read and write variables that it does not name: a direct `eval`, `with`. */
export function dynamicScope(index: SourceIndex): Node | undefined {
  const { text } = index.source;
  if (/\bwith\b/.test(text)) {
    const [statement] = index.nodesOf('WithStatement');
    if (statement) return statement;
  }
  return /\beval\b/.test(text) ? index.named('eval').find((node) => node.parent?.type === 'CallExpression' && node.parent.callee === node) : undefined;
}

/** A name at the top level of what may be a classic script: other scripts read and write it. */
export function sharedName(index: SourceIndex): Node | undefined {
  if (isModuleFile(index)) return undefined;
  const declared = index.statements.find((statement) => /^(?:Variable|Function|Class)Declaration$/.test(statement.type) && !index.scriptOf(statement));
  return declared ?? index.nodesOf('VariableDeclaration').find((declaration) => declaration.kind === 'var' && enclosingFunction(declaration) === undefined && !index.scriptOf(declaration));
}

/** A function in a block of sloppy code, whose name is a variable of the function around the block, too (ECMAScript, Annex B.3.3). */
export function hoistedFunction(index: SourceIndex): Node | undefined {
  return index.nodesOf('FunctionDeclaration').find((fn) => {
    const { parent } = fn;
    const isInBlock = (parent.type === 'BlockStatement' && !isFunction(parent.parent)) || /^(?:SwitchCase|IfStatement|LabeledStatement)$/.test(parent.type);
    return isInBlock && !isStrict(fn, index);
  });
}

/** The mentions of `arguments` that may read or write the parameters of a function without naming them. */
export function argumentsObjects(index: SourceIndex): readonly TSESTree.Identifier[] {
  if (!/\barguments\b/.test(index.source.text)) return [];
  return index.named('arguments').filter((node): node is TSESTree.Identifier => {
    if (node.type !== 'Identifier') return false;
    const { parent } = node;
    if (parent.type === 'MemberExpression' && parent.property === node && !parent.computed) return true;
    if (parent.type === 'Property' && parent.key === node && parent.value !== node) return false;
    return !(parent.type === 'MemberExpression' && parent.object === node && propertyName(parent) === 'length');
  });
}

/** Does a write to `arguments` in a function leave its parameters as they are? */
export function isStrictAt(node: Node, index: SourceIndex): boolean {
  return isStrict(node, index);
}
