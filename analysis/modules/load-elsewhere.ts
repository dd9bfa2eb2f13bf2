import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, assignmentTo, callOf, type FunctionNode, makingOf, methodOf, type Node, outermost, propertyName } from '../source/ast.js';
import { importsOf } from '../source/imports.js';
import { runnerOf } from '../ir/callbacks.js';
import { functionsAround, runsOnlyAtLoad } from '../flow/running.js';
import { mentionsOf, type SourceIndex } from '../source/source-index.js';
import { isTest, type Sight, sightFrom } from './elsewhere.js';
import { isOnlyNamed, MOST_NAMING, onlyNameOf, usesInFiles } from './function-uses.js';

/** So many functions are asked who calls them. */
const MOST_FUNCTIONS = 12;

/**
 * Does code run once while modules load, as far as the whole project shows: at the top level of one that exports something or
 * is imported, or in functions that are called from there alone, and in no loop that may go on? The top level of any other is
 * the program itself, unless it does no more than register things. Tests are left out.
 *
 * @param isOpen may code that is not in the project call its exports? Whoever installs a package calls them when he likes
 */
export function runsAtLoad(node: Node, sight: Sight, isOpen = sight.elsewhere?.isPublished === true, asked = new Set<FunctionNode>()): boolean {
  const { index, elsewhere } = sight;
  if (ancestors(node).some(mayGoOn) || !(index.exportsAnything || elsewhere?.isImported || index.table(onlyRegisters))) return false;
  // What a callback does at once, the function around it does.
  return functionsAround(node, index)?.every((fn) => runnerOf(outermost(fn)) !== undefined || runsOnlyAtLoad(fn, index) || isCalledAtLoad(fn, sight, isOpen, asked)) ?? false;
}

/** `register({ id: 'stone' });`: does a file do nothing but call what it imports, one call after the other? */
function onlyRegisters(index: SourceIndex): boolean {
  return index.statements.every((statement) => {
    if (statement.type === 'ImportDeclaration') return true;
    const call = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
    return call?.type === 'CallExpression' && call.callee.type === 'Identifier' && index.table(importsOf).has(call.callee.name);
  });
}

/** A loop over what is there already comes to its end. */
function mayGoOn(node: Node): boolean {
  return /^(?:For|While|DoWhile)Statement$/.test(node.type) || (node.type === 'ForOfStatement' && node.await);
}

function isCalledAtLoad(fn: FunctionNode, sight: Sight, isOpen: boolean, asked: Set<FunctionNode>): boolean {
  // Functions that call each other in a circle do not.
  if (!sight.elsewhere || isOpen || asked.has(fn) || asked.size === MOST_FUNCTIONS) return false;
  asked.add(fn);
  const calls = callsAround(fn, sight);
  return calls !== undefined && calls.length > 0 && calls.every(({ call, from }) => runsAtLoad(call, from, isOpen, asked));
}

/** A call, with the file that it is in. */
export interface CallInSight {
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
  readonly from: Sight;
}

/**
 * All calls of a function in its own file and in others, tests left out; `undefined` where something else is done with it, and of a
 * method that very many files name.
 */
export function callsAround(fn: FunctionNode, sight: Sight): readonly CallInSight[] | undefined {
  const { index, elsewhere } = sight;
  const here = mentionsInFile(fn, index).filter((mention) => !isOnlyNamed(mention)).map((mention) => ({ call: callOf(mention) ?? makingOf(mention), from: sight }));
  const { uses, unread } = elsewhere ? usesInFiles(fn, index, elsewhere, { isByName: true, most: MOST_NAMING }) : { uses: [], unread: undefined };
  const there = uses.filter(({ file }) => !isTest(file));
  if (unread !== undefined || there.some(({ other }) => other !== undefined)) return undefined;
  const calls = [...here, ...there.flatMap((use) => use.calls.map((call) => ({ call, from: elsewhere ? sightFrom(use.file, elsewhere) : sight })))];
  return calls.every((one): one is CallInSight => one.call !== undefined) ? calls : undefined;
}

/** The mentions of a function in its own file: of its variable, or of methods of its name. */
function mentionsInFile(fn: FunctionNode, index: SourceIndex): readonly Node[] {
  const method = methodOf(fn);
  if (method) return method.kind === 'method' ? index.membersNamed(propertyName(method) ?? '') : [];
  const variable = onlyNameOf(fn, index);
  return variable ? mentionsOf(variable).filter((mention) => assignmentTo(mention)?.right !== fn) : [];
}
