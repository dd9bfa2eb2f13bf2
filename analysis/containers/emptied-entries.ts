import { enclosingFunction, isNothing, unwrap } from '../source/ast.js';
import type { ContainerKind, Use, WriteUse } from '../flow/use.js';
import type { KeyReader } from './keys.js';

/**
 * The uses of a container, what empties an entry of a map as the delete that it stands for: `history.set(shell.id, undefined)`. An
 * object stays as a key; of an id or a text hardly anything does. Where one function sets both, or all that is ever set is nothing,
 * the value is a mark like any other.
 *
 * @param isWhole are these all uses that set something?
 * @returns the same list where nothing is emptied
 */
export function withEmptied(uses: readonly Use[], kind: ContainerKind, reader: KeyReader, isWhole: boolean): readonly Use[] {
  const emptying = kind === 'map' ? uses.filter(empties) : [];
  if (emptying.length === 0) return uses;
  const others = uses.filter((use): use is WriteUse => use.kind === 'set' && !empties(use));
  if (isWhole && others.length === 0) return uses;
  const filling = new Set(others.map(({ node }) => enclosingFunction(node)));
  const emptied = new Set<Use>(emptying.filter(({ key, node }) => !filling.has(enclosingFunction(node)) && /^(?:id|primitive)$/.test(reader.read(key, node).sort)));
  return emptied.size === 0 ? uses : uses.map((use) => (emptied.has(use) && use.kind === 'set' ? { kind: 'delete', key: use.key, node: use.node, receiver: use.receiver } : use));
}

function empties(use: Use): use is WriteUse {
  return use.kind === 'set' && use.how === 'set' && !use.file && use.value !== undefined && isNothing(unwrap(use.value));
}
