import { isFunction, methodCall, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { annotationOf } from '../source/expression-types.js';
import { placeOfValue } from '../source/places.js';
import type { SourceIndex } from '../source/source-index.js';
import type { WeakContext } from '../containers/weak/context.js';
import { NO_REWRITE, type WeakFinding } from './model.js';
import { conditionsAt } from '../containers/weak/conditions.js';
import { weakContextOf } from '../containers/weak-entries.js';

const MEMBERS = new Set(['size', 'forEach', 'keys', 'values', 'entries', 'clear']);

/** Finds uses of weak containers as if they could be listed: they have no size, no iteration and no `clear`. */
export function findEnumerations(context: WeakContext): readonly WeakFinding[] {
  if (!/Weak(?:Map|Set)/.test(context.index.source.text)) return [];
  return context.weakCandidates().flatMap((expression) => {
    const listing = listingOf(expression, context);
    const tool = listing && weakToolOf(expression, context);
    if (!tool || (listing.at.type === 'MemberExpression' && isProbed(listing.at, context))) return [];
    return [findingAt(listing.at, expression, tool, listing.use, context)];
  });
}

interface Listing {
  /** The place of a report. */
  readonly at: Node;
  readonly use: string;
}

/** How the value of an expression is listed where it stands, if it is. */
function listingOf(expression: Node, context: WeakContext): Listing | undefined {
  const whole = outermost(expression);
  const { parent } = whole;
  switch (parent?.type) {
    case 'MemberExpression': {
      const name = parent.object === whole ? propertyName(parent) : undefined;
      return name !== undefined && MEMBERS.has(name) ? { at: parent, use: `has no \`${name}\`` } : undefined;
    }
    case 'ForOfStatement':
      return parent.right === whole ? { at: whole, use: 'cannot be iterated' } : undefined;
    case 'SpreadElement':
      return parent.parent.type === 'ObjectExpression' ? undefined : { at: parent, use: 'cannot be iterated' };
    case 'YieldExpression':
      return parent.delegate ? { at: parent, use: 'cannot be iterated' } : undefined;
    case 'CallExpression':
    case 'NewExpression':
      return parent.arguments[0] === whole && lists(parent.callee, context) ? { at: parent, use: `\`${context.text(parent.callee)}\` cannot list` } : undefined;
    default:
      return undefined;
  }
}

function findingAt(node: Node, container: Node, tool: string, use: string, context: WeakContext): WeakFinding {
  return {
    mistake: 'enumeration',
    certainty: 'proven',
    name: context.text(container),
    node,
    what: `\`${context.text(container)}\` is a \`${tool}\`, which ${use}`,
    why: 'what it holds can vanish at any time, so it cannot be listed, counted or cleared',
    advice: use === 'has no `clear`' ? `Replace it by a new \`${tool}\`` : 'Keep a `Set` of `WeakRef`s beside it, pruned by a `FinalizationRegistry`, if it has to be listed',
    rewrite: NO_REWRITE,
  };
}

/** Calls that list their first argument; `JSON.stringify` gives `{}` for a weak container. */
function lists(callee: Node, { index }: WeakContext): boolean {
  const node = unwrap(callee);
  if (node.type === 'Identifier') return (node.name === 'Map' || node.name === 'Set') && index.isGlobal(node, node.name);
  return /^(?:Array\.from|JSON\.stringify|Object\.(?:keys|values|entries|fromEntries))$/.test(index.text(node));
}

/** `if (map.clear) map.clear()`, `map.clear?.()`, `'size' in map`: the code asks first. */
function isProbed(member: Node, context: WeakContext): boolean {
  const whole = outermost(member);
  const parent = whole.parent;
  if (parent?.type === 'CallExpression' && parent.callee === whole && parent.optional) return true;
  if (parent?.type === 'AssignmentExpression' && parent.left === whole) return true;
  if (parent && /^(?:If|Unary|Logical|Conditional)/.test(parent.type) && !methodCall(member)) return true;
  return conditionsAt(member, context.index).some(({ test }) => context.index.text(test).includes('instanceof') || context.isSame(test, member));
}

/** The weak container that an expression certainly is. */
function weakToolOf(expression: Node, context: WeakContext): 'WeakMap' | 'WeakSet' | undefined {
  const node = unwrap(expression);
  const { index } = context;
  if (node.type === 'NewExpression') {
    const tool = context.tools.named(node.callee);
    return tool === 'WeakMap' || tool === 'WeakSet' ? tool : undefined;
  }
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined;
  const place = placeOfValue(node, index);
  const key = context.containerKey(node);
  if (!place || key === undefined || place.kind === 'loose-field') return undefined;
  const tool = (['WeakMap', 'WeakSet'] as const).find((each) => context.weakContainers(each).has(key));
  if (tool) return isOnlyWeak(key, context) ? tool : undefined;
  if (node.type !== 'Identifier') return undefined;
  const variable = index.variableOf(node);
  const type = variable && annotationOf(variable, index);
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  const { name } = type.typeName;
  return (name === 'WeakMap' || name === 'WeakSet') && index.typesNamed(name).length === 0 ? name : undefined;
}

/** Does a place hold nothing but weak containers: no other value is assigned to it? */
function isOnlyWeak(key: string, context: WeakContext): boolean {
  return !context.index.table(mixedPlaces).has(key);
}

/** The keys of the places that something else than a weak container is assigned to. */
function mixedPlaces(index: SourceIndex): ReadonlySet<string> {
  const context = weakContextOf(index);
  const mixed = new Set<string>();
  const assign = (target: Node, value: Node): void => {
    if (target.type !== 'Identifier' && target.type !== 'MemberExpression') return;
    const inner = unwrap(value);
    const fits = isFunction(inner) || inner.type !== 'NewExpression' ? mayBeWeak(inner) : (context.tools.named(inner.callee) ?? '').startsWith('Weak');
    const key = fits ? undefined : context.containerKey(target);
    if (key !== undefined) mixed.add(key);
  };
  for (const { left, right } of index.nodesOf('AssignmentExpression')) assign(left, right);
  for (const { id, init } of index.nodesOf('VariableDeclarator')) if (init) assign(id, init);
  return mixed;
}

function mayBeWeak(value: Node): boolean {
  return value.type === 'Literal' || value.type === 'Identifier' ? value.type === 'Literal' || value.name === 'undefined' : propertyName(value) !== undefined;
}
