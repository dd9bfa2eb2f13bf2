import { methodOf, type Node, outermost, returnedFrom } from '../source/ast.js';
import { companiesIn, strangerBeside } from '../flow/index.js';
import { readsOf } from '../source/place-reads.js';
import { type Answer, held, open } from './model.js';
import type { View } from './reach.js';

/**
 * A use is edited, and a type is, for the container alone: does nothing else come to any place where it is kept or handed to,
 * so that each receiver is the container wherever the use runs?
 */
export function onlyItselfFlows({ index, flow, objects, creations }: View): Answer {
  const node = strangerBeside(objects, index.remember(companiesIn, flow));
  // No use shows how: a built-in function hands it on, which is given a function that is not seen, or makes a text of a list with it.
  const lost = node ? undefined : objects.find((object) => flow.isGivenAway(object));
  if (lost) return open({ node: lost.node ?? index.source.ast, says: lost.node ? `code that is not seen may have what \`${index.quoted(lost.node)}\` makes` : 'code that is not seen may have it' });
  return node ? open({ node, says: `\`${index.quoted(node)}\` may be something else than the container` }) : held({ says: 'nothing else comes to where it is kept', node: creations[0] ?? index.source.ast });
}

/**
 * The place where a method or accessor gives the container back, by itself or as what a literal has: code that reads members
 * without naming them may come to it there.
 */
export function givenBackByMember({ index, places }: View): Node | undefined {
  return places.flatMap((place) => readsOf(place, index)).find((read) => {
    const fn = returnedFrom(valueAround(read));
    const member = fn && (methodOf(fn) ?? fn.parent);
    return member !== undefined && (member.type === 'Property' || ((member.type === 'MethodDefinition' || member.type === 'PropertyDefinition') && member.key.type !== 'PrivateIdentifier'));
  });
}

/** The whole of an expression whose value may be that of a part: `this.#seen ??= new Map()`, `a ? seen : other`. */
function valueAround(part: Node): Node {
  const at = outermost(part);
  const { parent } = at;
  switch (parent?.type) {
    case 'LogicalExpression':
    case 'ConditionalExpression':
    case 'AssignmentExpression':
      return valueAround(parent);
    default:
      return at;
  }
}
