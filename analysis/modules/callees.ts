import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, type FunctionNode, isClass, isFunction, type Node, propertyName, unwrap } from '../source/ast.js';
import { flowOf, functionsRunBy } from '../flow/index.js';
import { importOf } from '../source/imports.js';
import { type Defined, type IsNeededText, type Sight, sightFrom } from './elsewhere.js';
import { classOfName } from './key-class.js';

/** A function, with the file that it is in. */
export interface Callee {
  readonly fn: FunctionNode;
  readonly sight: Sight;
}

/**
 * The functions that a call may run, as far as they are seen: those of its own file by the flow of values; of other files what is
 * imported, and the methods of imported objects. A construction runs the constructor.
 */
export function calleesOf(call: TSESTree.CallExpression | TSESTree.NewExpression, sight: Sight): readonly Callee[] {
  const here = functionsRunBy(call, sight.index);
  if (here.length > 0) return here.map((fn) => ({ fn, sight }));
  const callee = unwrap(call.callee);
  const made = call.type === 'NewExpression' ? classOfName(callee, sight) : undefined;
  const fn = made && constructorOf(made.owner);
  if (made) return fn ? [{ fn, sight: made }] : [];
  return importedFunctions(callee, sight);
}

function constructorOf({ body }: ClassNode): FunctionNode | undefined {
  return body.body.flatMap((member) => (member.type === 'MethodDefinition' && member.kind === 'constructor' && isFunction(member.value) ? [member.value] : []))[0];
}

/**
 * `remember(page)`, `pages.remember(page)`: a function that the file imports, or a method of an object or of a module that it imports.
 *
 * @param isNeeded a test of the text of the file that a function stands in; others are left out. Methods may stand in yet another file.
 */
export function importedFunctions(callee: Node, sight: Sight, isNeeded?: IsNeededText): readonly Callee[] {
  const declared = declaredBy(callee, sight, isNeeded);
  const functions = declared ? functionsIn(declared) : [];
  if (declared && functions.length > 0) return functions.map((fn) => ({ fn, sight: declared.sight }));
  const method = importedMethod(callee, sight);
  return method ? [method] : [];
}

/** The functions that a variable may hold: its own declaration, or what another function has made. */
function functionsIn({ variable, node, sight: { index } }: DefinedInSight): readonly FunctionNode[] {
  if (node) return isFunction(node) ? [node] : [];
  const flow = index.table(flowOf);
  const register = variable && flow.lowered.variables.get(variable);
  return register === undefined ? [] : flow.of(register).flatMap(({ unit }) => (unit ? [unit.node] : []));
}

/** `pages.remember(page)`, `Pages.remember(page)`: a method of an imported object or class. */
function importedMethod(callee: Node, sight: Sight): Callee | undefined {
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  const object = callee.type === 'MemberExpression' ? declaredBy(unwrap(callee.object), sight) : undefined;
  const named = object?.node;
  if (object && named && isClass(named)) return functionIn(named.body.body.find((member) => member.type === 'MethodDefinition' && member.static && propertyName(member) === name), object.sight);
  const value = object?.variable && object.sight.index.constantValue(object.variable);
  const made = value && unwrap(value);
  if (!object || !made || name === undefined) return undefined;
  if (made.type === 'ObjectExpression') return functionIn(made.properties.find((property) => property.type === 'Property' && propertyName(property) === name), object.sight);
  const owner = made.type === 'NewExpression' ? classOfName(unwrap(made.callee), object.sight) : undefined;
  return owner && functionIn(owner.owner.body.body.find((member) => member.type === 'MethodDefinition' && !member.static && propertyName(member) === name), owner);
}

function functionIn(member: Node | undefined, sight: Sight): Callee | undefined {
  const fn = member?.type === 'Property' || member?.type === 'MethodDefinition' ? member.value : undefined;
  return fn && isFunction(fn) ? { fn, sight } : undefined;
}

interface DefinedInSight extends Pick<Defined, 'variable' | 'node'> {
  readonly sight: Sight;
}

/** What an imported name stands for, or a member of a module that is imported whole. */
function declaredBy(node: Node, sight: Sight, isNeeded?: IsNeededText): DefinedInSight | undefined {
  const name = node.type === 'MemberExpression' ? unwrap(node.object) : node;
  const variable = name.type === 'Identifier' ? sight.index.variableOf(name) : undefined;
  return variable && declaredElsewhere(variable, sight, node.type === 'MemberExpression' ? propertyName(node) : undefined, isNeeded);
}

function declaredElsewhere(variable: Scope.Variable, { index, elsewhere }: Sight, member: string | undefined, isNeeded: IsNeededText | undefined): DefinedInSight | undefined {
  const imported = elsewhere && importOf(variable, index);
  if (!imported || (member !== undefined && imported.name !== '*')) return undefined;
  const defined = elsewhere.definitionOf(member === undefined ? imported : { ...imported, name: member }, isNeeded);
  return defined && { variable: defined.variable, node: defined.node, sight: sightFrom(defined.file, elsewhere) };
}
