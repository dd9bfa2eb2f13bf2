import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { isUnderGuard } from './key-uses.js';
import type { SourceIndex } from '../source/source-index.js';

/** Methods that strings have, and hardly anything else. */
const OF_STRINGS = /^(?:startsWith|endsWith|replaceAll|to(?:Locale)?(?:Lower|Upper)Case|charAt|charCodeAt|codePointAt|localeCompare|padStart|padEnd|substring|substr|trimStart|trimEnd)$/;
const NAME_OF_PATTERN = /(?:re|regex|regexp|pattern)_?$/i;

/** Does the file use a name for strings anywhere: cut, matched, required, compared with a text, told apart by `typeof`? */
export function namesString(name: string, index: SourceIndex): boolean {
  return index.rememberNamed(isNameOfStrings, name);
}

/** Is a variable used as a string where nothing has told strings from other values, or where `use` is told with it? */
export function isUsedAsString(variable: Scope.Variable, use: Node, index: SourceIndex): boolean {
  return variable.references.some((reference) => {
    const node = reference.identifier as Node;
    return reference.isRead() && isWhereStringsAre(node, index) && !isUnderGuard(node, variable, use, index);
  });
}

function isNameOfStrings(name: string, index: SourceIndex): boolean {
  return index.named(name).some((node) => node.type === 'Identifier' && outermost(node) === node && (isWhereStringsAre(node, index) || isCompared(node)));
}

/** `name` in `name === 'text'`, and in `typeof name === 'string'`. */
function isCompared(name: Node): boolean {
  const { parent } = name;
  const isTyped = parent?.type === 'UnaryExpression' && parent.operator === 'typeof';
  const at = isTyped ? parent : name;
  const isSought = (other: Node | null): boolean => other !== null && (isTyped ? other.type === 'Literal' && other.value === 'string' : isText(other));
  if (at.parent?.type === 'BinaryExpression') return at.parent.left === at && /^[!=]==?$/.test(at.parent.operator) && isSought(at.parent.right);
  return at.parent?.type === 'SwitchStatement' && at.parent.discriminant === at && at.parent.cases.some(({ test }) => isSought(test));
}

/** `x.startsWith(…)`, `x.replace(…, 'text')`, `/pattern/.test(x)`, `require(x)`, `import(x)` */
function isWhereStringsAre(node: Node, index: SourceIndex): boolean {
  const at = outermost(node);
  const { parent } = at;
  if (parent?.type === 'ImportExpression') return parent.source === at;
  if (parent?.type === 'CallExpression' && parent.arguments[0] === at) return index.isGlobal(parent.callee, 'require') || isMatcher(unwrap(parent.callee));
  const call = parent?.type === 'MemberExpression' && parent.object === at ? outermost(parent).parent : undefined;
  if (call?.type !== 'CallExpression' || outermost(call.callee) !== outermost(parent as Node)) return false;
  const name = propertyName(parent as TSESTree.MemberExpression) ?? '';
  const [, second] = call.arguments;
  return OF_STRINGS.test(name) || (name === 'replace' && second !== undefined && isText(second));
}

/** `/pattern/.test`, `PATTERN.exec` */
function isMatcher(callee: Node): boolean {
  if (callee.type !== 'MemberExpression' || !/^(?:test|exec)$/.test(propertyName(callee) ?? '')) return false;
  const object = unwrap(callee.object);
  return (object.type === 'Literal' && 'regex' in object) || NAME_OF_PATTERN.test(object.type === 'Identifier' ? object.name : (propertyName(object) ?? ''));
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
}
