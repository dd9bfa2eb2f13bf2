// Primitives that have the types of objects: branded ones, and texts where the compiler asks for no more than they have.
import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, propertyName } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';
import { PRIMITIVE_MEMBERS } from '../source/type-syntax.js';
import { type Answer, held, openInProject, refused } from './model.js';
import type { View } from './reach.js';
import { meaningOf } from './types.js';

/** No other file makes primitives that have a type of this file: by the name of one that it imports, or by the same members. */
export function noPrimitiveIsBranded({ index, elsewhere }: View): Answer {
  if (!index.isTyped) return held();
  const branding = elsewhere?.evidence?.brands(index.table(declaredMembers), index.table(declaredTypes));
  return branding === undefined ? held() : openInProject('unknown-key', index.source.ast, `${branding} may make primitives that have types of this file`);
}

/** Where a key is declared as `object` and no more: nothing in the project has a type of objects that texts and numbers have, too. */
export function onlyObjectsAreObjects({ index, elsewhere }: View): Answer {
  const [declared] = index.nodesOf('TSObjectKeyword');
  if (!declared) return held();
  const own = index.table(sharedTypeIn);
  if (own) return refused('unknown-key', own, `\`${index.quoted(own)}\` is a type of texts and numbers, too, which the compiler lets pass for \`object\``);
  const other = elsewhere?.evidence?.namesShared();
  return other === undefined ? held() : openInProject('unknown-key', declared, `${other} has a type of texts and numbers, \`{}\` or the like, which the compiler lets pass for \`object\``);
}

function declaredTypes(index: SourceIndex): ReadonlySet<string> {
  const declared = [...index.nodesOf('TSInterfaceDeclaration'), ...index.nodesOf('TSTypeAliasDeclaration'), ...index.nodesOf('ClassDeclaration')];
  return new Set(declared.map(({ id }) => id?.name ?? ''));
}

/** The names of all members that types of a file declare. */
function declaredMembers(index: SourceIndex): ReadonlySet<string> {
  const members: readonly Node[] = [...index.nodesOf('TSPropertySignature'), ...index.nodesOf('TSMethodSignature'), ...index.nodesOf('PropertyDefinition'), ...index.nodesOf('MethodDefinition')];
  const parameters = index.nodesOf('TSParameterProperty').flatMap(({ parameter }) => (parameter.type === 'Identifier' ? [parameter.name] : []));
  return new Set([...members.flatMap((member) => propertyName(member) ?? []), ...parameters]);
}

/** Types of the standard library that a text has. */
const OF_TEXTS = ['Object', 'Iterable', 'ArrayLike'];

/** A text that may have a type which the compiler takes for one of objects, and which texts or numbers have, too. */
export const MAY_NAME_SHARED = new RegExp(String.raw`\{\s*\}|\b(?:${OF_TEXTS.join('|')})\b|\[\s*\w+\s*:\s*number\s*\]|(?<![.\w$])(?:${[...PRIMITIVE_MEMBERS].filter((name) => name !== 'constructor').join('|')})\??\s*[:(<]`);

/**
 * `{}`, `Object`, `{ length: number }`, an interface without members: a type of objects that texts or numbers have, too, and that
 * goes where `object` is asked for.
 */
export function sharedTypeIn(index: SourceIndex): Node | undefined {
  return (
    index.nodesOf('TSTypeLiteral').find(({ members }) => isShared(members)) ??
    index.nodesOf('TSInterfaceDeclaration').find(({ body, extends: bases }) => bases.length === 0 && isShared(body.body)) ??
    OF_TEXTS.flatMap((name) => index.typeReferencesTo(name).filter((type) => meaningOf(name, type, index).kind === 'global')).find(({ typeArguments }) => {
      const [argument] = typeArguments?.params ?? [];
      return argument === undefined || /^TS(?:String|Unknown|Any)Keyword$/.test(argument.type);
    })
  );
}

/** Has a text or number all members that are required, and is there one, or none at all? */
function isShared(members: readonly TSESTree.TypeElement[]): boolean {
  const required = members.filter((member) => !('optional' in member && member.optional));
  const isOfPrimitives = (member: TSESTree.TypeElement): boolean => {
    if (member.type === 'TSIndexSignature') return member.parameters.every((parameter) => parameter.type === 'Identifier' && parameter.typeAnnotation?.typeAnnotation.type === 'TSNumberKeyword');
    return (member.type === 'TSPropertySignature' || member.type === 'TSMethodSignature') && PRIMITIVE_MEMBERS.has(propertyName(member) ?? '');
  };
  return required.every(isOfPrimitives) && (members.length === 0 || members.some(isOfPrimitives));
}
