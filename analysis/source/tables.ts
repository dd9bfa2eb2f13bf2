/** The tables and answers that `SourceIndex` keeps of a file: each is made when it is first asked for. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, declaresThis, enclosingFunction, type Expression, type FunctionNode, isWholeValue, isWrapper, memberReadsOf, type MemberPlace, nameBorne, type Node, outermost, propertyName, unwrap } from './ast.js';
import { addTo, grouped, inSourceOrder, sorted } from './lists.js';
import type { SourceIndex } from './source-index.js';
import { offsetsOf } from './words.js';

/** A declaration that gives a type a name. */
export type TypeDeclaration = TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeAliasDeclaration | TSESTree.TSEnumDeclaration | ClassNode;

export type ClassMember = ClassNode['body']['body'][number];

export function nodesByType(index: SourceIndex): ReadonlyMap<string, Node[]> {
  const table = new Map<string, Node[]>();
  index.walk((node) => {
    // In `import { page }` two properties may have one node.
    if (table.get(node.type)?.at(-1) !== node) addTo(table, node.type, node);
  }, index.source.ast);
  return table;
}

export function hasTypes(index: SourceIndex): boolean {
  return Array.from(index.table(nodesByType).keys()).some((type) => type.startsWith('TS'));
}

export function lineEnds({ source }: SourceIndex): readonly number[] {
  return offsetsOf('\n', source.text);
}

/** What each identifier declares, reads or writes. The name of a class is declared around it and in it, where the inner one is meant. */
export function variablesByMention({ source }: SourceIndex): ReadonlyMap<Node, Scope.Variable> {
  const table = new Map<Node, Scope.Variable>();
  for (const { variables } of source.scopeManager?.scopes ?? []) {
    for (const variable of variables) {
      if (variable.defs.length === 0) continue;
      for (const identifier of variable.identifiers) table.set(identifier, variable);
      for (const { identifier } of variable.references) table.set(identifier, variable);
    }
  }
  return table;
}

export function stringsByText(index: SourceIndex): ReadonlyMap<string, (TSESTree.StringLiteral | TSESTree.TemplateLiteral)[]> {
  const nodes = inSourceOrder<TSESTree.Literal | TSESTree.TemplateLiteral>(index.nodesOf('Literal'), index.nodesOf('TemplateLiteral'));
  return grouped(nodes, textOfString) as ReadonlyMap<string, (TSESTree.StringLiteral | TSESTree.TemplateLiteral)[]>;
}

function textOfString(node: TSESTree.Literal | TSESTree.TemplateLiteral): string | undefined {
  if (node.type === 'TemplateLiteral') return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
  return typeof node.value === 'string' ? node.value : undefined;
}

export function nodesByName(index: SourceIndex): ReadonlyMap<string, Node[]> {
  const types = ['Identifier', 'PrivateIdentifier', 'Literal'] as const;
  return grouped(inSourceOrder(...types.map((type): readonly Node[] => index.nodesOf(type))), nameBorne);
}

export function membersNamed(name: string, index: SourceIndex): readonly MemberPlace[] {
  const found = index.named(name).flatMap((node): MemberPlace[] => {
    const { parent } = node;
    if (parent?.type === 'MemberExpression') return parent.property === node && propertyName(parent) === name ? [parent] : [];
    return parent?.type === 'Property' && parent.parent.type === 'ObjectPattern' && parent.key === node && propertyName(parent) === name ? [parent] : [];
  });
  // A name comes at the end of what it names.
  return sorted(found);
}

export function computedMembers(index: SourceIndex): readonly TSESTree.MemberExpression[] {
  return index.nodesOf('MemberExpression').filter((member) => propertyName(member) === undefined);
}

export function parametersByName({ source }: SourceIndex): ReadonlyMap<string, Scope.Variable[]> {
  const variables = (source.scopeManager?.scopes ?? []).flatMap((scope) => [...scope.set.values()]);
  return grouped(variables.filter(({ defs }) => defs[0]?.type === 'Parameter'), ({ name }) => name);
}

export function methodsNamed(name: string, index: SourceIndex): readonly TSESTree.MethodDefinition[] {
  return index.named(name).flatMap(({ parent }) => (parent?.type === 'MethodDefinition' && propertyName(parent) === name ? [parent] : []));
}

export function membersByKey(owner: ClassNode): ReadonlyMap<string, ClassMember[]> {
  return grouped(owner.body.body, (member) => {
    const name = propertyName(member);
    return name !== undefined && 'static' in member && member.static ? `static ${name}` : name;
  });
}

function childrenByClass(index: SourceIndex): ReadonlyMap<ClassNode, ClassNode[]> {
  const heirs = [...index.nodesOf('ClassDeclaration'), ...index.nodesOf('ClassExpression')];
  return grouped(heirs, ({ superClass }) => {
    const base = superClass && unwrap(superClass);
    const variable = base?.type === 'Identifier' ? index.variableOf(base) : undefined;
    return variable && index.classOf(variable);
  });
}

export function heirs(base: ClassNode, index: SourceIndex): ReadonlySet<ClassNode> {
  const children = index.table(childrenByClass);
  const found = new Set(children.get(base));
  // The set grows while it is read, until no heir has children of its own left.
  for (const heir of found) for (const child of children.get(heir) ?? []) found.add(child);
  return found;
}

export function typeReferencesTo(name: string, index: SourceIndex): readonly TSESTree.TSTypeReference[] {
  return index.named(name).flatMap(({ parent }) => (parent?.type === 'TSTypeReference' ? [parent] : []));
}

export function memberReadsByName(variable: Scope.Variable): ReadonlyMap<string, readonly MemberPlace[]> {
  const reads = variable.references.filter(({ init }) => !init).flatMap(({ identifier }) => memberReadsOf(identifier));
  return grouped(reads, propertyName);
}

export function thisByLiteral(index: SourceIndex): ReadonlyMap<Node, TSESTree.ThisExpression[]> {
  return grouped(index.nodesOf('ThisExpression'), (node) => literalOfThis(node, index));
}

function literalOfThis(node: TSESTree.ThisExpression, index: SourceIndex): TSESTree.ObjectExpression | undefined {
  const owner = index.thisOwnerOf(node);
  const property = owner.kind === 'function' ? owner.node.parent : undefined;
  return property?.type === 'Property' && property.parent.type === 'ObjectExpression' ? property.parent : undefined;
}

export function typeMentionsByName(index: SourceIndex): ReadonlyMap<string, Node[]> {
  const mentions = inSourceOrder<TSESTree.TSTypeQuery | TSESTree.TSIndexedAccessType>(index.nodesOf('TSTypeQuery'), index.nodesOf('TSIndexedAccessType'));
  const table = new Map<string, Node[]>();
  for (const node of mentions) {
    for (const name of namesTaken(node)) addTo(table, name, node);
  }
  return table;
}

function namesTaken(node: TSESTree.TSTypeQuery | TSESTree.TSIndexedAccessType): readonly string[] {
  if (node.type === 'TSTypeQuery') return node.exprName.type === 'TSQualifiedName' ? [node.exprName.right.name] : [];
  const names = node.indexType.type === 'TSUnionType' ? node.indexType.types : [node.indexType];
  return names.flatMap((name) => (name.type === 'TSLiteralType' && name.literal.type === 'Literal' ? [String(name.literal.value)] : []));
}

export function typesNamed(name: string, index: SourceIndex): readonly TypeDeclaration[] {
  return index.named(name).flatMap((node): TypeDeclaration[] => {
    const { parent } = node;
    switch (parent?.type) {
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
      case 'TSEnumDeclaration':
      case 'ClassDeclaration':
      case 'ClassExpression':
        return parent.id === node ? [parent] : [];
      default:
        return [];
    }
  });
}

export function constantValue(variable: Scope.Variable): Expression | undefined {
  // A type may have the same name.
  const [definition, ...others] = variable.defs.filter(({ type }) => type !== 'Type');
  if (!definition || others.length > 0) return undefined;
  const node = definition.node as Node;
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || !node.init) return undefined;
  if (laterWrites(variable).length > 0) return undefined;
  return node.init;
}

export function valuesGiven(variable: Scope.Variable): readonly Expression[] {
  return variable.references.flatMap(({ identifier, writeExpr }) => (writeExpr && (isWholeValue(identifier, writeExpr) || isDefaultOf(identifier, writeExpr)) ? [writeExpr as Expression] : []));
}

function isDefaultOf(identifier: Node, value: Node): boolean {
  const { parent } = identifier;
  return parent?.type === 'AssignmentPattern' && parent.left === identifier && parent.right === value;
}

export function laterWrites(variable: Scope.Variable): readonly Scope.Reference[] {
  return variable.references.filter((reference) => reference.isWrite() && !reference.init);
}

export function suspensionsByFunction(index: SourceIndex): ReadonlyMap<FunctionNode, Node[]> {
  return grouped<Node, FunctionNode>([...index.nodesOf('AwaitExpression'), ...index.nodesOf('ForOfStatement').filter((loop) => loop.await)], enclosingFunction);
}

export function plainText(node: Node, index: SourceIndex): string {
  const inner = unwrap(node);
  if (inner.type === 'MemberExpression' && !inner.computed) return `${index.plainText(inner.object)}.${propertyName(inner) ?? ''}`;
  return inner === node || !isWrapper(node) ? index.text(inner) : index.plainText(inner);
}

export function callsInSight(fn: FunctionNode, index: SourceIndex): readonly TSESTree.CallExpression[] | undefined {
  const variable = index.bindingOf(fn);
  if (!variable || index.isExported(variable) || declaresThis(fn)) return undefined;
  // A function expression is called by the name that it has inside of itself, too.
  if (fn.type === 'FunctionExpression' && index.declaredBy(fn).some(({ name, references }) => name === fn.id?.name && references.length > 0)) return undefined;
  const calls: TSESTree.CallExpression[] = [];
  for (const reference of variable.references) {
    if (reference.init) continue;
    const at = outermost(reference.identifier);
    if (at.parent?.type !== 'CallExpression' || at.parent.callee !== at) return undefined;
    calls.push(at.parent);
  }
  return calls;
}

/** The names that types list, and all texts but those that name modules. */
export function namesListed(index: SourceIndex): ReadonlySet<string> {
  const members = [...index.nodesOf('TSPropertySignature'), ...index.nodesOf('TSMethodSignature'), ...index.nodesOf('TSAbstractPropertyDefinition'), ...index.nodesOf('TSAbstractMethodDefinition')];
  const texts = index.nodesOf('Literal').filter(({ parent }) => parent.type !== 'MemberExpression' && !/^(?:Import|Export)/.test(parent.type));
  return new Set([...members.map(propertyName), ...texts.map(({ value }) => (typeof value === 'string' ? value : undefined))].filter((name) => name !== undefined));
}

export function mentionsWeakRef({ source }: SourceIndex): boolean {
  return source.text.includes('WeakRef');
}
