import type { TSESTree } from '@typescript-eslint/utils';
import { type ClassNode, decoratorsOf, isClass, isWritten, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { flowOf } from '../flow/index.js';
import { hasMember } from '../flow/heap.js';
import { ANY } from '../flow/objects.js';
import { hostObjectOf } from './host-objects.js';
import type { SourceIndex } from '../source/source-index.js';

/** Members that give an object a string of its own. */
const OWN_STRING = /^(?:toString|valueOf)$/;

/** Has a literal no string form of its own, as far as it is written out? */
export function isPlainLiteral(node: TSESTree.ObjectExpression): boolean {
  return node.properties.every((property) => {
    if (property.type === 'SpreadElement' || property.computed) return false;
    const name = propertyName(property);
    return name !== undefined && !OWN_STRING.test(name) && name !== '__proto__';
  });
}

/** Can a class, or one that it extends, have a string form of its own? What is not in sight may. */
export function hasOwnString(owner: ClassNode, isStatic: boolean, index: SourceIndex, seen: ReadonlySet<Node> = new Set()): boolean {
  if (seen.has(owner) || definesString(owner, isStatic, index)) return true;
  if (!owner.superClass) return false;
  const base = unwrap(owner.superClass);
  if (base.type !== 'Identifier') return true;
  const variable = index.variableOf(base);
  const parent = variable && index.classOf(variable);
  if (parent) return hasOwnString(parent, isStatic, index, new Set([...seen, owner]));
  return variable !== undefined || !hostObjectOf(base.name);
}

const NO_STRING = /^Symbol\.(?:iterator|asyncIterator|dispose|asyncDispose)$/;

/** Does a class body define a string form, or may it: by a decorator, a computed name, a static block? */
function definesString(owner: ClassNode, isStatic: boolean, index: SourceIndex): boolean {
  if (decoratorsOf(owner).length > 0) return true;
  return owner.body.body.some((member) => {
    if (member.type === 'TSIndexSignature') return false;
    if (member.type === 'StaticBlock') return isStatic;
    if (member.static !== isStatic) return false;
    const name = propertyName(member);
    return name === undefined ? !NO_STRING.test(index.text(member.key)) : OWN_STRING.test(name);
  });
}

/** Does a class of the file that extends another one have a string form of its own? */
export function isExtendedWithString(owner: ClassNode, index: SourceIndex): boolean {
  const variable = index.bindingOf(owner);
  return (variable?.references ?? []).some((reference) => {
    const node = reference.identifier as Node;
    return isClass(node.parent) && node.parent.superClass === node && definesString(node.parent, false, index);
  });
}

/** Does the file give an object, or what it inherits from, a string form afterwards: `increment.toString = () => …`? */
export function isGivenString(node: Node, index: SourceIndex): boolean {
  const names = ['toString', 'valueOf'];
  if (![...names, 'toPrimitive'].some((name) => index.membersNamed(name).some(isGiven)) && !names.some((name) => index.listsMember(name))) return false;
  const flow = index.table(flowOf);
  const register = flow.lowered.values.get(node);
  return register === undefined || !flow.isComplete || flow.of(register).some((object) => [...names, ANY].some((name) => hasMember(object, name)));
}

/** `page.toString = …`, `page[Symbol.toPrimitive] = …` */
function isGiven(member: Node): boolean {
  if (propertyName(member) !== 'toPrimitive') return isWritten(member);
  const outer = outermost(member).parent;
  return outer?.type === 'MemberExpression' && outer.computed && isWritten(outer);
}
