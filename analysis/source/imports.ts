import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, type FunctionNode, isClass, isFunction, moduleExportName, type Node, propertyName, unwrap } from './ast.js';
import type { SourceIndex } from './source-index.js';

/** What a name stands for that a file has from another one: `*` is the module as a whole, `=` what CommonJS exports at once. */
export interface ImportedName {
  /** The module, as the file writes it. */
  readonly specifier: string;
  readonly name: string;
}

/** What a variable is imported as; `undefined` where it is declared in its own file. */
export function importOf(variable: Scope.Variable, index: SourceIndex): ImportedName | undefined {
  const [definition] = variable.defs;
  if (variable.defs.length !== 1 || !definition) return undefined;
  const node = definition.node as Node;
  if (definition.type === 'ImportBinding' && node.parent?.type === 'ImportDeclaration') return { specifier: node.parent.source.value, name: nameOfClause(node as TSESTree.ImportClause) };
  if (node.type !== 'VariableDeclarator' || !node.init) return undefined;
  const specifier = requiredBy(unwrap(node.init), index);
  if (specifier === undefined) return undefined;
  if (node.id.type === 'Identifier') return { specifier, name: '*' };
  const property = (definition.name as Node).parent;
  const name = node.id.type === 'ObjectPattern' && property?.type === 'Property' ? propertyName(property) : undefined;
  return name === undefined ? undefined : { specifier, name };
}

/** What the `import` declarations of a file bring in, by the names that they have there. */
export function importsOf({ statements }: SourceIndex): ReadonlyMap<string, ImportedName> {
  return new Map(statements.flatMap((statement) => (statement.type === 'ImportDeclaration' ? statement.specifiers.map((clause) => [clause.local.name, { specifier: statement.source.value, name: nameOfClause(clause) }] as const) : [])));
}

function nameOfClause(clause: TSESTree.ImportClause): string {
  if (clause.type === 'ImportNamespaceSpecifier') return '*';
  return clause.type === 'ImportDefaultSpecifier' ? 'default' : moduleExportName(clause.imported);
}

/** `require('./boxes')` */
function requiredBy(value: Node, index: SourceIndex): string | undefined {
  const [first] = value.type === 'CallExpression' && index.isGlobal(value.callee, 'require') ? value.arguments : [];
  return first?.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
}

/** What a file exports under its names: variables of its own, and what it has from other files. */
export interface Exports {
  readonly own: ReadonlyMap<string, Scope.Variable>;
  /** Functions and classes that no variable of the file holds: `exports.leave = function () { … }`, `export default () => { … }`. */
  readonly unnamed: ReadonlyMap<string, FunctionNode | ClassNode>;
  readonly passedOn: ReadonlyMap<string, ImportedName>;
  /** The modules all of whose exports it exports on. */
  readonly whole: readonly string[];
}

/** Reads what a file exports. */
export function exportsOf(index: SourceIndex): Exports {
  const own = new Map<string, Scope.Variable>();
  const passedOn = new Map<string, ImportedName>();
  const whole: string[] = [];
  for (const [variable, names] of index.exportedVariables) for (const name of names) own.set(name, variable);
  for (const statement of index.statements) {
    if (statement.type === 'ExportAllDeclaration') {
      if (statement.exported) passedOn.set(moduleExportName(statement.exported), { specifier: statement.source.value, name: '*' });
      else whole.push(statement.source.value);
    } else if (statement.type === 'ExportNamedDeclaration' && statement.source) {
      for (const { local, exported } of statement.specifiers) passedOn.set(moduleExportName(exported), { specifier: statement.source.value, name: moduleExportName(local) });
    }
  }
  return { own, unnamed: new Map([...unnamedDefaults(index), ...unnamedExports(index)]), passedOn, whole };
}

type Unnamed = readonly [name: string, value: FunctionNode | ClassNode];

function unnamedDefaults({ statements }: SourceIndex): readonly Unnamed[] {
  return statements.flatMap((statement) => (statement.type === 'ExportDefaultDeclaration' && isDefinition(statement.declaration) ? [['default', statement.declaration] as const] : []));
}

/** What a module of Node's older kind exports: by name, as a part of all, or as all. */
function unnamedExports(index: SourceIndex): readonly Unnamed[] {
  return index.nodesOf('AssignmentExpression').flatMap(({ left, right }): readonly Unnamed[] => {
    if (left.type !== 'MemberExpression' || !index.isModuleExports(left)) return [];
    const name = index.isGlobal(left.object, 'module') ? '=' : propertyName(left);
    const value = unwrap(right);
    if (name === '=' && value.type === 'ObjectExpression') return value.properties.flatMap((property) => (property.type === 'Property' ? named(propertyName(property), property.value) : []));
    return named(name, value);
  });
}

function named(name: string | undefined, value: Node): readonly Unnamed[] {
  return name !== undefined && isDefinition(value) ? [[name, value]] : [];
}

function isDefinition(node: Node): node is FunctionNode | ClassNode {
  return isFunction(node) || isClass(node);
}
