import { type ClassNode, isField, isPrivateMember, isWritten, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { runningFrame } from '../flow/running.js';
import { ownerOf } from '../source/places.js';
import { mentionsOf, type SourceIndex } from '../source/source-index.js';

/** What reads a list and changes nothing in it. */
const READS = /^(?:length|at|find|findLast|forEach|map|filter|some|every|includes|indexOf|findIndex|entries|values|slice)$/;

/**
 * Is a value an element of a list that the program writes down, and that nothing adds to or puts others into?
 *
 * @param owner the class whose objects have the container that the value is a key of: each has its own list, too
 */
export function isOfFixedList(value: Node, owner: ClassNode | undefined, index: SourceIndex): boolean {
  const node = unwrap(value);
  if (node.type === 'MemberExpression') return node.computed && propertyName(node) === undefined && isFixedList(unwrap(node.object), owner, index);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const declared = variable?.defs[0]?.node as Node | undefined;
  const loop = declared?.type === 'VariableDeclarator' ? declared.parent.parent : undefined;
  if (loop?.type === 'ForOfStatement' && loop.left === declared?.parent) return isFixedList(unwrap(loop.right), owner, index);
  const init = variable && index.constantValue(variable);
  return init !== undefined && unwrap(init).type === 'MemberExpression' && isOfFixedList(init, owner, index);
}

function isFixedList(list: Node, owner: ClassNode | undefined, index: SourceIndex): boolean {
  if (list.type === 'Identifier') {
    const variable = index.variableOf(list);
    const value = variable && index.constantValue(variable);
    return variable !== undefined && value !== undefined && !runningFrame(value, index) && !index.isExported(variable) && isWrittenDown(value) && mentionsOf(variable).every(isOnlyRead);
  }
  const name = list.type === 'MemberExpression' ? propertyName(list) : undefined;
  const holder = list.type === 'MemberExpression' ? ownerOf(list.object, index) : undefined;
  if (name === undefined || holder?.kind !== 'class' || holder.node !== owner) return false;
  const field = owner.body.body.find((member) => isField(member) && propertyName(member) === name);
  if (!field || !isField(field) || !field.value || !isWrittenDown(field.value) || !isPrivateMember(field)) return false;
  return index.membersNamed(name).every((member) => member.type === 'MemberExpression' && isOnlyRead(member));
}

function isWrittenDown(value: Node): boolean {
  const made = unwrap(value);
  return made.type === 'ArrayExpression' && made.elements.length > 0 && made.elements.every((element) => element !== null && element.type !== 'SpreadElement');
}

/** Is a list asked for an element, gone through, or measured? */
function isOnlyRead(mention: Node): boolean {
  const at = outermost(mention);
  const { parent } = at;
  if (isWritten(at)) return false;
  if (parent?.type === 'ForOfStatement') return parent.right === at;
  if (parent?.type !== 'MemberExpression' || parent.object !== at || isWritten(outermost(parent))) return false;
  return propertyName(parent) === undefined || READS.test(propertyName(parent) ?? '');
}
