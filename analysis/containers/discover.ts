import type { TSESTree } from '@typescript-eslint/utils';
import { isField, type Node, outermost, valuesOf } from '../source/ast.js';
import { endOfEntry } from './ended-entries.js';
import { type MadeElsewhere, type Making, traceAll, type TracedContainer } from '../flow/index.js';
import { isValueBranch } from '../source/places.js';
import { mayFillLists, mayHoldDictionary, mayOfferContainer, maySearchLists } from './prefilter.js';
import { keyedByInstances } from './records.js';
import { madePutIn, selfPutIn } from './self-registration.js';
import { indexOfUse, type SourceIndex } from '../source/source-index.js';
import { weakEntryOf } from './weak-entries.js';

/** A container before it is judged: what creates it, where it is kept, what happens to it. */
export type Candidate = TracedContainer;

/**
 * Finds all candidates of a file, in source order.
 *
 * @param isOffered whether other files can have a candidate, where lists and objects that only they may use as containers are candidates, too
 * @param made what other files make for this one
 */
export function discover(index: SourceIndex, isOffered?: (candidate: Candidate) => boolean, made: MadeElsewhere = new Map()): readonly Candidate[] {
  const isOffering = isOffered !== undefined && mayOfferContainer(index.source.text);
  const candidates = made.size > 0 ? candidatesOf(index, isOffering ? 'offered' : 'filled', made) : index.table(isOffering ? allCreated : isOffered ? filled : created);
  return candidates.filter((candidate) => isContainer(candidate, index) || isOffered?.(candidate) === true);
}

/** What is created as a container, or seems to be used as one. */
function created(index: SourceIndex): readonly Candidate[] {
  return candidatesOf(index, 'searched');
}

/** The same with lists that other files may search. */
function filled(index: SourceIndex): readonly Candidate[] {
  return maySearchLists(index.source.text) ? index.table(created) : candidatesOf(index, 'filled');
}

/** The same with all lists and objects. */
function allCreated(index: SourceIndex): readonly Candidate[] {
  return candidatesOf(index, 'offered');
}

/**
 * @param which lists: those of a file that fills and searches some, for without that none is a container; those of one that fills some, for
 * other files to search; or all, and all objects, for other files to fill
 */
function candidatesOf(index: SourceIndex, which: 'searched' | 'filled' | 'offered', made: MadeElsewhere = new Map()): readonly Candidate[] {
  const { text } = index.source;
  const hasArrays = which === 'offered' || (mayFillLists(text) && (which === 'filled' || maySearchLists(text)));
  const hasDictionaries = which === 'offered' || mayHoldDictionary(text);
  const isMade = (node: Node): boolean => made.has(node as Making);
  const found = traceAll(index, ({ kind, node }) => {
    switch (kind) {
      case 'map':
      case 'set':
        return node && (node.type === 'NewExpression' || isMade(node)) && !hasWeakBranch(node, index) ? kind : undefined;
      case 'array':
        return hasArrays && node && isEmptyArray(node) && isStored(node) ? 'array' : undefined;
      case 'object':
        return node && (isMade(node) || (hasDictionaries && isEmptyObject(node, index) && isStored(node))) ? 'dictionary' : undefined;
      default:
        return undefined;
    }
  }, made);
  return found.map((candidate) => (candidate.kind === 'array' ? { ...candidate, trace: { ...candidate.trace, uses: keyedByInstances(candidate.trace.uses, index) } } : candidate));
}

function isEmptyArray(node: Node): node is TSESTree.ArrayExpression {
  return node.type === 'ArrayExpression' && node.elements.length === 0;
}

/** `hasWeakMap ? new WeakMap() : new Map()`: strong only where there is no weak one. */
function hasWeakBranch(creation: Node, index: SourceIndex): boolean {
  let whole = outermost(creation);
  while (whole.parent && isValueBranch(whole.parent, whole)) whole = outermost(whole.parent);
  return valuesOf(whole).some((value) => value.type === 'NewExpression' && (index.isGlobal(value.callee, 'WeakMap') || index.isGlobal(value.callee, 'WeakSet')));
}

/** `{}` or `Object.create(null)`. */
export function isEmptyObject(node: Node, index: SourceIndex): node is TSESTree.ObjectExpression | TSESTree.CallExpression {
  if (node.type === 'ObjectExpression') return node.properties.length === 0;
  if (node.type !== 'CallExpression' || node.arguments.length !== 1) return false;
  const [prototype] = node.arguments;
  return prototype?.type === 'Literal' && prototype.raw === 'null' && index.text(node.callee) === 'Object.create';
}

/** Is a value what a variable, a field or a property holds? */
export function isStored(value: Node): boolean {
  const whole = outermost(value);
  const parent = whole.parent as Node;
  return (parent.type === 'VariableDeclarator' && parent.init === whole) || (isField(parent) && parent.value === whole) || (parent.type === 'AssignmentExpression' && parent.right === whole) || (parent.type === 'Property' && parent.value === whole);
}

/** Is a candidate used as what it would be: an array as a set, an object as a dictionary? */
export function isContainer(candidate: Pick<Candidate, 'kind' | 'trace'>, index: SourceIndex): boolean {
  switch (candidate.kind) {
    case 'array':
      return isUsedAsSet(candidate, index) || holdsWeakRefs(candidate, index);
    case 'dictionary':
      return candidate.trace.uses.some((use) => use.kind === 'set') && !candidate.trace.uses.some((use) => use.kind === 'unknown' && use.isFixedKey);
    case 'map':
    case 'set':
      return true;
  }
}

/** An array of weak references is one whatever it is used as. */
function holdsWeakRefs({ kind, trace }: Pick<Candidate, 'kind' | 'trace'>, index: SourceIndex): boolean {
  return index.mentionsWeakRef && trace.uses.some((use) => use.kind === 'set' && weakEntryOf(use, kind, indexOfUse(use, index)) !== undefined);
}

/** An array is a container of ours where it is searched by identity, where instances put themselves in or are given back, too, or where entries end one by one. */
function isUsedAsSet({ trace }: Pick<Candidate, 'trace'>, index: SourceIndex): boolean {
  const pushes = trace.uses.filter((use) => use.kind === 'set');
  if (pushes.length === 0) return false;
  return trace.uses.some((use) => use.kind === 'has') || pushes.some((use) => [selfPutIn, madePutIn, endOfEntry].some((found) => found(use, indexOfUse(use, index)) !== undefined));
}
