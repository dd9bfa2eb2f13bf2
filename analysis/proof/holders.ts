import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, type Node, outermost, unwrap } from '../ast.js';
import type { Use } from '../model.js';
import { readsOf } from '../places.js';
import type { SourceIndex } from '../source-index.js';
import { type Answer, held, open, refused } from './model.js';
import type { ProjectEvidence } from './project.js';
import type { View } from './reach.js';

/**
 * Where `clear()` becomes a fresh container, whoever else holds the old one would keep what was cleared: is there exactly one
 * holder, which is given nothing but fresh containers?
 */
export function hasOneHolder(view: View): Answer {
  const { index, places, uses, creations } = view;
  const clear = uses.find(({ kind }) => kind === 'clear');
  if (!clear) return held();
  const says = `\`${index.quoted(clear.node)}\` empties it for every holder`;
  const [place] = places;
  if (places.length !== 1 || !place) return refused('shared-holder', clear.node, says);
  // In a static method that a subclass inherits, `this` is the subclass, and gets a field of its own.
  if (place.kind === 'field' && place.isStatic && unwrap(clear.receiver).type === 'MemberExpression' && (unwrap(clear.receiver) as TSESTree.MemberExpression).object.type === 'ThisExpression') return refused('shared-holder', clear.node, says);
  const hidden = uses.find((use) => use.kind === 'clear' && !readsOf(place, index).includes(unwrap(use.receiver)));
  if (hidden) return refused('cleared', hidden.node, `\`${index.quoted(hidden.node)}\` reaches it by another name`);
  const meanwhile = uses.map((use) => ('key' in use ? codeIn(use.node, uses, index) : undefined)).find((found) => found !== undefined);
  if (meanwhile) return refused('shared-holder', meanwhile, `\`${index.quoted(meanwhile)}\` may clear it between the read of the container and the use of it`);
  const receiver = outermost(clear.receiver);
  // `seen?.clear()` makes no container where there was none.
  if (receiver.parent?.type !== 'MemberExpression' || receiver.parent.optional || clear.node.parent?.type === 'ChainExpression') return refused('cleared', clear.node, `\`${index.quoted(clear.node)}\` does nothing where there is no container`);
  const shared = creations.find((creation) => !isStoredAtOnce(creation));
  if (shared) return refused('shared-holder', shared, says);
  if (place.kind === 'field' && !place.name.startsWith('#') && /\b(?:freeze|seal|preventExtensions|defineProperty|Reflect)\b/.test(index.source.text)) return refused('cleared', clear.node, 'its owner may be frozen');
  const other = place.kind === 'field' ? otherWrite(place.name, creations, index) : undefined;
  if (other) return refused('shared-holder', other, says);
  return held({ says: `\`${index.quoted(clear.receiver)}\` is its only holder`, node: clear.node });
}

/** A call in the arguments of a use, which runs when the container has been read already. Uses of the container itself do no harm. */
function codeIn(use: Node, uses: readonly Use[], index: SourceIndex): Node | undefined {
  const own = new Set(uses.map(({ node }) => node));
  const parts: readonly Node[] = use.type === 'CallExpression' ? use.arguments : [];
  let found: Node | undefined;
  for (const part of parts) {
    index.walk((node) => {
      if (!own.has(node) && /^(?:Call|New|Await|Yield|TaggedTemplate|Import)Expression$/.test(node.type)) found ??= node;
    }, part, isFunction);
  }
  return found;
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

/** A write of a field that gives it anything but a container made there. */
function otherWrite(name: string, creations: readonly Node[], index: SourceIndex): Node | undefined {
  return index.membersNamed(name).find((member) => {
    const { parent } = outermost(member);
    if (parent?.type !== 'AssignmentExpression' || parent.left !== outermost(member)) return false;
    const value = unwrap(parent.right);
    const isNothing = (value.type === 'Literal' && value.raw === 'null') || (value.type === 'Identifier' && value.name === 'undefined');
    return !isNothing && !creations.includes(value);
  });
}

/** A text that may hold objects weakly: only such files are parsed to see whether they do. */
export const MAY_HOLD_WEAKLY = /\bWeakRef\b|FinalizationRegistry|weak/i;
/** Modules whose name says that they hold objects weakly and give them back. */
const WEAK_MODULE = /weak-?(?:ref|value|cache|lru|napi)|iterable-?weak|^weak(?:$|\/)/i;

/** A place where a file holds objects weakly and may look for one: the built-ins, or a module that is made of them. */
export function weakHolder(index: SourceIndex): Node | undefined {
  if (!MAY_HOLD_WEAKLY.test(index.source.text)) return undefined;
  const builtin = ['WeakRef', 'FinalizationRegistry'].flatMap((name) => index.named(name)).find((node) => !isInType(node) && (node.type === 'Identifier' || node.parent?.type === 'MemberExpression'));
  return builtin ?? index.nodesOf('Literal').find(({ value, parent }) => typeof value === 'string' && WEAK_MODULE.test(value) && namesModule(parent));
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
export function isUnobserved({ index, creations, uses }: View, evidence: ProjectEvidence | undefined): Answer {
  const node = (creations[0] ?? uses[0]?.node) as Node;
  const at = index.table(weakHolder);
  if (at) return refused('weakly-observed', at, `\`${index.quoted(at.parent ?? at)}\` may look for an object that only the container keeps alive`);
  const other = evidence?.holdsWeakly();
  if (other) return open({ node, says: `${other} holds objects weakly, and may look for one that only the container keeps alive` });
  return held({ says: 'nothing holds its keys or values weakly', node });
}
