import { type Node, outermost, propertyName } from '../../source/ast.js';
import { isValueBranch } from '../../source/places.js';
import type { SourceIndex } from '../../source/source-index.js';

/**
 * The expressions that bear one of some names, or the name of a variable that is given or declared with something that bears one.
 * What has a value of one of those names is among them, in no order; whether it has is for the caller to ask.
 *
 * @param others expressions without a name that are taken for bearers, too
 */
export function bearersOf(names: Iterable<string>, index: SourceIndex, others: readonly Node[] = []): readonly Node[] {
  const known = new Set(names);
  const found: Node[] = [];
  const add = (expression: Node): void => {
    found.push(expression);
    for (const name of namesGiven(expression)) known.add(name);
  };
  others.forEach(add);
  // The set grows while it is read.
  for (const name of known) {
    for (const node of index.named(name)) add(node.parent?.type === 'MemberExpression' && node.parent.property === node ? node.parent : node);
  }
  return found;
}

/** The names of the variables and members that are given the value of an expression, or are declared with it. */
function namesGiven(expression: Node): readonly string[] {
  const names: string[] = [];
  for (let at = outermost(expression), { parent } = at; parent; at = outermost(parent), { parent } = at) {
    if (parent.type === 'AssignmentExpression' && parent.right === at) names.push(...nameOf(parent.left));
    else if (!isValueBranch(parent, at)) return [...names, ...namesBoundBy(parent, at)];
  }
  return names;
}

function namesBoundBy(parent: Node, at: Node): readonly string[] {
  switch (parent.type) {
    case 'VariableDeclarator':
      return parent.init === at ? nameOf(parent.id) : [];
    case 'AssignmentPattern':
      return parent.right === at ? nameOf(parent.left) : [];
    case 'Property':
      return parent.parent.type === 'ObjectPattern' && parent.key === at ? nameOf(parent.value) : [];
    case 'TSTypeReference':
    case 'TSTypeQuery':
      return parent.parent.type === 'TSTypeAnnotation' ? nameOf(parent.parent.parent) : [];
    default:
      return [];
  }
}

/** The name of the variable that is assigned or declared, also with a default, or of the member that is declared. */
function nameOf(target: Node): readonly string[] {
  const named = target.type === 'AssignmentPattern' ? target.left : target;
  if (named.type === 'MemberExpression') return [];
  const name = named.type === 'Identifier' ? named.name : propertyName(named);
  return name === undefined ? [] : [name];
}
