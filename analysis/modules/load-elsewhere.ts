import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, callOf, type FunctionNode, makingOf, methodOf, type Node, propertyName } from '../source/ast.js';
import { functionsAround, runsOnlyAtLoad } from '../flow/running.js';
import { mentionsOf, type SourceIndex } from '../source/source-index.js';
import { isTest, type Sight, sightFrom } from './elsewhere.js';
import { isOnlyNamed, usesInFiles } from './function-uses.js';

/** So many functions are asked who calls them. */
const MOST_FUNCTIONS = 12;

/**
 * Does code run once while modules load, as far as the whole project shows: at the top level of one that exports something, or
 * in functions that are called from there alone, and in no loop? The top level of what exports nothing is the program itself.
 * Tests are left out.
 */
export function runsAtLoad(node: Node, sight: Sight, asked = new Set<FunctionNode>()): boolean {
  const { index } = sight;
  if (!index.exportsAnything || ancestors(node).some(isLoop)) return false;
  return functionsAround(node, index)?.every((fn) => runsOnlyAtLoad(fn, index) || isCalledAtLoad(fn, sight, asked)) ?? false;
}

function isLoop({ type }: Node): boolean {
  return /^(?:For(?:In|Of)?|While|DoWhile)Statement$/.test(type);
}

function isCalledAtLoad(fn: FunctionNode, sight: Sight, asked: Set<FunctionNode>): boolean {
  const { elsewhere } = sight;
  // Functions that call each other in a circle do not. Whoever installs a package calls it when he likes.
  if (!elsewhere || elsewhere.isPublished || asked.has(fn) || asked.size === MOST_FUNCTIONS) return false;
  asked.add(fn);
  const calls = callsAround(fn, sight);
  return calls !== undefined && calls.length > 0 && calls.every(({ call, from }) => runsAtLoad(call, from, asked));
}

/** A call, with the file that it is in. */
export interface CallInSight {
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
  readonly from: Sight;
}

/** All calls of a function in its own file and in others, tests left out; `undefined` where something else is done with it. */
export function callsAround(fn: FunctionNode, sight: Sight): readonly CallInSight[] | undefined {
  const { index, elsewhere } = sight;
  const here = mentionsInFile(fn, index).filter((mention) => !isOnlyNamed(mention)).map((mention) => ({ call: callOf(mention) ?? makingOf(mention), from: sight }));
  const { uses, unread } = elsewhere ? usesInFiles(fn, index, elsewhere) : { uses: [], unread: undefined };
  const there = uses.filter(({ file }) => !isTest(file));
  if (unread !== undefined || there.some(({ other }) => other !== undefined)) return undefined;
  const calls = [...here, ...there.flatMap((use) => use.calls.map((call) => ({ call, from: elsewhere ? sightFrom(use.file, elsewhere) : sight })))];
  return calls.every((one): one is CallInSight => one.call !== undefined) ? calls : undefined;
}

/** The mentions of a function in its own file: of its variable, or of methods of its name. */
function mentionsInFile(fn: FunctionNode, index: SourceIndex): readonly Node[] {
  const method = methodOf(fn);
  if (method) return method.kind === 'method' ? index.membersNamed(propertyName(method) ?? '') : [];
  const variable = index.bindingOf(fn);
  return variable ? mentionsOf(variable) : [];
}
