import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { assignmentTo, callOf, type FunctionNode, isClass, isPrivateMember, makingOf, memberReadsOf, methodOf, type Node, outermost, propertyName, returnedFrom } from '../source/ast.js';
import type { OtherFile } from '../source/other-file.js';
import { mentionsOf, SourceIndex } from '../source/source-index.js';
import type { Elsewhere, Importer } from './elsewhere.js';

/** Where more files name a method, as they do `update`, they are not read: some of them call it in other ways than sought, or on other objects. */
export const MOST_NAMING = 60;

/** What a file does with a function of another one. */
export interface FunctionUses {
  readonly file: OtherFile;
  readonly calls: readonly (TSESTree.CallExpression | TSESTree.NewExpression)[];
  /** A use that is no call. */
  readonly other: Node | undefined;
}

/** What other files do with a function. */
export interface UsesElsewhere {
  readonly uses: readonly FunctionUses[];
  /** A file that may use it and cannot be read or followed. */
  readonly unread: string | undefined;
}

/**
 * All that other files do with an exported function, with one that an exported function gives back, or with methods of a name, whosever they are; tests included.
 *
 * @param isByName are those enough that name it? Others may come to it by a namespace whose members they put together
 * @param most of a member that more files name none is read
 */
export function usesInFiles(fn: FunctionNode, index: SourceIndex, elsewhere: Elsewhere, { isByName = false, most = Infinity } = {}): UsesElsewhere {
  const exported = exportNamesOf(fn, index);
  const ways: readonly UsesElsewhere[] = [
    ...memberNamesOf(fn, index).map((name) => usesNamed(name, elsewhere, most)),
    ...(exported.length > 0 ? [usesImported(exported, elsewhere, usesOf, isByName)] : []),
    ...makerExportsOf(fn, index).map((maker) => usesImported(maker, elsewhere, usesOfMade)),
    ...productExportsOf(fn, index).map((product) => usesImported(product, elsewhere, usesOf)),
    ...holdersOf(fn, index).map((holder) => usesImported(holder, elsewhere, usesOfHolder)),
  ];
  return { uses: ways.flatMap(({ uses }) => uses), unread: ways.map(({ unread }) => unread).find((path) => path !== undefined) };
}

/** What other files do with an export, as `read` sees it from the mentions of it. */
function usesImported(names: readonly string[], elsewhere: Elsewhere, read: (file: OtherFile, mentions: readonly Node[]) => FunctionUses, isByName = false): UsesElsewhere {
  const isNeeded = isByName && !names.some((name) => name === '=' || name === 'default') ? (file: Importer): boolean => file.names(names) : undefined;
  const { bindings, unfollowed } = elsewhere.importsOf(names, isNeeded);
  return { uses: bindings.map(({ file, variables, nodes }) => read(file, [...variables.flatMap(mentionsOf), ...nodes])), unread: unfollowed };
}

/** What a file does with a function that another gives back, from the mentions of the other: it is followed through one `const`. */
function usesOfMade(file: OtherFile, mentions: readonly Node[]): FunctionUses {
  const index = SourceIndex.of(file.source);
  const plain = mentions.filter((node) => !isOnlyNamed(node));
  const made = plain.map((node): readonly Node[] | undefined => {
    const call = callOf(node);
    if (!call) return undefined;
    const { parent } = outermost(call);
    const variable = parent?.type === 'VariableDeclarator' ? index.declaredBy(parent)[0] : undefined;
    if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier' || !variable) return callOf(call) || parent?.type === 'ExpressionStatement' ? [call] : undefined;
    return index.constantValue(variable) && !index.isExported(variable) ? mentionsOf(variable) : undefined;
  });
  const lost = plain.find((_, at) => !made[at]);
  const uses = usesOf(file, made.flatMap((nodes) => nodes ?? []));
  return lost ? { ...uses, other: lost } : uses;
}

/** What a file does with a literal that has a function as a member: what is named is asked for by its name, all else may reach it. */
function usesOfHolder(file: OtherFile, mentions: readonly Node[]): FunctionUses {
  return { file, calls: [], other: mentions.find((node) => !isOnlyNamed(node) && memberReadsOf(node).length === 0) };
}

/** What other files do with members of a name. */
function usesNamed(name: string, elsewhere: Elsewhere, most: number): UsesElsewhere {
  const naming = elsewhere.filesNaming(name).files;
  if (naming.length > most) return { uses: [], unread: naming[0]?.path };
  const files = naming.map(({ path, read }) => ({ path, file: read() }));
  return {
    uses: files.flatMap(({ file }) => (file ? [usesOf(file, SourceIndex.of(file.source).membersNamed(name).filter(isRead))] : [])),
    unread: files.find(({ file }) => !file)?.path,
  };
}

/** The names under which a function is a member of what other files may have: a method, or what is put into a literal. */
function memberNamesOf(fn: FunctionNode, index: SourceIndex): readonly string[] {
  const method = methodOf(fn);
  if (method) {
    const name = propertyName(method);
    return name === undefined || isPrivateMember(method) || method.kind !== 'method' ? [] : [name];
  }
  const own = fn.parent.type === 'Property' ? propertyName(fn.parent) : undefined;
  if (fn.type === 'FunctionDeclaration' && fn.id && fn.parent.type === 'ExportNamedDeclaration' && fn.parent.parent.type === 'TSModuleBlock') return [fn.id.name];
  const put = index.bindingOf(fn)?.references.flatMap(({ identifier }) => (identifier.parent.type === 'Property' ? (propertyName(identifier.parent) ?? []) : [])) ?? [];
  return [...(own === undefined ? [] : [own]), ...put];
}

/** The exports of literals that have a function as a member, which may be reached there without being named. */
function holdersOf(fn: FunctionNode, index: SourceIndex): readonly (readonly string[])[] {
  return valuesOf(fn, index).flatMap(({ parent }) => {
    const whole = parent?.type === 'Property' && parent.parent.type === 'ObjectExpression' ? outermost(parent.parent) : undefined;
    if (whole?.parent?.type === 'ExportDefaultDeclaration') return [['default']];
    const variables = whole?.parent?.type === 'VariableDeclarator' ? index.declaredBy(whole.parent) : [];
    return variables.map((variable) => index.exportNames(variable)).filter((names) => names.length > 0);
  });
}

/** The expressions that stand for a function in its file: itself, and its name. */
function valuesOf(fn: FunctionNode, index: SourceIndex): readonly Node[] {
  return [fn, ...(index.bindingOf(fn)?.references.map(({ identifier }) => identifier) ?? [])];
}

/** The functions that give a function back. */
function makersOf(fn: FunctionNode, index: SourceIndex): readonly FunctionNode[] {
  return valuesOf(fn, index).flatMap((node) => returnedFrom(node) ?? []);
}

/** The exports of such functions. */
function makerExportsOf(fn: FunctionNode, index: SourceIndex): readonly (readonly string[])[] {
  return makersOf(fn, index).map((maker) => exportNamesOf(maker, index)).filter((names) => names.length > 0);
}

/** The exports of variables that hold what such functions give back in this file: `export const describe = memoize(…)`. */
function productExportsOf(fn: FunctionNode, index: SourceIndex): readonly (readonly string[])[] {
  const calls = makersOf(fn, index).flatMap((maker) => index.bindingOf(maker)?.references.flatMap(({ identifier }) => callOf(identifier) ?? []) ?? []);
  const products = calls.flatMap(({ parent }) => (parent.type === 'VariableDeclarator' ? index.declaredBy(parent) : []));
  return products.map((variable) => index.exportNames(variable)).filter((names) => names.length > 0);
}

/** The exports by which other files come to a function, or to the class that it makes objects of. */
function exportNamesOf(fn: FunctionNode, index: SourceIndex): readonly string[] {
  const method = methodOf(fn);
  if (method) {
    const owner = method.kind === 'constructor' && isClass(method.parent.parent) ? index.bindingOf(method.parent.parent) : undefined;
    return owner ? index.exportNames(owner) : [];
  }
  if (fn.parent.type === 'ExportDefaultDeclaration') return ['default'];
  const variable = onlyNameOf(fn, index);
  return variable ? index.exportNames(variable) : [];
}

/** The variable that holds a function, and never anything else: its declaration, or the one assignment to it. */
export function onlyNameOf(fn: FunctionNode, index: SourceIndex): Scope.Variable | undefined {
  const declared = index.bindingOf(fn);
  if (declared) return index.functionOf(declared) === fn ? declared : undefined;
  const whole = outermost(fn);
  const { parent } = whole;
  const variable = parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === whole && parent.left.type === 'Identifier' ? index.variableOf(parent.left) : undefined;
  return variable?.references.filter((reference) => reference.isWrite()).length === 1 ? variable : undefined;
}

function usesOf(file: OtherFile, mentions: readonly Node[]): FunctionUses {
  const plain = mentions.filter((node) => !isOnlyNamed(node));
  const callBy = (node: Node): FunctionUses['calls'][number] | undefined => callOf(node) ?? makingOf(node);
  return { file, calls: plain.flatMap((node) => callBy(node) ?? []), other: plain.find((node) => !callBy(node)) };
}

/** A type query, or an export of what was imported, which those who import that are asked about. */
export function isOnlyNamed({ parent }: Node): boolean {
  return parent?.type === 'TSTypeQuery' || parent?.type === 'TSTypeReference' || (parent?.type === 'BinaryExpression' && parent.operator === 'instanceof') || parent?.type === 'ExportSpecifier' || parent?.type === 'ImportSpecifier' || parent?.type === 'ImportDefaultSpecifier';
}

/** `panel.add = …` gives a method of the name to something else. */
function isRead(member: Node): boolean {
  return assignmentTo(member)?.operator !== '=';
}
