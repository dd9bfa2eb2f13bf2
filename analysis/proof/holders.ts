import { enclosingFunction, isFunction, isWritten, type Node, outermost, propertyName, thisOwner, unwrap } from '../source/ast.js';
import { MOST_NAMING, usesInFiles } from '../modules/function-uses.js';
import { typeOfExpression } from '../source/expression-types.js';
import type { Use } from '../flow/use.js';
import type { Place } from '../source/places.js';
import { readsOf } from '../source/place-reads.js';
import { SourceIndex } from '../source/source-index.js';
import { globalUses } from './global-uses.js';
import { loadsAnyModule, MAY_LOAD_UNNAMED } from './loading.js';
import { type Answer, held, openInProject, refused } from './model.js';
import { NAMES_WATCHERS, watcherIn } from './node-modules.js';
import type { View } from './reach.js';
import { meaningOf } from './types.js';

/**
 * Where `clear()` becomes a fresh container, whoever else holds the old one would keep what was cleared: is there exactly one
 * holder, which is given nothing but fresh containers?
 */
export function hasOneHolder(views: readonly View[]): Answer {
  const [view] = views.filter(({ uses }) => uses.some(({ kind }) => kind === 'clear'));
  const clear = view?.uses.find(({ kind }) => kind === 'clear');
  if (!view || !clear) return held();
  const { index, places, uses, creations } = view;
  const says = `\`${index.quoted(clear.node)}\` empties it for every holder`;
  const [place] = places;
  if (views.length !== 1 || places.length !== 1 || !place) return refused('shared-holder', clear.node, says);
  if (place.kind !== 'variable' && !(place.kind === 'field' && place.name.startsWith('#'))) return refused('cleared', clear.node, 'objects that inherit from its holder, or are frozen, would keep the old one');
  if (place.kind === 'variable' && index.exportNames(place.variable).length > 0) return refused('shared-holder', clear.node, says);
  // Each round of a `for` has a variable of its own, which closures keep.
  const declaration = place.kind === 'variable' ? (place.variable.defs[0]?.parent as Node | undefined) : undefined;
  if (declaration?.parent?.type === 'ForStatement') return refused('shared-holder', clear.node, says);
  // In a static method that a subclass inherits, `this` is the subclass, and gets a field of its own.
  if (place.kind === 'field' && place.isStatic) {
    const inherited = index.nodesOf('ThisExpression').find((node) => {
      const seen = thisOwner(node);
      return seen.kind === 'class' && seen.isStatic && seen.node === place.owner;
    });
    if (inherited) return refused('shared-holder', inherited, says);
  }
  const hidden = uses.find((use) => use.kind === 'clear' && !readsOf(place, index).includes(unwrap(use.receiver)));
  if (hidden) return refused('cleared', hidden.node, `\`${index.quoted(hidden.node)}\` reaches it by another name`);
  const meanwhile = uses.map((use) => ('key' in use ? codeIn(use.node, uses, index) : undefined)).find((found) => found !== undefined);
  if (meanwhile) return refused('shared-holder', meanwhile, `\`${index.quoted(meanwhile)}\` may clear it between the read of the container and the use of it`);
  const receiver = outermost(clear.receiver);
  // `seen?.clear()` makes no container where there was none.
  if (receiver.parent?.type !== 'MemberExpression' || receiver.parent.optional || clear.node.parent?.type === 'ChainExpression') return refused('cleared', clear.node, `\`${index.quoted(clear.node)}\` does nothing where there is no container`);
  const shared = creations.find((creation) => !isStoredAtOnce(creation));
  if (shared) return refused('shared-holder', shared, says);
  const other = otherWrite(place, creations, index);
  if (other) return refused('shared-holder', other, says);
  // `clear()` of what is not set yet throws, and a write does not; before its declaration both throw.
  if (!creations.some(({ parent }) => isDeclaredWith(parent))) return refused('cleared', clear.node, `\`${index.quoted(clear.node)}\` may come before there is a container`);
  return held({ says: `\`${index.quoted(clear.receiver)}\` is its only holder`, node: clear.node });
}

/** Anything in the arguments of a use that may run code when the container has been read already. Uses of the container itself do no harm. */
function codeIn(use: Node, uses: readonly Use[], index: SourceIndex): Node | undefined {
  const own = new Set(uses.map(({ node }) => node));
  const parts: readonly Node[] = use.type === 'CallExpression' ? use.arguments : [];
  let found: Node | undefined;
  for (const part of parts) {
    index.walk((node) => {
      if (!own.has(node) && !runsNothing(node, own, index)) found ??= node;
    }, part, isFunction);
  }
  return found;
}

/** A node that runs no code by itself: getters, iterators, `toString` and `valueOf` are code. */
function runsNothing(node: Node, own: ReadonlySet<Node>, index: SourceIndex): boolean {
  switch (node.type) {
    case 'Identifier':
    case 'PrivateIdentifier':
    case 'Literal':
    case 'ThisExpression':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
      return true;
    case 'Property':
      return !node.computed;
    case 'MemberExpression':
      // The field of the container, and the method of it that a use of it calls.
      return (node.property.type === 'PrivateIdentifier' && index.named(`#${node.property.name}`).every(({ parent }) => parent?.type !== 'MethodDefinition' && parent?.type !== 'AccessorProperty')) || (node.parent.type === 'CallExpression' && node.parent.callee === node && own.has(node.parent));
    case 'BinaryExpression':
      return node.operator === '===' || node.operator === '!==';
    case 'UnaryExpression':
      return node.operator === '!' || node.operator === 'typeof' || node.operator === 'void';
    default:
      return node.type.startsWith('TS');
  }
}

/** Does a creation go into one place as it is, with nothing that could choose another one? */
function isStoredAtOnce(creation: Node): boolean {
  const whole = outermost(creation);
  const { parent } = whole;
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.init === whole && parent.id.type === 'Identifier';
    case 'PropertyDefinition':
      return parent.value === whole;
    case 'AssignmentExpression':
      return parent.right === whole && parent.operator === '=' && parent.parent.type === 'ExpressionStatement';
    default:
      return false;
  }
}

/** Is a container made where its `let`, `const` or field is declared? */
function isDeclaredWith(parent: Node | undefined): boolean {
  return parent?.type === 'PropertyDefinition' || (parent?.type === 'VariableDeclarator' && parent.parent.kind !== 'var');
}

/** A write of a variable or field that gives it anything but a container made there. */
function otherWrite(place: Place, creations: readonly Node[], index: SourceIndex): Node | undefined {
  const written = place.kind === 'variable' ? place.variable.references.filter((reference) => reference.isWrite()).map(({ identifier }) => identifier as Node) : place.kind === 'field' ? index.membersNamed(place.name).filter(isWritten) : [];
  return written.find((target) => {
    const { parent } = outermost(target);
    const value = parent?.type === 'VariableDeclarator' ? parent.init : parent?.type === 'AssignmentExpression' && parent.left === outermost(target) ? parent.right : undefined;
    return value == null || !creations.includes(unwrap(value));
  });
}

const HOLDS_WEAKLY = /\bWeakRef\b|FinalizationRegistry|weak|\.finalization\b|queryObjects|getBuiltinModule|AbortSignal/i;
/** A text that may hold objects weakly: only such files are parsed to see whether they do. */
export const MAY_HOLD_WEAKLY = new RegExp([HOLDS_WEAKLY, NAMES_WATCHERS, MAY_LOAD_UNNAMED].map(({ source }) => source).join('|'), 'i');
/** Modules whose name says that they hold objects weakly and give them back. */
const WEAK_MODULE = /weak-?(?:ref|value|cache|lru|napi)|iterable-?weak|^weak(?:$|\/)/i;

/** A place where a file holds objects weakly and may look for one: the built-ins, or a module that is made of them. */
export function weakHolder(index: SourceIndex): Node | undefined {
  if (!MAY_HOLD_WEAKLY.test(index.source.text)) return undefined;
  const imported = index.nodesOf('ImportSpecifier').find(({ imported: name }) => name.type === 'Identifier' && /^Weak(?!Map$|Set$)[A-Z]/.test(name.name));
  if (imported) return imported;
  // A signal that depends on others holds these weakly.
  const dependent = index.named('AbortSignal').find((node) => !isInType(node) && !isPlainSignal(node));
  if (dependent) return dependent;
  const builtin = ['WeakRef', 'FinalizationRegistry', 'finalization', 'queryObjects', 'getBuiltinModule'].flatMap((name) => index.named(name)).find((node) => !isInType(node));
  return builtin ?? index.nodesOf('Literal').find(({ value, parent }) => typeof value === 'string' && namesModule(parent) && WEAK_MODULE.test(value)) ?? watcherIn(index) ?? loadsAnyModule(index);
}

/** `AbortSignal.timeout(500)`, `signal instanceof AbortSignal` */
function isPlainSignal({ parent }: Node): boolean {
  return parent?.type === 'MemberExpression' ? /^(?:timeout|abort)$/.test(propertyName(parent) ?? '') : parent?.type === 'BinaryExpression' && parent.operator === 'instanceof';
}

/** What the host keeps going only as long as the object is there: the signal of a request, the body of a response. */
const TIED_TO_HOST = ['Request', 'Response'];
/** A place where a file makes a request or response of the host. */
function requestIn(index: SourceIndex): Node | undefined {
  return ['fetch', ...TIED_TO_HOST].flatMap((name) => index.globalReferences(name)).find((node) => !isInType(node));
}

/**
 * A key that may be a request or response, by what is written for it: it says so, or is `object`, a type parameter or nothing, and the
 * file or one that calls the writer makes such ones.
 */
function keyOfHost(view: View): Node | undefined {
  return view.uses.flatMap((use) => (use.kind === 'set' ? [use] : [])).find(({ key, node }) => {
    const said = saysHost(unwrap(key), view.index);
    return said === 'yes' || (said === 'nothing' && isMadeAround(node, view));
  })?.key;
}

/** Does what is written for a key say that it is a request or response? */
function saysHost(key: Node, index: SourceIndex): 'yes' | 'no' | 'nothing' {
  if (key.type !== 'Identifier' && key.type !== 'MemberExpression') return 'no';
  const type = typeOfExpression(key, { index, imported: undefined })?.type;
  if (type === undefined || type.type === 'TSObjectKeyword') return 'nothing';
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return 'no';
  const { kind } = meaningOf(type.typeName.name, type, index);
  if (kind === 'parameter') return 'nothing';
  return kind === 'global' && TIED_TO_HOST.includes(type.typeName.name) ? 'yes' : 'no';
}

/** Does the file of a write, or one that calls its function, make requests or responses? */
function isMadeAround(write: Node, { index, elsewhere }: View): boolean {
  if (index.table(requestIn)) return true;
  const writer = enclosingFunction(write);
  const callers = writer && elsewhere ? usesInFiles(writer, index, elsewhere, { isByName: true, most: MOST_NAMING }).uses : [];
  return callers.some(({ file, calls }) => calls.length > 0 && SourceIndex.of(file.source).table(requestIn) !== undefined);
}

function isInType({ parent }: Node): boolean {
  return parent?.type === 'TSTypeReference' || parent?.type === 'TSTypeQuery' || parent?.type === 'TSInterfaceHeritage' || parent?.type === 'TSQualifiedName';
}

function namesModule(parent: Node | undefined): boolean {
  return parent !== undefined && (/^(?:Import|Export)\w+$|^TSExternalModuleReference$/.test(parent.type) || (parent.type === 'CallExpression' && parent.callee.type === 'Identifier' && parent.callee.name === 'require'));
}

/**
 * A container that was the only strong holder of an object kept it alive for whoever has a weak reference to it: is there
 * none in sight?
 */
export function isUnobserved(view: View): Answer {
  const { index, creations, uses, elsewhere } = view;
  const node: Node = creations[0] ?? uses[0]?.node ?? index.source.ast;
  const at = index.table(weakHolder);
  if (at) return refused('weakly-observed', at, `\`${index.quoted(at.parent ?? at)}\` may look for an object that only the container keeps alive`);
  const host = keyOfHost(view);
  if (host) return refused('weakly-observed', host, `\`${index.quoted(host)}\` may be a request or response, whose signal or body the host lets go with it`);
  const other = elsewhere?.evidence?.holdsWeakly();
  if (other) return openInProject('weakly-observed', node, `${other} holds objects weakly, and may look for one that only the container keeps alive`);
  const { weakly } = globalUses({ index, elsewhere, file: undefined });
  if (weakly) return refused('weakly-observed', weakly.node, `${weakly.says} may come to \`WeakRef\`, and look for an object that only the container keeps alive`);
  return held({ says: 'nothing holds its keys or values weakly', node });
}
