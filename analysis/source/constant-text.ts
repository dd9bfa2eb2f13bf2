import { type Node, unwrap } from './ast.js';
import type { SourceIndex } from './source-index.js';

const MOST_STEPS = 8;

/** The text that an expression always gives: a literal, texts that are joined, or a `const` that holds one of these. */
export function constantText(node: Node, index: SourceIndex, depth = 0): string | undefined {
  const value = unwrap(node);
  const inner = (part: Node): string | undefined => (depth < MOST_STEPS ? constantText(part, index, depth + 1) : undefined);
  switch (value.type) {
    case 'Literal':
      return typeof value.value === 'string' || typeof value.value === 'number' ? String(value.value) : undefined;
    case 'TemplateLiteral':
      return joined(value.quasis.flatMap((quasi, at) => {
        const expression = value.expressions[at];
        return [quasi.value.cooked, ...(expression ? [inner(expression)] : [])];
      }));
    case 'BinaryExpression':
      return value.operator === '+' ? joined([inner(value.left), inner(value.right)]) : undefined;
    case 'Identifier': {
      const variable = index.variableOf(value);
      const constant = variable && index.constantValue(variable);
      return constant && inner(constant);
    }
    default:
      return undefined;
  }
}

function joined(parts: readonly (string | null | undefined)[]): string | undefined {
  return parts.every((part) => part != null) ? parts.join('') : undefined;
}

/** Is an expression a symbol for certain, and so no text? */
export function isSymbol(node: Node, index: SourceIndex): boolean {
  const value = unwrap(node);
  if (value.type === 'CallExpression') return index.isGlobal(value.callee, 'Symbol') || (value.callee.type === 'MemberExpression' && index.isGlobal(value.callee.object, 'Symbol'));
  if (value.type === 'MemberExpression') return index.isGlobal(value.object, 'Symbol');
  const variable = value.type === 'Identifier' ? index.variableOf(value) : undefined;
  const constant = variable && index.constantValue(variable);
  return constant !== undefined && constant !== value && unwrap(constant).type !== 'Identifier' && isSymbol(constant, index);
}
