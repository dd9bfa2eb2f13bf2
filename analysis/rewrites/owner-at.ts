import type { TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, type Expression, type FunctionNode, type Node, propertyName, unwrap } from '../source/ast.js';
import type { IdFacts } from '../containers/ids.js';
import { memberGivenBack } from '../containers/minted-ids.js';
import { refuse, type Refusal } from './rewrite.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * Refuses to name the owner of an id where the id is a key, unless the same expression is still the same object there.
 *
 * @param key the key, in which the owner may be named or not: `page.id`, or `id` after `const { id } = page`
 */
export function ownerRefusal(key: Expression, owner: Expression, index: SourceIndex): Refusal | undefined {
  if (contains(key, owner)) return isOptional(owner, key) ? refuse('nullable-key', key, `\`${index.text(owner)}\` may be missing`) : undefined;
  return isSameAt(key, owner, index) ? undefined : refuse('no-owner', key, `\`${index.text(owner)}\` is not seen to be the same object here`);
}

/** Refuses to leave a key out that also gives the object its id, which other code may read: `element.uid ??= ++last`, `uid(element)`. */
export function stampRefusal(key: Expression, { origin }: IdFacts, index: SourceIndex): Refusal | undefined {
  const node = unwrap(key);
  const isStamp = /^(?:Assignment|Logical|Conditional)Expression$/.test(node.type) || (origin === 'stamped' && node.type === 'CallExpression' && !isReadInside(node, index));
  return isStamp ? refuse('unknown-use', key, `\`${index.quoted(key)}\` also gives the object its id, which other code may read`) : undefined;
}

/** Does nothing but the function that is called name the member that it keeps the id in? The document shows what is in a `dataset`. */
function isReadInside({ callee }: TSESTree.CallExpression, index: SourceIndex): boolean {
  const variable = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
  const fn = variable && index.functionOf(variable);
  const member = fn && memberGivenBack(fn, index);
  const name = member && propertyName(member);
  return fn !== undefined && name !== undefined && member?.object.type === 'Identifier' && index.membersNamed(name).every((place) => contains(fn, place));
}

/** `owner?.id` */
function isOptional(owner: Node, key: Node): boolean {
  for (let at: Node | undefined = owner.parent; at; at = at.parent) {
    if (at.type === 'MemberExpression' && at.optional) return true;
    if (at === key) return false;
  }
  return false;
}

/** Is an expression from elsewhere the same object at a key that a variable brought there? */
function isSameAt(key: Expression, owner: Expression, index: SourceIndex): boolean {
  const [carrier, root] = [unwrap(key), unwrap(owner)];
  if (carrier.type === 'Identifier' && isReassigned(carrier, index)) return false;
  if (root.type === 'ThisExpression') return thisFunction(root) === thisFunction(key);
  if (root.type !== 'Identifier' || isReassigned(root, index)) return false;
  return index.variableNamed(root.name, key) === index.variableOf(root);
}

function isReassigned(identifier: TSESTree.Identifier, index: SourceIndex): boolean {
  const variable = index.variableOf(identifier);
  return variable !== undefined && index.laterWritesOf(variable).length > 0;
}

function thisFunction(node: Node): FunctionNode | undefined {
  let fn = enclosingFunction(node);
  while (fn?.type === 'ArrowFunctionExpression') fn = enclosingFunction(fn);
  return fn;
}
