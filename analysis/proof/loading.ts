import type { TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, isFunction, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { importOf } from '../source/imports.js';
import { mentionsOf, type SourceIndex } from '../source/source-index.js';
import { argumentsObjects } from './language.js';

/** A text that may load modules under names which it puts together, or come to them by the loader. */
export const MAY_LOAD_UNNAMED = /\brequire\b(?!\s*\(\s*(?:'[^'\n]*'|"[^"\n]*"|`[^`$]*`)\s*\))|\bimport\s*(?:\/\*.*?\*\/\s*|\/\/.*\n\s*)*\((?!\s*(?:'[^'\n]*'|"[^"\n]*"|`[^`$]*`)\s*\))|\bmeta\b|\bimportScripts\b|\bmodule\b|\bmainModule\b|\barguments\b|['"](?:import-|require-|jiti|bundle-require|tsx\/)/;

/** What may be read from `require`, `import.meta` and `module`, and opens no module that is not named. */
const OF_REQUIRE = /^(?:resolve|toUrl|ensure)$/;
const OF_META = /^(?:url|env|dirname|filename|hot|main|vitest|webpackHot|client|server|dev)$/;
const OF_MODULE = /^(?:exports|hot|id|filename|path|paths|loaded|isPreloading)$/;
/** What may be had from Node's module `module`: questions about names. */
const OF_LOADER = /^(?:builtinModules|isBuiltin|SourceMap|findSourceMap|enableCompileCache|stripTypeScriptTypes)$/;
const LOADER = /^(?:node:)?module$/;
/** Packages that load what they are told the path of. */
const LOADS_PATHS = /^(?:import-(?:fresh|from|local|lazy|cwd|sync|all|glob|meta-\w+)|require-\w[\w-]*|jiti|bundle-require|tsx\/.+|@swc-node\/.+)$/;

/**
 * A place where a file may load any module: a name that is put together, a `require` that is handed on, what lists all modules
 * that are loaded, or Node's own loader.
 */
export function loadsUnnamed(index: SourceIndex): Node | undefined {
  return index.table(unnamedLoads)[0];
}

/** The same where it may be a module of Node, and not only a file: `import('./pages/' + name)` is none. */
export function loadsAnyModule(index: SourceIndex): Node | undefined {
  return index.table(unnamedLoads).find((node) => !loadsFiles(node, index));
}

function unnamedLoads(index: SourceIndex): readonly Node[] {
  return [
    ...index.nodesOf('ImportExpression').filter(({ source }) => !isText(source)),
    ...index.globalReferences('require').filter((node) => !isPlainRequire(node, index)),
    ...index.nodesOf('MetaProperty').filter((node) => node.meta.name === 'import' && !OF_META.test(memberOf(node) ?? '')),
    ...index.globalReferences('module').filter((node) => !isPlainModule(node)),
    ...index.globalReferences('importScripts'),
    ...index.membersNamed('mainModule'),
    ...argumentsObjects(index).filter((node) => !isInFunction(node)),
    ...index.named('createRequire'),
    ...index.nodesOf('Literal').filter((node) => typeof node.value === 'string' && (LOADER.test(node.value) ? opensLoader(node, index) : LOADS_PATHS.test(node.value) && isModuleName(node))),
  ];
}

/** Does a place only load files by their paths, or make a `require` that is only called with texts? */
function loadsFiles(node: Node, index: SourceIndex): boolean {
  switch (node.type) {
    case 'ImportExpression':
      return isPath(node.source, index);
    case 'MetaProperty':
      // Of what is in it only that of Bun opens modules.
      return memberOf(node) !== 'require';
    case 'Literal':
      return LOADER.test(String(node.value)) && node.parent.type === 'ImportDeclaration' && node.parent.specifiers.every((clause) => clause.type === 'ImportSpecifier' && clause.imported.type === 'Identifier' && (clause.imported.name === 'createRequire' || OF_LOADER.test(clause.imported.name)));
    case 'Identifier': {
      const call = outermost(node).parent;
      if (node.name === 'createRequire') return call?.type === 'ImportSpecifier' || (call?.type === 'CallExpression' && call.callee === node && isNamedRequire(call, index));
      return call?.type === 'CallExpression' && call.callee === outermost(node) && call.arguments[0] !== undefined && isPath(call.arguments[0], index);
    }
    default:
      return false;
  }
}

/** `const require = createRequire(import.meta.url)`, where it is a plain `require` from then on, or is called with a path on the spot. */
function isNamedRequire(made: Node, index: SourceIndex): boolean {
  const whole = outermost(made);
  const { parent } = whole;
  if (parent?.type === 'CallExpression' && parent.callee === whole) return parent.arguments[0] !== undefined && isPath(parent.arguments[0], index);
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier' || parent.id.name !== 'require') return false;
  return index.declaredBy(parent).every((variable) => !index.isExported(variable) && mentionsOf(variable).every((mention) => isPlainRequire(mention, index)));
}

const PATH = /^(?:\.{0,2}\/|file:)/;

/** `./pages/${name}.js`, `path.join(import.meta.dirname, name)`, `pathToFileURL(file).href`, `new URL(name, import.meta.url)` */
function isPath(node: Node, index: SourceIndex): boolean {
  const value = unwrap(node);
  switch (value.type) {
    case 'Literal':
      return typeof value.value === 'string' && PATH.test(value.value);
    case 'TemplateLiteral': {
      const [start] = value.quasis;
      const [first] = value.expressions;
      return PATH.test(start?.value.raw ?? '') || (start?.value.raw === '' && first !== undefined && isPath(first, index));
    }
    case 'BinaryExpression':
      return value.operator === '+' && isPath(value.left, index);
    case 'MemberExpression':
      return value.object.type === 'MetaProperty' ? /^(?:url|dirname|filename)$/.test(propertyName(value) ?? '') : propertyName(value) === 'href' && isPath(value.object, index);
    case 'NewExpression':
      return index.isGlobal(value.callee, 'URL') && value.arguments.length === 2;
    case 'CallExpression': {
      const name = memberOfModule(unwrap(value.callee), /^(?:node:)?(?:path|url)$/, index);
      const [first] = value.arguments;
      return name === 'resolve' || name === 'pathToFileURL' || (name === 'join' && first !== undefined && isPath(first, index));
    }
    case 'Identifier': {
      if (index.isGlobal(value, '__dirname') || index.isGlobal(value, '__filename')) return true;
      const variable = index.variableOf(value);
      const constant = variable && index.constantValue(variable);
      return constant !== undefined && constant.range[1] < value.range[0] && isPath(constant, index);
    }
    default:
      return false;
  }
}

/** `join` of `path.join` and of an imported `join` */
function memberOfModule(callee: Node, module: RegExp, index: SourceIndex): string | undefined {
  const root = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
  const variable = root.type === 'Identifier' ? index.variableOf(root) : undefined;
  const from = variable && importOf(variable, index);
  if (!from || !module.test(from.specifier)) return undefined;
  return callee === root ? from.name : propertyName(callee);
}

function isText(node: Node): boolean {
  const value = unwrap(node);
  return (value.type === 'Literal' && typeof value.value === 'string') || (value.type === 'TemplateLiteral' && value.expressions.length === 0);
}

/** The member that is read from an object, by its name. */
function memberOf(node: Node): string | undefined {
  const { parent } = outermost(node);
  return parent?.type === 'MemberExpression' && unwrap(parent.object) === node ? propertyName(parent) : undefined;
}

/** `require('./page')`, `require.resolve(…)`, `typeof require`, `require.main === module` */
function isPlainRequire(node: Node, index: SourceIndex): boolean {
  const at = outermost(node);
  const { parent } = at;
  switch (parent?.type) {
    case 'CallExpression':
      return parent.callee === at ? parent.arguments[0] !== undefined && isText(parent.arguments[0]) : parent.callee.type === 'Identifier' && index.isGlobal(parent.callee, 'define');
    case 'UnaryExpression':
      return parent.operator === 'typeof';
    case 'MemberExpression': {
      if (parent.object !== at) return true;
      const isMain = propertyName(parent) === 'main' && outermost(parent).parent?.type === 'BinaryExpression';
      return isMain || OF_REQUIRE.test(propertyName(parent) ?? '');
    }
    default:
      return parent?.type === 'Property' && parent.key === node && parent.value !== node;
  }
}

/** `module.exports`, `typeof module`, `require.main === module` */
function isPlainModule(node: Node): boolean {
  const at = outermost(node);
  const { parent } = at;
  if (parent?.type === 'MemberExpression' && parent.object === at) return OF_MODULE.test(propertyName(parent) ?? '');
  return parent?.type === 'BinaryExpression' || parent?.type === 'LogicalExpression' || (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') || (parent?.type === 'IfStatement' && parent.test === at);
}

/** At the top level of CommonJS `arguments` has `require` in it. */
function isInFunction(node: Node): boolean {
  for (let at = enclosingFunction(node); at; at = enclosingFunction(at)) if (isFunction(at) && at.type !== 'ArrowFunctionExpression') return true;
  return false;
}

function isModuleName({ parent }: TSESTree.Literal): boolean {
  return parent.type === 'ImportDeclaration' ? parent.importKind !== 'type' : /^Export(?:Named|All)Declaration$|^ImportExpression$/.test(parent.type) || (parent.type === 'CallExpression' && parent.callee.type === 'Identifier' && parent.callee.name === 'require');
}

/** Is Node's loader had from its module, and not only a question about names? */
function opensLoader(name: TSESTree.Literal, index: SourceIndex): boolean {
  const { parent } = name;
  if (!isModuleName(name)) return false;
  if (parent.type === 'ImportDeclaration') return parent.specifiers.some((clause) => clause.type !== 'ImportSpecifier' || clause.imported.type !== 'Identifier' || !OF_LOADER.test(clause.imported.name));
  const holder = outermost(parent).parent;
  if (holder?.type === 'MemberExpression') return !OF_LOADER.test(propertyName(holder) ?? '');
  if (holder?.type !== 'VariableDeclarator') return true;
  return index.declaredBy(holder).some((variable) => !OF_LOADER.test(importOf(variable, index)?.name ?? ''));
}
