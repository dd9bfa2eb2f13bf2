// What one file asks of the others, and what comes back: the words that all questions about other files share, in one piece.
import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { callOf, type ClassNode, type FunctionNode, isClass, isFunction, isPrivateMember, memberReadsOf, methodOf, type Node, outermost, propertyName } from '../source/ast.js';
import { checkedMember } from '../source/checker.js';
import { homeOf, recurringWrites } from '../containers/homes.js';
import { KeyReader } from '../containers/keys.js';
import { argumentFor, partOfParameter } from '../containers/parameters.js';
import { importedNames } from './imported-names.js';
import type { ImportedName } from '../source/imports.js';
import { findMember } from './members-elsewhere.js';
import type { Home, Release } from '../containers/facts.js';
import type { OtherFile } from '../source/other-file.js';
import type { ContainerKind, Use, WriteUse } from '../flow/use.js';
import { type Place, placeName } from '../source/places.js';
import type { ProjectEvidence } from './project-evidence.js';
import { sweepsAll } from '../containers/release-gaps.js';
import { withEmptied } from '../containers/emptied-entries.js';
import { releasesOf, releasesOfValues } from '../containers/releases.js';
import { alwaysComesTo } from '../containers/release-sites.js';
import { mentionsOf, SourceIndex } from '../source/source-index.js';
import { UseTable } from '../containers/use-table.js';
import { type Origin, type Trace, traceFrom } from '../flow/index.js';
import { type WayOut, waysOut } from './ways-out.js';

/** What the rest of the project shows of one file's exports and members. It is asked only for containers that other files can reach. */
export interface Elsewhere {
  /**
   * What stands for an export in other files, through all re-exports.
   *
   * @param names as `SourceIndex.exportNames` gives them; all of them lead to one value
   * @param isNeeded a test of files that import the module; others are left out, unless they can pass the export on
   */
  importsOf(names: readonly string[], isNeeded?: (file: Importer) => boolean): Imports;
  /**
   * What a name stands for that the file has from another one, through all re-exports; `undefined` where that is no file of the project.
   *
   * @param isNeeded a test of the text that a definition of use has; files without are not read, unless they can pass the name on
   */
  definitionOf(imported: ImportedName, isNeeded?: IsNeededText): Defined | undefined;
  /** The other files that name a member so. */
  filesNaming(member: string): Naming;
  /** Does another file of the project import this one? */
  readonly isImported: boolean;
  /** What the project shows to another of its files. */
  from(file: OtherFile): Elsewhere;
  /**
   * The answer to a question about a class that many files may ask: found once, as long as no file of the project changes.
   *
   * @param question its name
   * @param ask finds the answer by what it is given, so that it is known which files the answer rests on
   */
  remember<Answer>(question: string, owner: ClassNode, ask: (elsewhere: Elsewhere) => Answer): Answer;
  /** What the other files show that a proof needs; absent where only some of them are known. */
  readonly evidence: ProjectEvidence | undefined;
  /** Can code outside the project hold objects of this file: is it part of a package that others install? */
  readonly hasOutsiders: boolean;
  /** Is the file part of a package that anyone may install? All that use a private one are in the project. */
  readonly isPublished: boolean;
}

/** May a file with this text tell what is asked? To read its tree takes longer. */
export type IsNeededText = (text: string) => boolean;

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
export interface Defined {
  readonly file: OtherFile;
  /** Absent where a function or class is exported without a name. */
  readonly variable: Scope.Variable | undefined;
  /** The function or class that the name stands for. */
  readonly node: FunctionNode | ClassNode | undefined;
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
  /** May it be the export of another module: does neither a path nor a name tell that it is this one? */
  readonly isGuessed?: boolean;
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
  readonly text: () => string;
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
      const atCall = part.uses.map((use) => useAtCall(use, way.use, parameter.fn, part, this.index));
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

/**
 * A use in a function, as one at a call of it; `undefined` where it is not understood, or where it happens on some paths only.
 *
 * @param caller the file of the call
 */
function useAtCall(use: Use, { node, receiver }: Use, fn: FunctionNode, { index, releases, uses }: Part, caller: SourceIndex): Use | undefined {
  const release = releases.find((one) => one.use.node === use.node);
  if (node.type !== 'CallExpression' || (release && release.worth !== 'full')) return undefined;
  switch (use.kind) {
    case 'delete': {
      if (release && sweepsAll(release)) return { kind: 'clear', node, receiver };
      if (release?.how === 'eviction' || release?.how === 'sweep') return { kind: 'release', how: release.how, node, receiver };
      if (!alwaysComesTo(use.node, fn, { index, table: new UseTable(uses, index) })) return undefined;
      const key = argumentAtCall(use.key, node, fn, index, caller);
      return key ? { kind: 'delete', key, node, receiver } : { kind: 'release', how: 'delete', node, receiver };
    }
    case 'set':
    case 'get':
    case 'has': {
      const key = argumentAtCall(use.key, node, fn, index, caller);
      if (!key) return undefined;
      return use.kind === 'set' ? { kind: 'set', how: use.how, key, value: undefined, node, receiver } : { kind: use.kind, key, node, receiver };
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

/** What a call gives a function for the key of a use; `undefined` where it is not told, or for what is called inside of the function. */
function argumentAtCall(key: Node, call: TSESTree.CallExpression, fn: FunctionNode, index: SourceIndex, caller: SourceIndex): TSESTree.Expression | undefined {
  const parameter = partOfParameter(key, index);
  return parameter?.fn === fn ? argumentFor(parameter, call, caller) : undefined;
}

interface ParameterElsewhere {
  readonly file: OtherFile;
  readonly fn: FunctionNode;
  readonly variable: Scope.Variable;
}

/** The parameter of a function of another file that a container is handed for. */
function parameterElsewhere({ callee, position }: Extract<WayOut, { kind: 'argument' }>, elsewhere: Elsewhere): ParameterElsewhere | undefined {
  const declared = elsewhere.definitionOf(callee);
  if (!declared) return undefined;
  const index = SourceIndex.of(declared.file.source);
  const fn = declared.node && isFunction(declared.node) ? declared.node : undefined;
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
  const { files, isWhole } = elsewhere.filesNaming(name);
  const classes = names.length > 0 ? elsewhere.importsOf(names, isNeeded) : { open: undefined, bindings: [], unfollowed: undefined };
  const found = findMember(
    { owner, name, isStatic, declaration, isCalled: how.isCalled },
    {
      index,
      classes: classes.bindings,
      files,
      instances: instancesOf(binding, isNeeded, index, elsewhere),
      checked: declaration && checkedMember(declaration, name, index.source.parserServices),
      isOpen: isSureOnly || !isWhole || classes.open !== undefined,
      typesIn: (file) => importedNames(SourceIndex.of(file.source), elsewhere.from(file)),
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
  return new KeyReader(index, idNames, importedNames(index, elsewhere));
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
  const { own: trace, around: outer, isWhole } = traceFrom(index, kind, starts.flatMap((place) => originsOf(place, 0)), starts);
  const imported = new Set(starts.flatMap((place) => ('variable' in place ? [place.variable] : [])));
  const isFollowed = (use: Use): boolean => use.kind === 'escape' && use.to === 'export' && use.receiver.type === 'Identifier' && imported.has(index.variableOf(use.receiver) as Scope.Variable);
  const uses = trace.uses.filter((use) => !isFollowed(use));
  const { home } = homeOf(trace.places, uses, index);
  // What tests put in and take out tells nothing of the program.
  const isOfTests = isTest(file);
  const judged = withEmptied(uses, kind, reader, false);
  const writes = isOfTests ? [] : recurringWrites(judged, undefined, RUNNING, index);
  const around = outer?.uses ?? [];
  const releases = [
    ...releasesOf({ kind, place: undefined, home: RUNNING, uses: judged, writes, table: new UseTable(judged, index), flow: trace.flow, index, imported: reader.imported }),
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
    isClosed: isWhole && home.reach === 'closed',
  };
}
