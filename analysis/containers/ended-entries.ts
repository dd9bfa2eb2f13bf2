import { contains, enclosingFunction, type FunctionNode, isFunction, methodCall, type Node, outermost, unwrap } from '../source/ast.js';
import type { WriteUse } from '../flow/use.js';
import type { SourceIndex } from '../source/source-index.js';

const ENDS = 'unsubscribe|dispose|destroy|disconnect|close|cancel|stop|abort|teardown|terminate|release|remove|off';
/** Names of what ends a thing. */
export const ENDING = new RegExp(`^(?:${ENDS})$`);
const RETURNED_END = new RegExp(String.raw`\breturn\s+(?:\(\s*\)\s*=>|function\b[^{]{0,40}\{)[^}]{0,80}\.(?:${ENDS})\(\)`);

/** Can a file hold a function that gives back what ends an entry? By its text alone. */
export function mayEndEntries(text: string): boolean {
  return RETURNED_END.test(text);
}

/**
 * The call that ends an entry in what its writer gives back: `list.push(job); return () => job.cancel()`. Whoever calls
 * that is done with the entry, which is still in its container.
 *
 * @returns `undefined` where the writer gives no such thing back
 */
export function endOfEntry({ key, node }: WriteUse, index: SourceIndex): Node | undefined {
  const entry = unwrap(key);
  const writer = enclosingFunction(node);
  const variable = entry.type === 'Identifier' ? index.variableOf(entry) : undefined;
  if (!variable || !writer || !index.table(endsEntries)) return undefined;
  for (const { identifier } of variable.references) {
    const ended = methodCall(outermost(identifier));
    const around = ended && enclosingFunction(ended.call);
    if (ended && around && ENDING.test(ended.name) && isGivenBack(around, writer)) return ended.call;
  }
  return undefined;
}

function endsEntries({ source }: SourceIndex): boolean {
  return mayEndEntries(source.text);
}

function isGivenBack(fn: FunctionNode, writer: FunctionNode): boolean {
  if (fn === writer || !contains(writer, fn)) return false;
  const { parent } = outermost(fn);
  return isFunction(parent) ? parent === writer && parent.body === fn : parent?.type === 'ReturnStatement' && enclosingFunction(parent) === writer;
}
