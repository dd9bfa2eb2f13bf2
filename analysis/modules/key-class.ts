import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { isClass, isPrivateMember, type Node, thisOwner, unwrap } from '../source/ast.js';
import { importOf } from '../source/imports.js';
import type { SourceIndex } from '../source/source-index.js';
import { type Elsewhere, type IsNeededText, type Sight, sightFrom } from './elsewhere.js';
import type { ClassInSight } from './owners-elsewhere.js';

/** The class of a key, and whether only a type says so. */
export interface KeyClass extends ClassInSight {
  readonly isTyped: boolean;
}

/**
 * The class that a key is an object of: by `this`, an annotation, what makes it, or a guard.
 *
 * @param elsewhere what the project shows of classes that the file imports, where it is asked
 */
export function classOfKey(key: Node, index: SourceIndex, elsewhere?: Elsewhere): KeyClass | undefined {
  const node = unwrap(key);
  if (node.type === 'ThisExpression') {
    const owner = thisOwner(node);
    return owner.kind === 'class' && !owner.isStatic ? { owner: owner.node, index, elsewhere, file: undefined, isTyped: false } : undefined;
  }
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const name = variable?.defs[0]?.name as Node | undefined;
  const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined;
  if (type) return classOfType(type, index, elsewhere);
  const made = variable && index.constantValue(variable);
  const maker = made && unwrap(made);
  const named = maker?.type === 'NewExpression' ? classOfName(unwrap(maker.callee), { index, elsewhere, file: undefined }) : undefined;
  if (named) return { ...named, isTyped: false };
  const guard = variable && index.remember(guardOf, variable);
  const guarded = guard && classOfName(guard.right, { index, elsewhere, file: undefined });
  return guarded && { ...guarded, isTyped: false };
}

/** `page instanceof Page`, where a file asks that of a variable. */
function guardOf({ references }: Scope.Variable): TSESTree.BinaryExpression | undefined {
  return references.map(({ identifier }) => identifier.parent).find((parent): parent is TSESTree.BinaryExpression => parent.type === 'BinaryExpression' && parent.operator === 'instanceof');
}

/** The class that the type of a key names. */
export function classOfType(type: TSESTree.TypeNode, index: SourceIndex, elsewhere?: Elsewhere): KeyClass | undefined {
  const named = type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? classNamed(type.typeName.name, type, { index, elsewhere, file: undefined }) : undefined;
  return named && { ...named, isTyped: true };
}

/** May other objects be keys that only look like those of the class? A type lets them in, unless the class has private members. */
export function admitsOthers({ isTyped, owner }: KeyClass): boolean {
  return isTyped && !owner.body.body.some((member) => (member.type === 'MethodDefinition' || member.type === 'PropertyDefinition') && isPrivateMember(member));
}

/** The class that an expression names, in its own file or in one that it imports from. */
export function classOfName(node: Node, sight: Sight, isNeeded?: IsNeededText): ClassInSight | undefined {
  return node.type === 'Identifier' ? classNamed(node.name, node, sight, isNeeded) : undefined;
}

function classNamed(name: string, from: Node, sight: Sight, isNeeded?: IsNeededText): ClassInSight | undefined {
  const variable = sight.index.variableNamed(name, from);
  const owner = variable && sight.index.classOf(variable);
  return owner ? { ...sight, owner } : variable && classElsewhere(variable, sight, isNeeded);
}

function classElsewhere(variable: Scope.Variable, { index, elsewhere }: Sight, isNeeded: IsNeededText | undefined): ClassInSight | undefined {
  const imported = elsewhere && importOf(variable, index);
  const declared = imported && elsewhere.definitionOf(imported, isNeeded);
  if (!declared) return undefined;
  const sight = sightFrom(declared.file, elsewhere);
  return declared.node && isClass(declared.node) ? { ...sight, owner: declared.node } : undefined;
}
