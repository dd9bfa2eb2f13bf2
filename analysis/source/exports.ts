import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { moduleExportName, type Node, propertyName, unwrap } from './ast.js';
import { addTo } from './lists.js';
import type { SourceIndex } from './source-index.js';

export function exportSpecifiers({ statements }: SourceIndex): readonly TSESTree.ExportSpecifier[] {
  return statements.flatMap((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.specifiers : []));
}

export function exportsAnything(index: SourceIndex): boolean {
  return index.statements.some((statement) => /^(?:Export|TSExport)/.test(statement.type) || (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression' && index.isModuleExports(statement.expression.left)));
}

export function exportedVariables(index: SourceIndex): ReadonlySet<Scope.Variable> {
  const exported = new Set<Scope.Variable>();
  const add = (node: Node | null | undefined): void => {
    if (node?.type !== 'Identifier') return;
    const variable = index.variableOf(node);
    if (variable) exported.add(variable);
  };
  for (const statement of exportingStatements(index.statements)) {
    if (statement.type === 'ExportNamedDeclaration') {
      if (statement.declaration) for (const variable of index.namedBy(statement.declaration)) exported.add(variable);
      if (statement.declaration?.type === 'VariableDeclaration') {
        for (const declarator of statement.declaration.declarations) for (const variable of index.namedBy(declarator)) exported.add(variable);
      }
      if (!statement.source) for (const specifier of statement.specifiers) add(specifier.local);
    } else if (statement.type === 'ExportDefaultDeclaration') {
      if (statement.declaration.type === 'Identifier') add(statement.declaration);
      else for (const variable of index.namedBy(statement.declaration)) exported.add(variable);
    } else if (statement.type === 'TSExportAssignment') {
      add(statement.expression);
    } else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression' && index.isModuleExports(statement.expression.left)) {
      const value = unwrap(statement.expression.right);
      add(value);
      if (value.type === 'ObjectExpression') for (const property of value.properties) if (property.type === 'Property') add(property.value);
    }
  }
  return exported;
}

/** The names under which the statements of a module export variables. */
export function namesExported(index: SourceIndex): ReadonlyMap<Scope.Variable, readonly string[]> {
  const found = new Map<Scope.Variable, string[]>();
  const add = (name: string | undefined, node: Node | null | undefined): void => {
    const variable = node?.type === 'Identifier' ? index.variableOf(node) : undefined;
    if (variable && name !== undefined) addTo(found, variable, name);
  };
  const addDeclared = (declaration: Node, name?: string): void => {
    for (const variable of index.namedBy(declaration)) addTo(found, variable, name ?? variable.name);
  };
  for (const statement of index.statements) {
    if (statement.type === 'ExportNamedDeclaration') {
      const { declaration } = statement;
      if (declaration?.type === 'VariableDeclaration') for (const declarator of declaration.declarations) addDeclared(declarator);
      else if (declaration) addDeclared(declaration);
      if (!statement.source) for (const { local, exported } of statement.specifiers) add(moduleExportName(exported), local);
    } else if (statement.type === 'ExportDefaultDeclaration') {
      if (statement.declaration.type === 'Identifier') add('default', statement.declaration);
      else addDeclared(statement.declaration, 'default');
    } else if (statement.type === 'TSExportAssignment') {
      add('=', statement.expression);
    } else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression' && index.isModuleExports(statement.expression.left)) {
      const { left, right } = statement.expression;
      const value = unwrap(right);
      const isWhole = left.type === 'MemberExpression' && index.isGlobal(left.object, 'module');
      add(isWhole ? '=' : propertyName(left), value);
      if (isWhole && value.type === 'ObjectExpression') for (const property of value.properties) if (property.type === 'Property') add(propertyName(property), property.value);
    }
  }
  return found;
}

/** The statements of the file and of its namespaces, whose exports other files reach through the namespace. */
function* exportingStatements(statements: readonly TSESTree.ProgramStatement[]): Generator<TSESTree.ProgramStatement, void> {
  for (const statement of statements) {
    yield statement;
    const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (inner?.type === 'TSModuleDeclaration' && inner.body?.type === 'TSModuleBlock') yield* exportingStatements(inner.body.body);
  }
}
