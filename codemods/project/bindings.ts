import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { isStatementPosition, type Node, outermost, propertyName } from '../../analysis/ast.js';
import { memberReadsOf, type SourceIndex } from '../../analysis/source-index.js';

/** What a file makes of the exports of another one. */
export interface FileImports {
  readonly variables: Scope.Variable[];
  readonly nodes: Node[];
  /** The names under which the file exports them on. */
  readonly passedOn: Set<string>;
  /** Does it import in a way that is not followed? */
  isOpen: boolean;
}

/** Functions that put another module in the place of one: what they are given is no use of it. */
const MOCKS = /^(?:vi|jest)\.(?:do)?(?:un)?mock$|\.(?:setMock|dontMock|deepUnmock)$/i;

/**
 * Finds what stands for some exports of a module in a file that names it.
 *
 * @param names the names of the exports; `=` is all that a CommonJS module exports at once
 * @param isModule whether a specifier leads to the module
 * @param isCommonJs whether the module is one whose exports a default import gives, too
 */
export function importsIn(index: SourceIndex, names: readonly string[], isModule: (specifier: string) => boolean, isCommonJs: () => boolean): FileImports {
  const reader = new ImportReader(index, names, isCommonJs);
  for (const node of index.nodesOf('Literal')) if (typeof node.value === 'string' && isModule(node.value)) reader.read(node, node.parent);
  for (const node of index.nodesOf('TemplateLiteral')) if (node.expressions.length === 0 && isModule(node.quasis[0]?.value.cooked ?? '')) reader.read(node, node.parent);
  return reader.found;
}

class ImportReader {
  readonly found: FileImports = { variables: [], nodes: [], passedOn: new Set(), isOpen: false };

  constructor(
    private readonly index: SourceIndex,
    private readonly names: readonly string[],
    private readonly isCommonJs: () => boolean,
  ) {}

  /** Reads one place that names the module. */
  read(specifier: Node, parent: Node): void {
    switch (parent.type) {
      case 'ImportDeclaration':
        for (const imported of parent.specifiers) this.#readSpecifier(imported);
        return;
      case 'ExportNamedDeclaration':
        for (const { local, exported } of parent.specifiers) if (this.#isSought(nameOf(local))) this.found.passedOn.add(nameOf(exported));
        return;
      case 'ExportAllDeclaration':
        // A whole namespace under one name is not followed.
        if (parent.exported || this.names.includes('=')) this.found.isOpen = true;
        else for (const name of this.names) if (name !== 'default') this.found.passedOn.add(name);
        return;
      case 'CallExpression':
        this.#readCall(parent, specifier);
        return;
      case 'TSExternalModuleReference':
        if (parent.parent.type === 'TSImportEqualsDeclaration') this.#readNamespace(this.index.declaredBy(parent.parent)[0]);
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

  #readSpecifier(specifier: TSESTree.ImportClause): void {
    const [variable] = this.index.declaredBy(specifier);
    if (specifier.type === 'ImportNamespaceSpecifier') this.#readNamespace(variable);
    else if (specifier.type === 'ImportSpecifier') {
      if (this.#isSought(nameOf(specifier.imported))) this.#addVariable(variable);
    } else if (this.#isSought('default')) this.#addVariable(variable);
    else if (this.isCommonJs()) this.#readNamespace(variable);
  }

  #readCall(call: TSESTree.CallExpression, specifier: Node): void {
    const callee = this.index.text(call.callee);
    if (call.arguments[0] !== specifier) this.found.isOpen = true;
    else if (callee === 'require' && this.index.isGlobal(call.callee, 'require')) this.#readRequired(call);
    else if (!MOCKS.test(callee)) this.found.isOpen = true;
  }

  /** `require('./boxes')`, which stands for all exports of the module. */
  #readRequired(call: TSESTree.CallExpression): void {
    const whole = outermost(call);
    const { parent } = whole;
    if (parent && isStatementPosition(whole)) return;
    if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
      this.#readNamespace(this.index.declaredBy(parent)[0]);
    } else if (parent?.type === 'AssignmentExpression' && parent.right === whole && this.index.text(parent.left) === 'module.exports') {
      for (const name of this.names) this.found.passedOn.add(name);
    } else {
      if (this.#isSought('=')) this.found.nodes.push(call);
      this.#readMembers(call);
    }
  }

  /** A variable that holds all exports of the module. */
  #readNamespace(variable: Scope.Variable | undefined): void {
    if (!variable) {
      this.found.isOpen = true;
      return;
    }
    if (this.#isSought('=')) this.#addVariable(variable);
    for (const reference of variable.references) if (!reference.init) this.#readMembers(reference.identifier);
  }

  #readMembers(namespace: Node): void {
    const whole = outermost(namespace);
    const { parent } = whole;
    // A type of the namespace (`ns.Page`) is no value; `typeof ns.boxes` ties the type of one.
    if (parent?.type === 'TSQualifiedName') {
      if (parent.parent.type === 'TSTypeQuery') this.found.isOpen = true;
      return;
    }
    const reads = memberReadsOf(namespace);
    const isPattern = parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern' && !parent.id.properties.some((property) => property.type === 'RestElement');
    if (reads.length === 0 && !isPattern) {
      // With `=`, what is done to the whole is a use of it.
      if (!this.names.includes('=')) this.found.isOpen = true;
      return;
    }
    for (const read of reads) {
      if (!this.#isSought(propertyName(read) ?? '')) continue;
      if (read.type === 'MemberExpression') this.found.nodes.push(read);
      else if (read.value.type === 'Identifier') this.#addVariable(this.index.variableOf(read.value));
      else this.found.isOpen = true;
    }
  }

  #addVariable(variable: Scope.Variable | undefined): void {
    if (!variable || this.found.variables.includes(variable)) return;
    this.found.variables.push(variable);
    if (!this.index.isExported(variable)) return;
    const names = this.index.exportNames(variable);
    for (const name of names) this.found.passedOn.add(name);
    if (names.length === 0) this.found.isOpen = true;
  }
}

function nameOf(name: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return name.type === 'Identifier' ? name.name : name.value;
}

/** Does a module give its exports away as CommonJS does, so that a default import gives all of them? */
export function isCommonJs(index: SourceIndex): boolean {
  return !index.statements.some(({ type }) => /^(?:Import|Export)\w*Declaration$/.test(type));
}
