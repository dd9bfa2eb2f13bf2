import { type ClassNode, enclosingFunction, type FunctionNode, isField, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { discover, isEmptyObject, isStored } from '../containers/discover.js';
import { mayBeGivenContainer } from '../containers/prefilter.js';
import { flowOf, type MadeElsewhere, type MadeKind, type Making } from '../flow/index.js';
import { importOf } from '../source/imports.js';
import { resultsOf } from '../source/returns.js';
import type { ParsedSource } from '../source/source.js';
import { SourceIndex } from '../source/source-index.js';
import { importedFunctions } from './callees.js';
import type { Elsewhere, Sight } from './elsewhere.js';
import { classOfName } from './key-class.js';

/**
 * The calls and constructions of a file that keep what other files make for them: `const started = createTable()`, `new Table()`
 * where the imported class adds to `Map` and changes nothing of it.
 */
export function containersMadeFor(index: SourceIndex, elsewhere: Elsewhere): MadeElsewhere {
  const made = new Map<Making, MadeKind>();
  const sight: Sight = { index, elsewhere, file: undefined };
  for (const making of index.table(keptOfImports)) {
    const kind = kindMade(making, sight);
    if (kind) made.set(making, kind);
  }
  return made;
}

/** Does a file keep what functions and classes of other files make for it, and may it fill that? */
export function mayKeepMade(source: ParsedSource): boolean {
  return SourceIndex.of(source).table(keptOfImports).length > 0;
}

function keptOfImports(index: SourceIndex): readonly Making[] {
  if (!mayBeGivenContainer(index.source.text)) return [];
  return [...index.nodesOf('CallExpression'), ...index.nodesOf('NewExpression')].filter((making) => isKept(making) && isMadeByImport(making, index));
}

/** Is a container made by what the file imports? */
export function isMadeByImport(creation: Node, index: SourceIndex): boolean {
  if (creation.type !== 'CallExpression' && creation.type !== 'NewExpression') return false;
  let name = unwrap(creation.callee);
  while (name.type === 'MemberExpression') name = unwrap(name.object);
  const variable = name.type === 'Identifier' ? index.variableOf(name) : undefined;
  return variable !== undefined && importOf(variable, index) !== undefined;
}

function kindMade(making: Making, sight: Sight): MadeKind | undefined {
  if (making.type === 'NewExpression') {
    const made = classOfName(unwrap(making.callee), sight, (text) => EXTENDS.test(text));
    return made?.file && made.index.remember(kindOfClass, made.owner);
  }
  const kinds = new Set(importedFunctions(unwrap(making.callee), sight, (text) => MAKES.test(text)).map((callee) => callee.sight.index.remember(kindMadeBy, callee.fn)));
  const [kind] = kinds;
  return kinds.size === 1 ? kind : undefined;
}

/** By its text alone, a file with a class that may be a container of the language with more methods. */
const EXTENDS = /\bextends\s+(?:Map|Set)\b/;

const OWN_METHODS = /^(?:constructor|set|add|get|has|delete|clear|size|keys|values|entries|forEach)$/;

/** What a class is that extends a container of the language and leaves its methods as they are. */
function kindOfClass({ superClass, body }: ClassNode, index: SourceIndex): 'map' | 'set' | undefined {
  if (!superClass || body.body.some((member) => member.type === 'StaticBlock' || OWN_METHODS.test(propertyName(member) ?? 'constructor'))) return undefined;
  return index.isGlobal(superClass, 'Map') ? 'map' : index.isGlobal(superClass, 'Set') ? 'set' : undefined;
}

/** Does a module or a class keep the result of a call? What a call has in a variable of its own is its own. */
function isKept(call: Making): boolean {
  if (!isStored(call)) return false;
  const { parent } = outermost(call);
  return parent?.type === 'AssignmentExpression' || (parent !== undefined && isField(parent)) || enclosingFunction(call) === undefined;
}

/** By its text alone, a function that may make a container: most make none, and are not looked into. */
const MAKES = /\b(?:Map|Set|Object\.create)\b|\{\s*\}/;

/** What kind of container each call of a function makes that nothing else of its file has; `undefined` where that is not seen. */
function kindMadeBy(fn: FunctionNode, index: SourceIndex): MadeKind | undefined {
  if (fn.async || fn.generator || !MAKES.test(index.text(fn))) return undefined;
  const flow = index.table(flowOf);
  const kinds = new Set(resultsOf(fn, index).flatMap((result) => {
    const register = flow.lowered.values.get(result) ?? flow.lowered.values.get(unwrap(result));
    const objects = register === undefined ? [] : flow.of(register);
    const isFresh = objects.length > 0 && objects.every(({ kind, node, owner }) => node && !owner && (kind !== 'object' || isEmptyObject(node, index)) && enclosingFunction(node) === fn && isLeftToCaller(node, fn, index));
    return isFresh ? objects.map(({ kind }) => kind) : ['unknown' as const];
  }));
  const [kind] = kinds;
  return kinds.size === 1 && (kind === 'map' || kind === 'set' || kind === 'object') ? kind : undefined;
}

/** Does a function do no more with a container that it makes than to fill it and give it back? */
function isLeftToCaller(creation: Node, fn: FunctionNode, index: SourceIndex): boolean {
  const candidate = discover(index).find(({ creations }) => creations.some((made) => made === creation));
  if (!candidate) return true;
  return candidate.trace.uses.every((use) => (use.node === fn || enclosingFunction(use.node) === fn) && (use.kind === 'set' || (use.kind === 'escape' && use.to === 'return')));
}
