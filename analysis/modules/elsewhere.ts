import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { assignmentTo, callOf, type ClassNode, enclosingFunction, type FunctionNode, isClass, isFunction, isPrivateMember, makingOf, methodOf, type Node, outermost, propertyName, returnedFrom, unwrap } from '../source/ast.js';
import { checkedMember } from '../source/checker.js';
import { homeOf, recurringWrites } from '../containers/homes.js';
import { KeyReader, parameterOf } from '../containers/keys.js';
import { importedTypes } from './imported-types.js';
import { type ImportedName, importOf } from '../source/imports.js';
import { findMember } from './members-elsewhere.js';
import type { Home, Release } from '../containers/facts.js';
import type { OtherFile } from '../source/other-file.js';
import type { ContainerKind, Use, WriteUse } from '../flow/use.js';
import { type Place, placeName } from '../source/places.js';
import type { ProjectEvidence } from './project-evidence.js';
import { alwaysComesTo, releasesOf, releasesOfValues } from '../containers/releases.js';
import { memberReadsOf, mentionsOf, SourceIndex } from '../source/source-index.js';
import { UseTable } from '../containers/use-table.js';
import { type Origin, type Trace, traceFrom } from '../flow/index.js';

/** What the rest of the project shows of one file's exports and members. It is asked only for containers that other files can reach. */
export interface Elsewhere {
  /**
   * What stands for an export in other files, through all re-exports.
   *
   * @param names as `SourceIndex.exportNames` gives them; all of them lead to one value
   * @param isNeeded a test of files that import the module; others are left out, unless they can pass the export on
   */
  importsOf(names: readonly string[], isNeeded?: (file: Importer) => boolean): Imports;
  /** What a name stands for that the file has from another one, through all re-exports; `undefined` where that is no file of the project. */
  declarationOf(imported: ImportedName): Declared | undefined;
  /** The other files that name a member so. */
  filesNaming(member: string): Naming;
  /** What the project shows to another of its files. */
  from(file: OtherFile): Elsewhere;
  /** What the other files show that a proof needs; absent where only some of them are known. */
  readonly evidence: ProjectEvidence | undefined;
  /** Can code outside the project hold objects of this file: is it part of a package that others install? */
  readonly hasOutsiders: boolean;
  /** Is the file part of a package that anyone may install? All that use a private one are in the project. */
  readonly isPublished: boolean;
}

/** A file of the project, and what the project shows to it. */
export interface Sight {
  readonly index: SourceIndex;
  /** Absent where the project is not asked. */
  readonly elsewhere: Elsewhere | undefined;
  /** The file, where it is not the one that asks. */
  readonly file: OtherFile | undefined;
}

/** What is seen from another file. */
export function sightFrom(file: OtherFile, elsewhere: Elsewhere): Sight {
  return { index: SourceIndex.of(file.source), elsewhere: elsewhere.from(file), file };
}

/** A variable, function, class or type where it is declared. */
export interface Declared {
  readonly file: OtherFile;
  readonly variable: Scope.Variable;
}

/** A file that imports a module, as far as its text tells. To have the text takes longer than to ask for names. */
export interface Importer extends Pick<OtherFile, 'shown'> {
  readonly text: () => string;
  /** Has the text one of some names as a word? */
  readonly names: (names: readonly string[]) => boolean;
}

/** Everything that imports an export. */
export interface Imports {
  /** Why code that was not read may import it, too; `undefined` where all of it was read, so that the export is closed. */
  readonly open: string | undefined;
  readonly bindings: readonly Binding[];
  /** A file of the project that is needed, and imports it in a way that is not followed, or cannot be read. */
  readonly unfollowed: string | undefined;
}

/** What stands for an export in another file: variables, and expressions such as `ns.boxes`. */
export interface Binding {
  readonly file: OtherFile;
  readonly variables: readonly Scope.Variable[];
  readonly nodes: readonly Node[];
}

/** The files that name a member. */
export interface Naming {
  readonly files: readonly NamingFile[];
  /** Are they all that there are? */
  readonly isWhole: boolean;
}

/** A file that names a member. */
export interface NamingFile {
  readonly path: string;
  /** The file, `undefined` where it cannot be read. To read it takes time, and is only worth it where it makes a difference. */
  readonly read: () => OtherFile | undefined;
}

/** What one other file does with a container. */
export interface Part extends Trace {
  readonly file: OtherFile;
  readonly index: SourceIndex;
  readonly reader: KeyReader;
  /** Is it a file of tests, which tell nothing of the program? */
  readonly isOfTests: boolean;
  /** The writes that recur. */
  readonly writes: readonly WriteUse[];
  readonly releases: readonly Release[];
}

/** What other files show of a container. */
export interface Outside {
  /** Is all code that can reach it among the parts? */
  readonly isClosed: boolean;
  /** The uses in its own file that go on in the parts, and are no way out of sight any more. */
  readonly followed: ReadonlySet<Use>;
  readonly parts: readonly Part[];
  /** A class in another file that extends the one with the container. */
  readonly subclass: { readonly file: OtherFile; readonly node: Node } | undefined;
}

/** A way by which other files come to a container. */
export type WayOut =
  | { readonly kind: 'export'; readonly names: readonly string[]; readonly path: readonly string[]; readonly how: Steps; readonly use: Use | undefined }
  | { readonly kind: 'member'; readonly owner: ClassNode; readonly name: string; readonly isStatic: boolean; readonly isProtected: boolean; readonly declaration: Node | undefined; readonly how: Steps; readonly use: Use | undefined }
  /** It is handed to a function of another file. */
  | { readonly kind: 'argument'; readonly callee: ImportedName; readonly position: number; readonly use: Use }
  /** One that no file can be asked about. */
  | { readonly kind: 'unseen' };

/** What leads from the export or member to the container: a call, then `get` for the values of another container. */
interface Steps {
  readonly isCalled: boolean;
  readonly depth: number;
}

const PLAIN: Steps = { isCalled: false, depth: 0 };

/** The ways by which files other than its own come to a container. */
export function waysOut({ places, uses }: Pick<Trace, 'places' | 'uses'>, index: SourceIndex): readonly WayOut[] {
  return [
    ...places.flatMap((place) => waysFrom(place, 0, index)),
    ...uses.flatMap((use): WayOut[] => {
      const way = use.kind !== 'escape' ? undefined : use.to === 'return' ? wayOfReturn(use, index) : use.to === 'argument' ? wayOfArgument(use, index) : undefined;
      return way ? [way] : [];
    }),
  ];
}

function waysFrom(place: Place, depth: number, index: SourceIndex): WayOut[] {
  const how = { ...PLAIN, depth };
  switch (place.kind) {
    case 'variable':
      return wayOfVariable(place.variable, [], how, index);
    case 'property': {
      const holder = index.classOf(place.variable);
      const [name] = place.path;
      if (holder && name !== undefined) return [{ kind: 'member', owner: holder, name, isStatic: true, isProtected: false, declaration: undefined, how, use: undefined }];
      return wayOfVariable(place.variable, place.path, how, index);
    }
    case 'field': {
      const { owner, name, isStatic, declaration } = place;
      if (name.startsWith('#') || accessibilityOf(declaration) === 'private') return [];
      return [{ kind: 'member', owner, name, isStatic, isProtected: accessibilityOf(declaration) === 'protected', declaration, how, use: undefined }];
    }
    case 'global':
      return place.exported ? [{ kind: 'export', names: [place.name === 'exports' ? '=' : place.name], path: [], how, use: undefined }] : [{ kind: 'unseen' }];
    case 'loose-field':
    case 'expando':
      return [{ kind: 'unseen' }];
    case 'entry':
      return waysFrom(place.outer, depth + 1, index);
    case 'known':
      return [];
  }
}

function accessibilityOf(declaration: Extract<Place, { kind: 'field' }>['declaration']): string | undefined {
  return declaration?.accessibility;
}

function wayOfVariable(variable: Scope.Variable, path: readonly string[], how: Steps, index: SourceIndex): WayOut[] {
  if (!index.isExported(variable)) return [];
  const names = index.exportNames(variable);
  return [names.length > 0 ? { kind: 'export', names, path, how, use: undefined } : { kind: 'unseen' }];
}

/** A container that is returned goes on wherever the function, method or accessor is asked for it. */
function wayOfReturn(use: Use, index: SourceIndex): WayOut | undefined {
  const fn = isFunction(use.node) ? use.node : enclosingFunction(use.node);
  if (!fn || fn.async || fn.generator) return undefined;
  const method = methodOf(fn);
  if (method) {
    const owner = method.parent.parent;
    const name = propertyName(method);
    if (!isClass(owner) || name === undefined || isPrivateMember(method)) return undefined;
    return { kind: 'member', owner, name, isStatic: method.static, isProtected: method.accessibility === 'protected', declaration: method, how: { isCalled: method.kind === 'method', depth: 0 }, use };
  }
  const variable = index.bindingOf(fn);
  const names = variable && index.functionOf(variable) === fn ? index.exportNames(variable) : [];
  return names.length > 0 && variable && isOnlyExported(variable) ? { kind: 'export', names, path: [], how: { isCalled: true, depth: 0 }, use } : undefined;
}

/** A container that is handed to an imported function goes on where that is declared. */
function wayOfArgument(use: Use, index: SourceIndex): WayOut | undefined {
  const call = use.node.type === 'CallExpression' ? use.node : undefined;
  const callee = call && importedCallee(call.callee, index);
  const position = call?.arguments.findIndex((argument) => unwrap(argument) === unwrap(use.receiver)) ?? -1;
  if (!call || !callee || position < 0 || call.arguments.slice(0, position).some(({ type }) => type === 'SpreadElement')) return undefined;
  return { kind: 'argument', callee, position, use };
}

/** `remove`, `arrays.remove` */
function importedCallee(callee: Node, index: SourceIndex): ImportedName | undefined {
  const named = callee.type === 'MemberExpression' ? callee.object : callee;
  const variable = named.type === 'Identifier' ? index.variableOf(named) : undefined;
  const imported = variable && importOf(variable, index);
  if (!imported || callee.type !== 'MemberExpression') return imported;
  const name = propertyName(callee);
  return imported.name === '*' && name !== undefined ? { ...imported, name } : undefined;
}

/** Has a function's own file no use for it? */
function isOnlyExported(variable: Scope.Variable): boolean {
  return variable.references.every((reference) => {
    if (reference.init) return true;
    const at = outermost(reference.identifier);
    const parent = at.parent;
    return parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration';
  });
}

/** What the container is, for the files that are asked about it. */
export interface Sought {
  readonly kind: ContainerKind;
  readonly trace: Trace;
  readonly ways: readonly WayOut[];
  readonly index: SourceIndex;
  readonly idNames: RegExp;
}

/**
 * How far the rest of a project is searched: for what is `sure` to use the container, so that nothing is closed, or for
 * `all` that may reach it, which takes many more files.
 */
export type Reach = 'sure' | 'all';

/** Asks the rest of the project what it does with a container. */
export function seekOutside({ kind, trace, ways, index, idNames }: Sought, elsewhere: Elsewhere, reach: Reach): Outside {
  const starts = new Map<string, Start>();
  const followed = new Set<Use>();
  let isClosed = true;
  let subclass: Outside['subclass'];
  for (const way of ways) {
    if (way.kind === 'unseen' || way.kind === 'argument') {
      isClosed = false;
      continue;
    }
    const found = way.kind === 'export' ? importedBy(way, elsewhere, reach) : mentionedBy(way, index, elsewhere, reach);
    isClosed &&= !found.isOpen;
    subclass ??= found.subclass;
    for (const start of found.starts) addStart(starts, start, way.how.depth);
    if (way.use && !found.isOpen) followed.add(way.use);
  }
  const name = trace.places[0] ? placeName(trace.places[0]) : '';
  const parts = [...starts.values()].map((start) => partAt(start, kind, name, elsewhere, idNames));
  isClosed &&= parts.every((part) => part.isClosed);
  if (isClosed) for (const use of trace.uses) if (use.kind === 'escape' && use.to === 'export') followed.add(use);
  return { isClosed, followed, parts, subclass };
}

function partAt(start: Start, kind: ContainerKind, name: string, elsewhere: Elsewhere, idNames: RegExp): ReturnType<typeof partOf> {
  return partOf(start, kind, name, readerWithin(elsewhere.from(start.file), SourceIndex.of(start.file.source), idNames));
}

/** What functions of other files do with a container that they are handed. */
export interface Handed {
  /** What they do, as uses at the calls. */
  readonly uses: readonly Use[];
  /** The escapes that lead to functions of which all is known. */
  readonly followed: ReadonlySet<Use>;
}

/** Follows the containers of a file into the functions of other files that they are handed to, each function once. */
export class HelpersElsewhere {
  readonly #parts = new WeakMap<FunctionNode, Map<string, ReturnType<typeof partOf>>>();

  constructor(
    private readonly index: SourceIndex,
    private readonly elsewhere: Elsewhere,
    private readonly idNames: RegExp,
  ) {}

  /** What these functions do with a container. */
  usesOf({ kind, trace }: Pick<Sought, 'kind' | 'trace'>): Handed {
    const uses: Use[] = [];
    const followed = new Set<Use>();
    for (const way of waysOut(trace, this.index)) {
      const parameter = way.kind === 'argument' ? parameterElsewhere(way, this.elsewhere) : undefined;
      if (way.kind !== 'argument' || !parameter) continue;
      const part = this.#partOf(parameter, kind);
      // What puts in and takes out as well says itself when; a call of it does not.
      if (part.uses.some((use) => use.kind === 'set') && part.uses.some((use) => use.kind === 'delete' || use.kind === 'clear')) continue;
      const table = new UseTable(part.uses, part.index);
      const atCall = part.uses.map((use) => (use.kind === 'delete' && !alwaysComesTo(use.node, parameter.fn, { index: part.index, table }) ? undefined : useAtCall(use, way.use, parameter.fn, part)));
      uses.push(...atCall.flatMap((use) => use ?? []));
      if (!atCall.includes(undefined)) followed.add(way.use);
    }
    return { uses, followed };
  }

  #partOf({ fn, file, variable }: ParameterElsewhere, kind: ContainerKind): ReturnType<typeof partOf> {
    const parts = this.#parts.get(fn) ?? new Map<string, ReturnType<typeof partOf>>();
    this.#parts.set(fn, parts);
    const key = `${kind} ${variable.name}`;
    const part = parts.get(key) ?? partAt({ file, places: [{ kind: 'variable', variable }], nodes: [] }, kind, '', this.elsewhere, this.idNames);
    parts.set(key, part);
    return part;
  }
}

/** A use in a function, as one at a call of it; `undefined` where it is not understood, or where it happens on some paths only. */
function useAtCall(use: Use, { node, receiver }: Use, fn: FunctionNode, { index, releases }: Part): Use | undefined {
  if (node.type !== 'CallExpression' || releases.some((release) => release.use.node === use.node && release.worth !== 'full')) return undefined;
  switch (use.kind) {
    case 'set':
    case 'delete':
    case 'get':
    case 'has': {
      const parameter = parameterOf(use.key, index);
      // What a function inside of it is called with is not in sight, and one of several arguments is not told.
      if (parameter && (parameter.fn !== fn || fn.params[parameter.position]?.type === 'RestElement')) return undefined;
      const argument = parameter ? node.arguments[parameter.position] : node.arguments.find((other) => unwrap(other) !== unwrap(receiver));
      if (!argument || argument.type === 'SpreadElement' || (!parameter && use.kind !== 'delete')) return undefined;
      return use.kind === 'set' ? { kind: 'set', how: use.how, key: argument, value: undefined, node, receiver } : { kind: use.kind, key: argument, node, receiver };
    }
    case 'clear':
    case 'size':
    case 'iterate':
    case 'test':
      return { kind: use.kind, node, receiver };
    default:
      return undefined;
  }
}

interface ParameterElsewhere {
  readonly file: OtherFile;
  readonly fn: FunctionNode;
  readonly variable: Scope.Variable;
}

/** The parameter of a function of another file that a container is handed for. */
function parameterElsewhere({ callee, position }: Extract<WayOut, { kind: 'argument' }>, elsewhere: Elsewhere): ParameterElsewhere | undefined {
  const declared = elsewhere.declarationOf(callee);
  if (!declared) return undefined;
  const index = SourceIndex.of(declared.file.source);
  const fn = index.functionOf(declared.variable);
  const target = fn?.params[position];
  const variable = fn && target?.type === 'Identifier' ? index.declaredBy(fn).find(({ name }) => name === target.name) : undefined;
  return fn && variable && { file: declared.file, fn, variable };
}

/** Where a container begins in another file. */
interface Start {
  readonly file: OtherFile;
  readonly places: Place[];
  readonly nodes: Node[];
}

interface Found {
  readonly isOpen: boolean;
  readonly starts: readonly Start[];
  readonly subclass?: Outside['subclass'];
}

function addStart(starts: Map<string, Start>, { file, places, nodes }: Found['starts'][number], depth: number): void {
  const start = starts.get(file.path) ?? { file, places: [], nodes: [] };
  starts.set(file.path, start);
  if (depth === 0) {
    start.places.push(...places);
    start.nodes.push(...nodes);
    return;
  }
  const outer: Place[] = [...places, ...(nodes.length > 0 ? [{ kind: 'known', name: '', reads: nodes } as const] : [])];
  start.places.push(...outer.map((place) => inside(place, depth)));
}

function inside(place: Place, depth: number): Place {
  return depth === 0 ? place : { kind: 'entry', outer: inside(place, depth - 1) };
}

/** Where other files call an exported function, or a method that they can reach; tests left out. */
export function callsElsewhere(fn: FunctionNode, index: SourceIndex, elsewhere: Elsewhere): Found['starts'] {
  return allCallsElsewhere(fn, index, elsewhere).filter(({ file }) => !isTest(file));
}

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

/** All that other files do with an exported function, with one that an exported function gives back, or with methods of a name, whosever they are; tests included. */
export function usesInFiles(fn: FunctionNode, index: SourceIndex, elsewhere: Elsewhere): UsesElsewhere {
  const exported = exportNamesOf(fn, index);
  const ways: readonly UsesElsewhere[] = [
    ...memberNamesOf(fn, index).map((name) => usesNamed(name, elsewhere)),
    ...(exported.length > 0 ? [usesImported(exported, elsewhere, usesOf)] : []),
    ...makerExportsOf(fn, index).map((maker) => usesImported(maker, elsewhere, usesOfMade)),
    ...productExportsOf(fn, index).map((product) => usesImported(product, elsewhere, usesOf)),
    ...holdersOf(fn, index).map((holder) => usesImported(holder, elsewhere, usesOfHolder)),
  ];
  return { uses: ways.flatMap(({ uses }) => uses), unread: ways.map(({ unread }) => unread).find((path) => path !== undefined) };
}

/** What other files do with an export, as `read` sees it from the mentions of it. */
function usesImported(names: readonly string[], elsewhere: Elsewhere, read: (file: OtherFile, mentions: readonly Node[]) => FunctionUses): UsesElsewhere {
  const { bindings, unfollowed } = elsewhere.importsOf(names);
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
function usesNamed(name: string, elsewhere: Elsewhere): UsesElsewhere {
  const files = elsewhere.filesNaming(name).files.map(({ path, read }) => ({ path, file: read() }));
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
  const variable = index.bindingOf(fn);
  return variable && index.functionOf(variable) === fn ? index.exportNames(variable) : [];
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

function allCallsElsewhere(fn: FunctionNode, index: SourceIndex, elsewhere: Elsewhere): Found['starts'] {
  const way = wayToCall(fn, index);
  if (way?.kind !== 'export' && way?.kind !== 'member') return [];
  const { starts } = way.kind === 'export' ? importedBy(way, elsewhere, 'sure') : mentionedBy(way, index, elsewhere, 'sure');
  return starts;
}

function wayToCall(fn: FunctionNode, index: SourceIndex): WayOut | undefined {
  const how = { isCalled: true, depth: 0 };
  const method = methodOf(fn);
  if (method) {
    const owner = method.parent.parent;
    const name = propertyName(method);
    if (!isClass(owner) || name === undefined || isPrivateMember(method) || method.kind !== 'method') return undefined;
    return { kind: 'member', owner, name, isStatic: method.static, isProtected: method.accessibility === 'protected', declaration: method, how, use: undefined };
  }
  const variable = index.bindingOf(fn);
  const names = variable && index.functionOf(variable) === fn ? index.exportNames(variable) : [];
  return names.length > 0 ? { kind: 'export', names, path: [], how, use: undefined } : undefined;
}

/** What stands for an exported container in the files that import it. */
function importedBy({ names, path, how }: Extract<WayOut, { kind: 'export' }>, elsewhere: Elsewhere, reach: Reach): Found {
  // Every file that imports it by name has the name in its text.
  const isByName = names.every((name) => name !== '=' && name !== 'default');
  const { open, bindings } = elsewhere.importsOf(names, reach === 'sure' && isByName ? (file) => file.names(names) : undefined);
  let isOpen = reach === 'sure' || open !== undefined;
  const starts = bindings.map(({ file, variables, nodes }): Found['starts'][number] => {
    if (how.isCalled) {
      const mentions = [...variables.flatMap(mentionsOf), ...nodes];
      const calls = mentions.map(callOf);
      isOpen ||= calls.includes(undefined);
      return { file, places: [], nodes: calls.filter((call) => call !== undefined) };
    }
    const deeper = path.reduce<readonly Node[]>((at, step) => at.flatMap((node) => {
      const reads = memberReadsOf(node).filter((read) => propertyName(read) === step);
      isOpen ||= memberReadsOf(node).length === 0;
      return reads;
    }), nodes);
    const places = variables.map((variable): Place => (path.length === 0 ? { kind: 'variable', variable } : { kind: 'property', variable, path }));
    return { file, places, nodes: [...deeper] };
  });
  return { isOpen, starts };
}

/** The container as a member: nothing but its own class may be meant where other files name it. */
function mentionedBy({ owner, name, isStatic, isProtected, declaration, how }: Extract<WayOut, { kind: 'member' }>, index: SourceIndex, elsewhere: Elsewhere, reach: Reach): Found {
  const binding = index.bindingOf(owner);
  const names = binding ? index.exportNames(binding) : [];
  // What others install they may extend, and its members they may use, but for those whose names ask them not to.
  const isOffered = elsewhere.hasOutsiders && (isProtected || !name.startsWith('_'));
  const isSureOnly = reach === 'sure' || isOffered;
  // A file that does not name the member may still give the class away under another name, which others use.
  const isNeeded = isSureOnly ? (file: Importer) => file.names([name]) : undefined;
  const classes = names.length > 0 ? elsewhere.importsOf(names, isNeeded) : { open: undefined, bindings: [], unfollowed: undefined };
  const { files, isWhole } = elsewhere.filesNaming(name);
  const found = findMember(
    { owner, name, isStatic, declaration, isCalled: how.isCalled },
    {
      index,
      classes: classes.bindings,
      files,
      instances: instancesOf(binding, isNeeded, index, elsewhere),
      checked: declaration && checkedMember(declaration, name, index.source.parserServices),
      isOpen: isSureOnly || !isWhole || classes.open !== undefined,
    },
  );
  return {
    isOpen: found.isOpen,
    starts: found.reads.map(({ file, nodes }) => ({ file, places: [], nodes: [...nodes] })),
    subclass: found.subclass,
  };
}

/** What stands for the instances of a class that its file exports: `export const animator = new Animator()`. */
function instancesOf(binding: Scope.Variable | undefined, isNeeded: ((file: Importer) => boolean) | undefined, index: SourceIndex, elsewhere: Elsewhere): readonly Binding[] {
  const made = binding?.references.map(({ identifier }) => identifier.parent).filter((parent) => parent.type === 'NewExpression') ?? [];
  return made.flatMap((instance) => {
    const whole = outermost(instance);
    const declared = whole.parent?.type === 'VariableDeclarator' ? index.declaredBy(whole.parent) : [];
    const names = whole.parent?.type === 'ExportDefaultDeclaration' ? ['default'] : declared.flatMap((variable) => index.exportNames(variable));
    return names.length > 0 ? elsewhere.importsOf(names, isNeeded).bindings : [];
  });
}

/** Is a file one of tests, which tell nothing of the program? */
export function isTest({ shown }: Pick<OtherFile, 'shown'>): boolean {
  return TEST_FILE.test(shown);
}

/** Files of tests, by the names that their runners look for. */
const TEST_FILE = /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?|e2e)\/|[._-](?:test|spec|e2e|bench)\.[cm]?[jt]sx?$/;

/** Other files write and release while the program runs, unless they do it where they load. */
const RUNNING: Home = { kind: 'module', reach: 'closed', label: 'another file' };

/** Reads the keys of a file with what the project shows of the types that it imports. */
export function readerWithin(elsewhere: Elsewhere, index: SourceIndex, idNames: RegExp): KeyReader {
  return new KeyReader(index, idNames, importedTypes(index, elsewhere));
}

/** Where a place that holds a container of another file gets it. */
function originsOf(place: Place, depth: number): readonly Origin[] {
  switch (place.kind) {
    case 'variable':
      return [{ at: place.variable, path: [], depth }];
    case 'property':
      return [{ at: place.variable, path: place.path, depth }];
    case 'known':
      return place.reads.map((at) => ({ at, path: [], depth }));
    case 'entry':
      return originsOf(place.outer, depth + 1);
    default:
      return [];
  }
}

function partOf({ file, places, nodes }: Start, kind: ContainerKind, name: string, reader: KeyReader): Part & { readonly isClosed: boolean } {
  const index = SourceIndex.of(file.source);
  const starts: readonly Place[] = [...places, ...(nodes.length > 0 ? [{ kind: 'known', name, reads: nodes } as const] : [])];
  const { own: trace, around: outer } = traceFrom(index, kind, starts.flatMap((place) => originsOf(place, 0)), starts);
  const imported = new Set(starts.flatMap((place) => ('variable' in place ? [place.variable] : [])));
  const isFollowed = (use: Use): boolean => use.kind === 'escape' && use.to === 'export' && use.receiver.type === 'Identifier' && imported.has(index.variableOf(use.receiver) as Scope.Variable);
  const uses = trace.uses.filter((use) => !isFollowed(use));
  const { home } = homeOf(trace.places, uses, index);
  // What tests put in and take out tells nothing of the program.
  const isOfTests = isTest(file);
  const writes = isOfTests ? [] : recurringWrites(uses, undefined, RUNNING, index);
  const around = outer?.uses ?? [];
  const releases = [
    ...releasesOf({ kind, place: undefined, home: RUNNING, uses, writes, table: new UseTable(uses, index), flow: trace.flow, index }),
    ...releasesOfValues(releasesOf({ kind: 'map', place: undefined, home: RUNNING, uses: around, writes: recurringWrites(around, undefined, RUNNING, index), table: new UseTable(around, index), flow: trace.flow, index })),
  ];
  const inFile = <T extends Use>(use: T): T => ({ ...use, file });
  return {
    file,
    index,
    reader,
    isOfTests,
    uses: uses.map(inFile),
    places: trace.places,
    types: trace.types,
    flow: trace.flow,
    objects: trace.objects,
    writes: writes.map(inFile),
    releases: releases.map((release) => ({ ...release, use: inFile(release.use), ...(isOfTests && { worth: 'none', because: 'only in a test' }) })),
    isClosed: home.reach === 'closed',
  };
}
