import { isFunction, type Node, outermost, unwrap } from '../source/ast.js';
import { assumptionOf, type Safety } from '../proof/index.js';
import type { WeakContext } from '../containers/weak/context.js';
import { NO_REWRITE, type WeakRewrite } from './model.js';
import type { KeyedWrite } from '../containers/weak/writes.js';

/** A removal to be guarded; without a key it is a bound `delete` that becomes a function of its own. */
interface Guarded {
  readonly node: Node;
  readonly container: Node;
  readonly key: Node | undefined;
}

/** Adds `if (map.get(key)?.deref() === undefined)` before a removal in a cleanup: only entries that are still dead go. */
export function guardFinalizer({ node, container, key }: Guarded, writes: readonly KeyedWrite[], safety: Safety, context: WeakContext): WeakRewrite {
  const rewrite = (range: readonly [number, number], text: string): WeakRewrite => guarding(range, text, safety);
  const paths = new Set(writes.map((write) => write.refPath?.join('.')));
  const [path] = paths;
  if (paths.size !== 1 || path === undefined) return NO_REWRITE;
  const kept = context.index.text(container);
  const guardOf = (name: string): string => {
    const entry = node.type === 'UnaryExpression' ? `${kept}[${name}]` : `${kept}.get(${name})`;
    return `if (${entry}?.${path === '' ? '' : `${path}.`}deref() === undefined) `;
  };
  if (key === undefined) {
    const text = `(key) => { ${guardOf('key')}${kept}.delete(key); }`;
    return rewrite(node.range, text);
  }
  // The key is read twice: only a plain name or member is worth the same both times.
  if (!/^[\w$.#]+$/.test(context.index.text(key)) || container.type === 'Super') return NO_REWRITE;
  if (node.type === 'CallExpression' && node.arguments.length !== 1) return NO_REWRITE;
  const guard = guardOf(context.index.text(key));
  const whole = outermost(node);
  const statement = whole.parent;
  if (statement?.type === 'ExpressionStatement') {
    if (/^(?:BlockStatement|Program|SwitchCase|StaticBlock)$/.test(statement.parent.type)) return rewrite([whole.range[0], whole.range[0]], guard);
    // A branch of its own: an `else` after it must stay with the outer `if`.
    return rewrite(statement.range, `{ ${guard}${context.index.text(statement)} }`);
  }
  const fn = statement;
  if (fn && isFunction(fn) && fn.type === 'ArrowFunctionExpression' && unwrap(fn.body) === node && isDiscarded(fn)) {
    return rewrite(bodyRange(fn.body, context), `{ ${guard}${context.index.text(node)}; }`);
  }
  return NO_REWRITE;
}

/** Is an arrow function's result thrown away: the callback of a registry? */
function isDiscarded(fn: Node): boolean {
  return outermost(fn).parent?.type === 'NewExpression';
}

/** The range of an arrow's body with the parentheses around it. */
function bodyRange(body: Node, { index }: WeakContext): [number, number] {
  const { text } = index.source;
  let [start, end] = body.range;
  for (;;) {
    const before = text.slice(0, start).trimEnd();
    const after = text.slice(end).trimStart();
    if (!before.endsWith('(') || !after.startsWith(')') || !before.slice(0, -1).trimEnd().endsWith('=>')) return [start, end];
    start = before.length - 1;
    end = text.length - after.length + 1;
  }
}

function guarding(range: readonly [number, number], text: string, safety: Safety): WeakRewrite {
  if (safety.grade === 'unproven' && safety.unproven.gap.code) return NO_REWRITE;
  return {
    outcome: 'edits',
    codemod: 'guard-finalizers',
    ...(safety.grade === 'safe' ? { grade: 'safe', assumption: undefined, proof: safety.proof } : { grade: 'suggestion', assumption: assumptionOf(safety.unproven), unproven: safety.unproven }),
    title: 'Remove the entry only if its target is still dead',
    edits: [{ range, text }],
  };
}
