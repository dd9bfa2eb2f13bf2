import type { TSESTree } from '@typescript-eslint/utils';
import { callOf, type ClassNode, decoratorsOf, enclosingFunction, type FunctionNode, heirOf, isClass, isField, isFunction, makingOf, methodOf, type Node, outermost, propertyName } from '../source/ast.js';
import { calleeName, isSynchronousCallback } from '../ir/callbacks.js';
import { type Elsewhere, type Importer, isTest, type Sight, sightFrom } from './elsewhere.js';
import { isOnlyLent } from './lent.js';
import { isGivenAway } from './members-elsewhere.js';
import type { OtherFile } from '../source/other-file.js';
import { diesWithCall, type HolderTest, instancesOf, isSure, isUsedThroughMembers, keepersAt, keepersOf, mentionsOfClass, type OwnerLife } from '../containers/owners.js';
import { runsAtLoad } from './load-elsewhere.js';
import { within } from '../source/lists.js';
import { mentionsOf, SourceIndex } from '../source/source-index.js';
import { asPattern } from '../source/words.js';

/** Holders of holders are followed as far as this many classes. */
const MOST_CLASSES = 20;

/** Which files that import a class are read: those that may make or extend it, by their texts, those that name it, or all of them, for what else they do with it. */
type Reach = 'makers' | 'named' | 'all';

/** A class and its file. */
export interface ClassInSight extends Sight {
  readonly owner: ClassNode;
}

/** A node of a file. */
export interface Mention {
  readonly node: Node;
  readonly in: Sight;
  /** May it mention another class? */
  readonly isGuessed?: boolean | undefined;
}

/**
 * How long the instances of a class live whose own file does not show it, by what the other files make of it; tests left out.
 *
 * One that something keeps is enough. That all go with the calls that make them is only known where all code that can make one
 * was read; else it is told by a place that makes one.
 */
export function lifeElsewhere(owner: ClassNode, index: SourceIndex, elsewhere: Elsewhere): OwnerLife {
  const own: ClassInSight = { owner, index, elsewhere, file: undefined };
  const by = keeperAround(own);
  if (by !== undefined) return { kind: 'kept', by };
  const seen = passingOf(own, 'makers') && passingOf(own, 'all');
  return seen?.isClosed ? { kind: 'per-call' } : { kind: 'unknown', passing: seen?.place };
}

/** Can code in other files make instances of a class, or of one whose instances have them? */
export function isMadeElsewhere(owner: ClassNode, index: SourceIndex): boolean {
  const seen = new Set<ClassNode>();
  const pending = [owner];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (exportNamesOf(at, index).length > 0) return true;
    pending.push(...keepersOf(at, index).flatMap(({ by }) => (typeof by === 'string' ? [] : [by])));
  }
  return false;
}

/** What keeps some instance of a class as long as the program runs, in words, with its place. */
function keeperAround(own: ClassInSight): string | undefined {
  const seen = new Set<ClassNode>();
  const pending = [own];
  for (let at = pending.shift(); at && seen.size < MOST_CLASSES; at = pending.shift()) {
    if (seen.has(at.owner)) continue;
    seen.add(at.owner);
    const sight: Sight = at;
    const here = keepersOf(at.owner, at.index).map((keeper) => ({ keeper, sight }));
    const there = mentionsElsewhere(at, 'makers').mentions.filter(({ isGuessed }) => isGuessed !== true).flatMap(({ node, in: sight }) => keepersAt(node, sight.index).map((keeper) => ({ keeper, sight })));
    for (const { keeper, sight } of [...here, ...there]) {
      if (isSure(keeper)) return `${keeper.by} at ${placeOf(keeper.node, sight)}`;
      if (typeof keeper.by !== 'string') pending.push({ ...sight, owner: keeper.by });
    }
  }
  return undefined;
}

/** That all instances of a class that are seen go with the calls that make them. */
interface Passing {
  /** Was all code read that can make one? */
  readonly isClosed: boolean;
  /** A place that makes one. */
  readonly place: string;
}

/** Do all instances of a class that are seen go with the calls that make them, and is there one? */
function passingOf(known: ClassInSight, reach: Reach, around: ReadonlySet<Node> = new Set()): Passing | undefined {
  const { owner, index } = known;
  const handedOn = around.has(owner) || decoratorsOf(owner).length > 0 ? undefined : index.remember(handedOnIn, owner);
  if (!handedOn?.every((node) => isOnlyLent(node, known))) return undefined;
  const outer = new Set([...around, owner]);
  const { isOpen, mentions } = mentionsElsewhere(known, reach);
  let isClosed = !isOpen;
  let place: string | undefined;
  for (const mention of [...mentionsHere(known), ...mentions]) {
    const found = meaningOf(mention, reach, outer);
    if (!found) return undefined;
    isClosed &&= found.isClosed;
    place ??= found.place;
  }
  return place === undefined ? undefined : { isClosed, place };
}

/** What a mention of a class shows of how long its instances live: one that goes with its call, nothing, or (`undefined`) that they may live on. */
function meaningOf({ node, in: sight }: Mention, reach: Reach, around: ReadonlySet<Node>): Omit<Passing, 'place'> & Partial<Passing> | undefined {
  const { index } = sight;
  const heir = heirOf(node);
  if (heir) return passingOf({ ...sight, owner: heir }, reach, around);
  const made = makingOf(node);
  if (!made) return isGivenAway(node, index) ? undefined : { isClosed: true };
  let isClosed = true;
  const holderDies: HolderTest = (holder, name) => {
    const known = { ...sight, owner: holder };
    const passing = passingOf(known, reach, around);
    isClosed &&= passing?.isClosed === true;
    const indexes = [index, ...mentionsElsewhere(known, reach).mentions.map((mention) => mention.in.index)];
    return passing !== undefined && indexes.every((one) => isUsedThroughMembers(name, one));
  };
  return diesWithCall(made, index, holderDies, (argument) => isOnlyLent(argument, sight)) ? { isClosed, place: placeOf(made, sight) } : undefined;
}

/**
 * The first place that makes an object of a class, where all such places run while modules load: the number of its objects is
 * fixed then. Tests are left out.
 *
 * @param known the class; where the project is not asked, nothing is known of one that is exported
 * @param isOpen may code that is not in the project make some, where it can import the class?
 * @returns `undefined` where an object may be made later, or by code that is not seen
 */
export function madeAtLoad(known: ClassInSight, isOpen = known.elsewhere?.isPublished === true): MadeAtLoad | undefined {
  const ask = (elsewhere = known.elsewhere): MadeAtLoad | undefined => makersAtLoad({ ...known, elsewhere }, isOpen, new Set())?.[0];
  // A place in the file that asks has no file of its own.
  const question = `made at load${isOpen ? ', in the open' : ''}${known.file ? '' : ', asked by its file'}`;
  return known.elsewhere ? known.elsewhere.remember(question, known.owner, ask) : ask();
}

/** A place that makes an object while its module loads, and its file where that is another one. */
interface MadeAtLoad {
  readonly node: Node;
  readonly file: OtherFile | undefined;
}

/** All places that make an object of a class; `undefined` where one may run later. */
function makersAtLoad(known: ClassInSight, isOpenWorld: boolean, around: ReadonlySet<ClassNode>): readonly MadeAtLoad[] | undefined {
  const { owner } = known;
  if (around.has(owner)) return [];
  const { isOpen, mentions } = isHidden(owner) ? ONLY_HERE : mentionsElsewhere(known, 'named', isOpenWorld);
  if (isOpen || decoratorsOf(owner).length > 0) return undefined;
  const makers: MadeAtLoad[] = [];
  for (const { node, in: sight } of [...mentionsHere(known), ...mentions]) {
    const heir = heirOf(node);
    const made = makingOf(node);
    if (made && !runsAtLoad(made, sight, isOpenWorld) && !isMadeOnce(made, sight.index)) return undefined;
    if (!heir && !made && (isGivenAway(node, sight.index) || isAskedForPrototype(node))) return undefined;
    // What an object was made by can make another.
    if (sight.index.membersNamed('constructor').length > 0) return undefined;
    const found = heir ? makersAtLoad({ ...sight, owner: heir }, isOpenWorld, new Set([...around, owner])) : made ? [{ node: made, file: sight.file }] : [];
    if (!found) return undefined;
    makers.push(...found);
  }
  return makers;
}

/** `return (service ??= new Service())`, also under `if (!service)`: a variable of the module holds the only one, and nothing puts another in its place. */
function isMadeOnce(made: Node, index: SourceIndex): boolean {
  const whole = outermost(made);
  const assignment = whole.parent;
  if (assignment?.type !== 'AssignmentExpression' || assignment.right !== whole || assignment.left.type !== 'Identifier') return false;
  const { name } = assignment.left;
  const variable = index.variableOf(assignment.left);
  const declared = variable?.defs[0];
  if (!variable || declared?.type !== 'Variable' || enclosingFunction(declared.node) || index.laterWritesOf(variable).length !== 1) return false;
  if (/^(?:\?\?|\|\|)=$/.test(assignment.operator)) return true;
  const block = assignment.parent.parent;
  const test = block?.type === 'IfStatement' ? block : block?.parent;
  return test?.type === 'IfStatement' && !test.alternate && [`!${name}`, `${name}===undefined`, `${name}==null`, `${name}===null`].includes(index.plainText(test.test).replaceAll(' ', ''));
}

/** `Page.prototype`, of which `Object.create` makes objects, too. */
function isAskedForPrototype(mention: Node): boolean {
  const { parent } = outermost(mention);
  return parent?.type === 'MemberExpression' && propertyName(parent) === 'prototype';
}

const ONLY_HERE = { isOpen: false, mentions: [] } as const;

/** Can only its own body make an object of a class? */
function isHidden(owner: ClassNode): boolean {
  return owner.body.body.some((member) => member.type === 'MethodDefinition' && member.kind === 'constructor' && member.accessibility === 'private');
}

/** The mentions of a class in the whole project, tests left out, and whether code that is not read may have others. */
export function mentionsAround(known: ClassInSight): { readonly isOpen: boolean; readonly mentions: readonly Mention[] } {
  const { isOpen, mentions } = mentionsElsewhere(known, 'named');
  return { isOpen, mentions: [...mentionsHere(known), ...mentions] };
}

/** The mentions of a class in its own file, `this` where its static methods make one of it. */
function mentionsHere(known: ClassInSight): readonly Mention[] {
  const { owner, index } = known;
  return [...new Set([...mentionsOfClass(owner, index), ...instancesOf(owner, index).map(({ callee }) => callee)])].map((node) => ({ node, in: known }));
}

/** The mentions of a class in other files, tests left out. */
function mentionsElsewhere({ owner, index, elsewhere }: ClassInSight, reach: Reach, isOpenWorld = elsewhere?.isPublished === true): { readonly isOpen: boolean; readonly mentions: readonly Mention[] } {
  const names = exportNamesOf(owner, index);
  const variable = index.bindingOf(owner);
  if (names.length === 0 || !elsewhere) return { isOpen: names.length > 0 || (variable !== undefined && index.isExported(variable)), mentions: [] };
  const isSought = reach === 'makers' ? mayMake(names) : reach === 'named' ? mayName(names) : undefined;
  const { open, unfollowed, bindings } = elsewhere.importsOf(names, (file) => !isTest(file) && (!isSought || isSought(file)));
  const mentions = bindings.filter(({ file }) => !isTest(file)).flatMap(({ file, variables, nodes, isGuessed }) => {
    const sight = sightFrom(file, elsewhere);
    return [...variables.flatMap(mentionsOf), ...nodes].map((node) => ({ node, in: sight, isGuessed }));
  });
  // All that use a private package are here, and who makes something of a class names it.
  return { isOpen: (reach === 'named' && !isOpenWorld ? unfollowed : open) !== undefined, mentions };
}

/** A test of files: may one make or extend what it imports under some names, or give it another name? */
function mayMake(names: readonly string[]): (file: Importer) => boolean {
  if (names.some((name) => name === '=' || name === 'default')) return ({ text }) => /\b(?:new|extends)\s/.test(text());
  const name = `(?:${names.map(asPattern).join('|')})(?![\\w$])`;
  const makes = new RegExp(`\\b(?:new|extends)\\s+(?:[\\w$]+\\s*\\.\\s*)*${name}|(?<![\\w$])${name}\\s*(?:as\\b|:)`);
  return (file) => file.names(names) && makes.test(file.text());
}

/** A test of files: has one the name of what it imports in its text? */
function mayName(names: readonly string[]): (file: Importer) => boolean {
  return names.some((name) => name === '=' || name === 'default') ? () => true : (file) => file.names(names);
}

/** The names under which other files import a class. */
function exportNamesOf(owner: ClassNode, index: SourceIndex): readonly string[] {
  const variable = index.bindingOf(owner);
  if (variable) return index.exportNames(variable);
  const whole = outermost(owner);
  const { parent } = whole;
  if (parent?.type === 'ExportDefaultDeclaration') return ['default'];
  if (parent?.type !== 'AssignmentExpression' || parent.right !== whole || !index.isModuleExports(parent.left)) return [];
  const isWhole = parent.left.type === 'MemberExpression' && index.isGlobal(parent.left.object, 'module');
  return isWhole ? ['='] : [propertyName(parent.left) ?? '='];
}

/** `line 12`, in another file `report.ts:12`. */
function placeOf(node: Node, { index, file }: Sight): string {
  const line = String(index.lineOf(node.range[0]));
  return file ? `${file.shown}:${line}` : `line ${line}`;
}

/** Where an instance of a class, or the class itself, hands itself on by `this`; `undefined` where a callback that is kept, or `constructor`, may do so. */
function handedOnIn(owner: ClassNode, index: SourceIndex): readonly Node[] | undefined {
  const parent = owner.superClass && outermost(owner.superClass);
  const variable = parent?.type === 'Identifier' ? index.variableOf(parent) : undefined;
  const base = variable && index.classOf(variable);
  const inherited = base && base !== owner ? index.remember(handedOnIn, base) : [];
  if (!inherited || index.membersWithin(owner, 'constructor').length > 0) return undefined;
  const own = within(index.nodesOf('ThisExpression'), owner).filter((node) => {
    const whose = index.thisOwnerOf(node);
    return whose.kind === 'class' && whose.node === owner;
  });
  return own.every((node) => isInCallsOnly(node, index)) ? [...inherited, ...own.filter((node) => !isReadFrom(node))] : undefined;
}

/** `this.name`, `const { name } = this`, `new this()`. */
function isReadFrom(node: TSESTree.ThisExpression): boolean {
  const at = outermost(node);
  const { parent } = at;
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === at;
    case 'VariableDeclarator':
      return parent.id.type === 'ObjectPattern';
    case 'NewExpression':
      return parent.callee === at;
    default:
      return false;
  }
}

/** Are the functions around a `this` gone when the method that they are in returns, or what it waits for? */
function isInCallsOnly(node: TSESTree.ThisExpression, index: SourceIndex): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isClass(at) || (isFunction(at) && methodOf(at))) return true;
    if (!isFunction(at)) continue;
    const { parent } = outermost(at);
    if (isField(parent)) return index.membersNamed(propertyName(parent) ?? '').every((member) => callOf(member) !== undefined);
    if (!isDoneWithCall(at, index)) return false;
  }
  return true;
}

/** Callbacks that run now, or once: those of walks over trees, promises and timers. */
const ENDS = /^(?:then|catch|finally|Promise|setTimeout|setImmediate|queueMicrotask|nextTick|requestAnimationFrame)$|^(?:walk|visit|traverse|each|forEach)|(?:walk|visit|traverse|each)$/i;

/** Is a function called where it is written, handed to what calls it while it runs, or kept in a variable for that? */
function isDoneWithCall(fn: FunctionNode, index: SourceIndex): boolean {
  const variable = index.bindingOf(fn);
  if (variable) return mentionsOf(variable).every((mention) => callOf(mention) !== undefined || isHandedToWalk(mention));
  return callOf(fn) !== undefined || isHandedToWalk(fn);
}

/** `nodes.forEach(fn)`, `walk(tree, { enter: fn })`. */
function isHandedToWalk(value: Node): boolean {
  const at = outermost(value);
  const { parent } = at;
  if (parent?.type === 'Property' && parent.value === at) return isHandedToWalk(parent.parent);
  if ((parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') || parent.callee === at) return false;
  return isSynchronousCallback(parent) || ENDS.test(calleeName(parent) ?? '');
}
