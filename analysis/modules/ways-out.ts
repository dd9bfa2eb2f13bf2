import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, enclosingFunction, isClass, isFunction, isPrivateMember, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { type ImportedName, importOf } from '../source/imports.js';
import type { Use } from '../flow/use.js';
import type { Place } from '../source/places.js';
import { SourceIndex } from '../source/source-index.js';
import type { Trace } from '../flow/index.js';

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
