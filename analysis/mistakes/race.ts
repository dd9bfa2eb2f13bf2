import { type Node, unwrap } from '../source/ast.js';
import { lower } from '../containers/key-evidence.js';
import type { Certainty } from '../containers/facts.js';
import { runOf } from '../containers/weak/calls.js';
import { ANY_MEMBER, type WeakContext } from '../containers/weak/context.js';
import { guardFinalizer } from './guard-edits.js';
import { judgeGuards } from './liveness.js';
import { NO_REWRITE, type WeakFinding } from './model.js';
import type { Cleanup, Registry } from '../containers/weak/registries.js';
import { memberAt, type Origin, originOf, type Removal, removalsIn } from './removals.js';
import { releasesOldEntry } from './releases.js';
import { proveGuard, type Safety } from '../proof/index.js';
import { type KeyedWrite, reuseOf } from '../containers/weak/writes.js';

/** Finds the removals in cleanups that can hit an entry which was written again meanwhile. */
export function findRaces(context: WeakContext): readonly WeakFinding[] {
  const seen = new Set<Node>();
  return context.registries.flatMap((registry) => [...racesOf(registry, context), ...boundRaces(registry, context)]).filter(({ node }) => !seen.has(node) && seen.add(node));
}

function racesOf(registry: Registry, context: WeakContext): WeakFinding[] {
  return registry.cleanups.flatMap((cleanup) => removalsIn(cleanup.fn, context).flatMap((removal) => judge(removal, cleanup, registry, context) ?? []));
}

/** The container and key of a removal in words of the code that registers. */
function siteOf(removal: Removal, cleanup: Cleanup, registry: Registry, context: WeakContext): { containers: string[]; keyNodes: Node[] } | undefined {
  const from = (expression: Node): Origin => originOf(expression, cleanup.fn, removal.bindings, context);
  const key = from(removal.key);
  const container = from(removal.container);
  const registrations = cleanup.registration ? [cleanup.registration] : registry.registrations;
  const resolve = (origin: Origin): Node[] => {
    if (origin.kind === 'expression') return [origin.node];
    if (cleanup.registration) return [];
    return registrations.flatMap(({ held }) => (held ? memberAt(held, origin.path, context) ?? [] : []));
  };
  // Only what comes with the registration is a key of the target's; anything else is other bookkeeping.
  if (key.kind !== 'held' && !cleanup.registration) return undefined;
  const containers = resolve(container).flatMap((node) => context.containerKey(node) ?? []);
  return { containers: [...new Set(containers)], keyNodes: resolve(key) };
}

function judge(removal: Removal, cleanup: Cleanup, registry: Registry, context: WeakContext): WeakFinding | undefined {
  const site = siteOf(removal, cleanup, registry, context);
  if (!site || isWeakContainer(removal.container, context)) return undefined;
  const guard = judgeGuards(removal, context);
  if (guard === 'right') return undefined;
  const found = strongest(site.containers, registry, context, site.keyNodes);
  if (!found) return undefined;
  const isWrongWay = guard === 'wrong';
  return {
    mistake: 'race',
    certainty: found.certainty,
    name: nameOf(removal.container, context),
    node: removal.node,
    what: `This removes \`${context.text(removal.key)}\` from \`${nameOf(removal.container, context)}\` although the key can have been set again`,
    why: isWrongWay ? 'the check around it lets live entries through and stops dead ones' : whyOf(found, context),
    advice: 'Remove the entry only while it is still dead: `ref?.deref() === undefined`',
    rewrite: isWrongWay ? NO_REWRITE : guarded(removal, found, safetyOf(removal, removal.fn, site.containers, registry, context), context),
  };
}

/** The guard around a removal, where the entry has what it asks. One that rests on an assumption is offered only where the key comes again as is seen. */
function guarded(removal: Parameters<typeof guardFinalizer>[0], { holdsRefs, writes, certainty }: Race, safety: Safety, context: WeakContext): WeakFinding['rewrite'] {
  return holdsRefs && (safety.grade === 'safe' || certainty !== 'possible') ? guardFinalizer(removal, writes, safety, context) : NO_REWRITE;
}

/** Is it certain that the callback runs only when the object of the entry has died? */
function safetyOf({ node, container }: Pick<Removal, 'node' | 'container'>, fn: Removal['fn'] | undefined, containers: readonly string[], { creation, lost, places: [place], registrations }: Registry, context: WeakContext): Safety {
  const registry = creation && place ? declarationOf(creation) : undefined;
  return proveGuard({ node, container, fn, creation, isLost: lost !== undefined, registry, registrations, writes: containers.flatMap((each) => context.writesOf(each)) }, context.index);
}

/** What the variable or field that holds a registry is called where it is declared. */
function declarationOf(creation: Node): Node | undefined {
  const { parent } = creation;
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id;
    case 'PropertyDefinition':
      return parent.key;
    default:
      return undefined;
  }
}

function whyOf(found: Race, context: WeakContext): string {
  const [write] = found.writes;
  const at = write ? ` (line ${context.line(write.node)})` : '';
  return found.unregisters
    ? `cleanups run late, and the write of the same key${at} unregisters the old entry only while its target is alive`
    : `cleanups run late, and nothing unregisters the old entry when the same key is written${at} before \`${nameOf(write?.container ?? (write?.node as Node), context)}\` is cleaned`;
}

function nameOf(container: Node, context: WeakContext): string {
  return container.type === 'Super' ? 'this' : context.text(container);
}

interface Race {
  readonly certainty: Certainty;
  readonly writes: readonly KeyedWrite[];
  readonly holdsRefs: boolean;
  readonly unregisters: boolean;
}

function strongest(containers: readonly string[], registry: Registry, context: WeakContext, keys: readonly Node[]): Race | undefined {
  if (keys.some((key) => context.refs.isRef(key))) return undefined;
  const writes = containers.flatMap((container) => context.writesOf(container));
  const racing = writes.filter((write) => !releasesOldEntry(write, registry, context));
  const isNamed = containers.some((container) => container.startsWith(ANY_MEMBER));
  const judged = racing.map((write) => {
    const certainty = reuseOf(write, context);
    return { write, certainty: isNamed && certainty ? lower(certainty, 'likely') : certainty };
  });
  const best = (['proven', 'likely', 'possible'] as const).find((level) => judged.some(({ certainty }) => certainty === level));
  if (!best) return undefined;

  return {
    certainty: best,
    writes: judged.filter(({ certainty }) => certainty !== undefined).map(({ write }) => write),
    holdsRefs: writes.length > 0 && writes.every((write) => write.refPath !== undefined),
    unregisters: racing.some((write) => mentionsUnregister(write, registry)),
  };
}

function mentionsUnregister(write: KeyedWrite, { unregistrations }: Registry): boolean {
  const fn = runOf(write.node);
  return unregistrations.some((call) => fn !== undefined && fn.range[0] <= call.range[0] && call.range[1] <= fn.range[1]);
}

/** `new FinalizationRegistry(map.delete.bind(map))`. */
function boundRaces(registry: Registry, context: WeakContext): WeakFinding[] {
  const call = registry.boundCallback;
  const bind = call && unwrap(call.callee);
  const method = bind?.type === 'MemberExpression' ? unwrap(bind.object) : undefined;
  if (!call || method?.type !== 'MemberExpression') return [];
  // A method of this file is looked into as any other callback.
  if (registry.cleanups.some(({ registration }) => registration === undefined)) return [];
  const container = context.containerKey(method.object);
  const keys = registry.registrations.flatMap(({ held }) => held ?? []);
  const found = container === undefined || isWeakContainer(method.object, context) ? undefined : strongest([container], registry, context, keys);
  if (!found) return [];
  return [
    {
      mistake: 'race',
      certainty: found.certainty,
      name: context.text(method.object),
      node: call,
      what: `This removes the held key from \`${context.text(method.object)}\` although the key can have been set again`,
      why: whyOf(found, context),
      advice: 'Remove the entry only while it is still dead: `ref?.deref() === undefined`',
      rewrite: guarded({ node: call, container: method.object, key: undefined }, found, safetyOf({ node: call, container: method.object }, undefined, container === undefined ? [] : [container], registry, context), context),
    },
  ];
}

function isWeakContainer(container: Node, context: WeakContext): boolean {
  const key = context.containerKey(container);
  return (['WeakMap', 'WeakSet'] as const).some((tool) => context.weakContainers(tool).has(key ?? ''));
}

