import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { isFunction, isStatementPosition, type MemberPlace, memberReadsOf, moduleExportName, type Node, outermost, propertyName } from '../../analysis/source/ast.js';
import { inSourceOrder } from '../../analysis/source/lists.js';
import type { SourceIndex } from '../../analysis/source/source-index.js';

/** What a file makes of the exports of another one. */
export interface FileImports {
  readonly variables: Scope.Variable[];
  readonly nodes: Node[];
  /** The names under which the file exports them on; `ns.boxes` for those of a module that it exports as a whole. */
  readonly passedOn: Set<string>;
  /** Does it import in a way that is not followed? */
  isOpen: boolean;
}

/** The most names that are followed from namespace to namespace: modules that export each other as a whole have no end. */
const MOST_NAMES = 4;

/** Functions that put another module in the place of one: what they are given is no use of it. */
const MOCKS = /^(?:vi|jest)\.(?:do)?(?:un)?mock$|\.(?:setMock|dontMock|deepUnmock)$/i;

/**
 * Finds what stands for some exports of a module in a file that names it.
 *
 * @param names the names of the exports, with those of the namespaces around them (`ns.boxes`); `=` is all that a CommonJS
 * module exports at once
 * @param specifiers those that lead to the module
 * @param isCommonJs whether the module is one whose exports a default import gives, too
 */
export function importsIn(index: SourceIndex, names: readonly string[], specifiers: ReadonlySet<string>, isCommonJs: () => boolean): FileImports {
  // What a module of Node's older kind exports at once is the default of its namespace, too.
  const mayAskForDefault = index.named('default').length > 0 || index.nodesOf('ImportDefaultSpecifier').length > 0 || index.nodesOf('ExportAllDeclaration').length > 0;
  const asDefault = mayAskForDefault && isCommonJs() ? names.filter((name) => !/^default(?:\.|$)/.test(name)).map((name) => (name === '=' ? 'default' : `default.${name}`)) : [];
  const reader = new ImportReader(index, [...new Set([...names, ...asDefault])]);
  // `require` gives the export of this name in place of the module.
  if (names.includes('module.exports')) reader.found.isOpen = true;
  // A word is an alias only where something is imported: elsewhere it is a text like any other.
  const named = Array.from(specifiers, (specifier) => (/[./]/.test(specifier) ? index.stringsOf(specifier) : index.stringsOf(specifier).filter(({ parent }) => imports(parent, index))));
  for (const node of inSourceOrder<Node>(...named)) reader.read(node, node.parent as Node);
  return reader.found;
}

/** May what a mock is made by use the module itself: does it take what loads that, or is it not written here? */
function mayUseActual(factory: Node | undefined): boolean {
  return factory !== undefined && !(isFunction(factory) && factory.params.length === 0);
}

function imports(parent: Node, index: SourceIndex): boolean {
  if (parent.type === 'CallExpression') return index.isGlobal(parent.callee, 'require') || /(?:Actual|[mM]ock)$/.test(index.text(parent.callee));
  return /^(?:Import(?:Declaration|Expression)|Export(?:Named|All)Declaration|TSExternalModuleReference|TSModuleDeclaration|TSImportType)$/.test(parent.type);
}

class ImportReader {
  readonly found: FileImports = { variables: [], nodes: [], passedOn: new Set(), isOpen: false };

  constructor(
    private readonly index: SourceIndex,
    private readonly names: readonly string[],
  ) {}

  /** Reads one place that names the module. */
  read(specifier: Node, parent: Node): void {
    switch (parent.type) {
      case 'ImportDeclaration':
        for (const imported of parent.specifiers) this.#readSpecifier(imported);
        return;
      case 'ExportNamedDeclaration':
        for (const { local, exported } of parent.specifiers) {
          if (this.#isSought(moduleExportName(local))) this.found.passedOn.add(moduleExportName(exported));
          this.#passOnWhole([moduleExportName(exported)], namesWithin(moduleExportName(local), this.names));
        }
        return;
      case 'ExportAllDeclaration':
        if (this.names.includes('=')) this.found.isOpen = true;
        else if (parent.exported) this.#passOnWhole([moduleExportName(parent.exported)], this.names);
        else for (const name of this.names) if (!/^default(?:\.|$)/.test(name)) this.found.passedOn.add(name);
        return;
      case 'CallExpression':
        this.#readCall(parent, specifier);
        return;
      case 'TSExternalModuleReference':
        if (parent.parent.type === 'TSImportEqualsDeclaration') this.#readNamespace(this.index.declaredBy(parent.parent)[0], this.names);
        return;
      case 'ImportAttribute':
        return;
      default:
        // `import('…')`, `declare module '…'`, a path in a table: who reads those is not seen.
        this.found.isOpen = true;
    }
  }

  #isSought(name: string): boolean {
    return this.names.includes(name);
  }

  /** Puts down under which names a file exports namespaces on, of which some names are sought. */
  #passOnWhole(namespaces: readonly string[], names: readonly string[]): void {
    for (const name of names) {
      for (const namespace of namespaces) {
        const whole = `${namespace}.${name}`;
        if (name === '=' || whole.split('.').length > MOST_NAMES) this.found.isOpen = true;
        else this.found.passedOn.add(whole);
      }
    }
  }

  #readSpecifier(specifier: TSESTree.ImportClause): void {
    const [variable] = this.index.declaredBy(specifier);
    if (specifier.type === 'ImportNamespaceSpecifier') {
      this.#readNamespace(variable, this.names);
      return;
    }
    const name = specifier.type === 'ImportSpecifier' ? moduleExportName(specifier.imported) : 'default';
    this.#readName(name, variable, this.names);
  }

  /** A variable that holds the export, or the namespace, of a name. */
  #readName(name: string, variable: Scope.Variable | undefined, names: readonly string[]): void {
    if (names.includes(name)) this.#addVariable(variable);
    const within = namesWithin(name, names);
    if (within.length > 0) this.#readNamespace(variable, within);
  }

  #readCall(call: TSESTree.CallExpression, specifier: Node): void {
    const callee = this.index.text(call.callee);
    if (call.arguments[0] !== specifier) this.found.isOpen = true;
    else if (callee === 'require' && this.index.isGlobal(call.callee, 'require')) this.#readRequired(call);
    else if (!MOCKS.test(callee) || mayUseActual(call.arguments[1])) this.found.isOpen = true;
  }

  /** `require('./boxes')`, which stands for all exports of the module. */
  #readRequired(call: TSESTree.CallExpression): void {
    const whole = outermost(call);
    const { parent } = whole;
    if (parent && isStatementPosition(whole)) return;
    if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
      this.#readNamespace(this.index.declaredBy(parent)[0], this.names);
    } else if (parent?.type === 'AssignmentExpression' && parent.right === whole && this.index.text(parent.left) === 'module.exports') {
      for (const name of this.names) this.found.passedOn.add(name);
    } else {
      if (this.#isSought('=')) this.found.nodes.push(call);
      this.#readMembers(call, this.names);
    }
  }

  /** A variable that holds all exports of a module, of which some names are sought. */
  #readNamespace(variable: Scope.Variable | undefined, names: readonly string[]): void {
    if (!variable) {
      this.found.isOpen = true;
      return;
    }
    if (names.includes('=')) this.#addVariable(variable);
    else if (this.index.isExported(variable)) this.#exportOn(variable, (exported) => { this.#passOnWhole(exported, names); });
    for (const { init, identifier } of variable.references) if (!init && !isExportedAt(identifier)) this.#readMembers(identifier, names);
  }

  #readMembers(namespace: Node, names: readonly string[]): void {
    const whole = outermost(namespace);
    const { parent } = whole;
    // A type of the namespace (`ns.Page`) is no value; `typeof ns.boxes` ties the type of one.
    if (parent?.type === 'TSQualifiedName') {
      if (isAskedForMore(parent)) this.found.isOpen = true;
      return;
    }
    const reads = memberReadsOf(namespace);
    const pattern = parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern' ? parent.id : undefined;
    if (pattern?.properties.some((property) => property.type !== 'Property' || propertyName(property) === undefined)) this.found.isOpen = true;
    if (reads.length === 0 && !pattern) {
      // With `=`, what is done to the whole is a use of it.
      if (!names.includes('=')) this.found.isOpen = true;
      return;
    }
    for (const read of reads) this.#readMember(read, names);
  }

  #readMember(read: MemberPlace, names: readonly string[]): void {
    const name = propertyName(read) ?? '';
    const within = namesWithin(name, names);
    if (!names.includes(name) && within.length === 0) return;
    if (read.type === 'Property') {
      if (read.value.type === 'Identifier') this.#readName(name, this.index.variableOf(read.value), names);
      else this.found.isOpen = true;
      return;
    }
    if (names.includes(name)) this.found.nodes.push(read);
    if (within.length > 0) this.#readMembers(read, within);
  }

  #addVariable(variable: Scope.Variable | undefined): void {
    if (!variable || this.found.variables.includes(variable)) return;
    this.found.variables.push(variable);
    if (this.index.isExported(variable)) this.#exportOn(variable, (names) => { for (const name of names) this.found.passedOn.add(name); });
  }

  #exportOn(variable: Scope.Variable, passOn: (names: readonly string[]) => void): void {
    const names = this.index.exportNames(variable);
    if (names.length === 0) this.found.isOpen = true;
    passOn(names);
  }
}

/** The names that are sought within a namespace: `boxes` of `ns.boxes` within `ns`. */
function namesWithin(namespace: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => name.startsWith(`${namespace}.`)).map((name) => name.slice(namespace.length + 1));
}

/** `export { all }`, `export default all`: told by the names that a variable is exported under. */
function isExportedAt({ parent }: Node): boolean {
  return parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration';
}

/** Is a name of names that of `typeof ns.boxes`, or of `import boxes = ns.boxes`? */
function isAskedForMore(name: TSESTree.TSQualifiedName): boolean {
  return name.parent.type === 'TSQualifiedName' ? isAskedForMore(name.parent) : name.parent.type === 'TSTypeQuery' || name.parent.type === 'TSImportEqualsDeclaration';
}

/** Does a module give its exports away as CommonJS does, so that a default import gives all of them? */
export function isCommonJs(index: SourceIndex): boolean {
  return !index.statements.some(({ type }) => /^(?:Import|Export)\w*Declaration$/.test(type));
}
