import { type FunctionNode, isFunction, type Node, outermost, propertyName, unwrap } from '../ast.js';
import type { SourceIndex } from '../source-index.js';
import { runOf } from './guards.js';
import { dynamicScope, isModuleFile } from './language.js';
import { allOf, type Answer, both, held, open, refused } from './model.js';

/** A removal in a cleanup that is to get a guard: what the proof needs of it. */
export interface GuardedRemoval {
  /** The call of `delete`, or the bound `delete` itself. */
  readonly node: Node;
  readonly container: Node;
  /** The function that it stands in; absent where `delete` itself is the callback. */
  readonly fn: FunctionNode | undefined;
  /** `new FinalizationRegistry(…)`. */
  readonly creation: Node | undefined;
  /** Does the registry leave sight, so that others can register and call? */
  readonly isLost: boolean;
  readonly registry: Node | undefined;
  readonly registrations: readonly { readonly call: Node; readonly target: Node; readonly held: Node | undefined }[];
  /** All writes of the container. */
  readonly writes: readonly { readonly node: Node; readonly key: Node; readonly value: Node }[];
}

/**
 * A guard lets an entry stay as long as its reference is alive. That changes nothing but the race where the callback runs
 * for the death of that very target only.
 */
export function isCleanupOfEntry(removal: GuardedRemoval, index: SourceIndex): Answer {
  const { container, registrations, node } = removal;
  return both(
    () => {
      const dynamic = index.table(dynamicScope);
      return dynamic ? refused('dynamic-scope', dynamic, `\`${index.quoted(dynamic)}\` may call the cleanup`) : held();
    },
    () => isOwn(container, index, 'write other entries'),
    () => isCalledByRegistryOnly(removal, index),
    () => (registrations.length === 0 ? open({ node, says: 'no registration is in sight' }) : held()),
    () => allOf(registrations, (registration) => isForEntry(registration, removal, index)),
  );
}

/** A variable that the file does not export, or a `#private` field. */
function isOwn(node: Node, index: SourceIndex, what: string): Answer {
  const named = unwrap(node);
  if (named.type === 'PrivateIdentifier' || (named.type === 'MemberExpression' && propertyName(named)?.startsWith('#'))) return held({ says: `only its class can name \`${index.quoted(named)}\``, node: named });
  const variable = named.type === 'Identifier' ? (index.variableOf(named) ?? index.declaredBy(named.parent)[0]) : undefined;
  const definition = variable?.defs[0];
  const made = definition?.type === 'Variable' && definition.node.init ? unwrap(definition.node.init).type : undefined;
  const isNamedOnly = variable?.references.every(({ identifier, init }) => init === true || identifier.parent.type === 'MemberExpression') ?? false;
  if (variable && made === 'NewExpression' && isNamedOnly && !index.isExported(variable) && isModuleFile(index)) return held({ says: `only this file can name \`${variable.name}\``, node: named });
  return open({ node, says: `other code may ${what}` });
}

function isCalledByRegistryOnly({ fn, creation, isLost, registry, node }: GuardedRemoval, index: SourceIndex): Answer {
  if (!creation || isLost || !registry) return open({ node, says: 'the registry is not in sight' });
  const own = isOwn(registry, index, 'register other targets');
  if (!own.holds) return own;
  if (!fn) return held({ says: 'the callback is `delete` itself', node: creation });
  const whole = outermost(fn);
  if (whole.parent === creation) return held({ says: 'the callback is written where the registry is made, so nothing else can call it', node: fn });
  const variable = index.bindingOf(fn);
  if (!variable || index.isExported(variable)) return open({ node: fn, says: 'the cleanup can also be called by hand' });
  const other = variable.references.find(({ identifier, init }) => !init && identifier.parent !== creation);
  return other ? open({ node: other.identifier, says: 'the cleanup can also be called by hand' }) : held({ says: 'nothing but the registry has the callback', node: fn });
}

/** `map.set(key, new WeakRef(value)); registry.register(value, key)`: one run writes the entry and registers its target under its key. */
function isForEntry({ call, target, held: value }: GuardedRemoval['registrations'][number], { writes }: GuardedRemoval, index: SourceIndex): Answer {
  const run = runOf(call);
  const isSame = (a: Node, b: Node): boolean => isPlain(unwrap(a)) && index.plainText(a) === index.plainText(b);
  const write = writes.find((each) => value && runOf(each.node) === run && isSame(each.key, value) && targetsOf(each.value, index).some((one) => isSame(one, target)));
  if (!write) return open({ node: call, says: `\`${index.quoted(call)}\` may be for another object than that of the entry` });
  return held({ says: `\`${index.quoted(call)}\` is for the object of the entry that \`${index.quoted(write.node)}\` writes`, node: call });
}

function isPlain(node: Node): boolean {
  return node.type === 'Identifier' || node.type === 'ThisExpression' || (node.type === 'MemberExpression' && !node.computed && isPlain(node.object));
}

/** What the references in a written value refer to. */
function targetsOf(value: Node, index: SourceIndex): readonly Node[] {
  const node = unwrap(value);
  switch (node.type) {
    case 'NewExpression': {
      const [target] = node.arguments;
      return target && index.isGlobal(node.callee, 'WeakRef') ? [target] : [];
    }
    case 'ObjectExpression':
      return node.properties.flatMap((property) => (property.type === 'Property' ? targetsOf(property.value, index) : []));
    case 'Identifier': {
      const variable = index.variableOf(node);
      const init = variable && index.constantValue(variable);
      return init && !isFunction(init) ? targetsOf(init, index) : [];
    }
    default:
      return [];
  }
}
