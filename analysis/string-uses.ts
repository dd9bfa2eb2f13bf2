import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type Node, outermost, propertyName, unwrap } from './ast.js';
import { isUnderGuard } from './key-uses.js';
import type { SourceIndex } from './source-index.js';

/** Methods that strings have, and hardly anything else. */
const OF_STRINGS = /^(?:startsWith|endsWith|replaceAll|to(?:Locale)?(?:Lower|Upper)Case|charAt|charCodeAt|codePointAt|localeCompare|padStart|padEnd|substring|substr|trimStart|trimEnd)$/;
const NAME_OF_PATTERN = /(?:re|regex|regexp|pattern)_?$/i;

/** Does the file use a name for strings anywhere: cut, matched, required, compared with a text, told apart by `typeof`? */
export function namesString(name: string, index: SourceIndex): boolean {
  return index.table(namesOfStrings).has(name);
}

/** Is a variable used as a string where nothing has told strings from other values, or where `use` is told with it? */
export function isUsedAsString(variable: Scope.Variable, use: Node, index: SourceIndex): boolean {
  return variable.references.some((reference) => {
    const node = reference.identifier as Node;
    return reference.isRead() && isWhereStringsAre(node, index) && !isUnderGuard(node, variable, use, index);
  });
}

function namesOfStrings(index: SourceIndex): ReadonlySet<string> {
  const asCallee = index.nodesOf('CallExpression').flatMap(({ callee, arguments: [first] }) => [callee.type === 'MemberExpression' ? callee.object : undefined, first]);
  const imported = index.nodesOf('ImportExpression').map(({ source }) => source);
  const named = [...asCallee, ...imported].flatMap((node) => (node?.type === 'Identifier' && isWhereStringsAre(node, index) ? [node.name] : []));
  const compared = index.nodesOf('BinaryExpression').flatMap(({ operator, left, right }) => (/^[!=]==?$/.test(operator) ? namedBeside(left, [right]) : []));
  const switched = index.nodesOf('SwitchStatement').flatMap(({ discriminant, cases }) => namedBeside(discriminant, cases.map(({ test }) => test)));
  return new Set([...named, ...compared, ...switched]);
}

/** `name` in `name === 'text'`, and in `typeof name === 'string'`. */
function namedBeside(node: TSESTree.Expression | TSESTree.PrivateIdentifier, others: readonly (Node | null)[]): readonly string[] {
  if (node.type === 'Identifier') return others.some((other) => other && isText(other)) ? [node.name] : [];
  if (node.type !== 'UnaryExpression' || node.operator !== 'typeof' || node.argument.type !== 'Identifier') return [];
  return others.some((other) => other?.type === 'Literal' && other.value === 'string') ? [node.argument.name] : [];
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
