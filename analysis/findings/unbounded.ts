import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, enclosingFunction, type Expression, functionName, isFunction, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { ENDING } from '../containers/ended-entries.js';
import { rootPlace } from '../containers/homes.js';
import { certaintyWith, decisiveOf, doubtsAbout, type StringFacts } from './doubts.js';
import { limitsOf, writers } from './explain.js';
import { isInWeakContainer } from './judge.js';
import type { Home, KeyEvidence, Release } from '../containers/facts.js';
import type { Unbounded } from './model.js';
import { asksForEntry, type ContainerKind, namesContainer, type Use, type WriteUse } from '../flow/use.js';
import { isAtLoad, runningFrame } from '../flow/running.js';
import { callersOf, type KeyOrigin, originOf } from '../modules/key-origins.js';
import { type Sight, sightFrom } from '../modules/elsewhere.js';
import { runsAtLoad } from '../modules/load-elsewhere.js';
import type { Place } from '../source/places.js';
import { indexOfUse, type SourceIndex } from '../source/source-index.js';
import { headline } from '../containers/wording.js';

/** The facts of a container that decide whether strings or numbers fill it without a bound. */
export interface Filling {
  readonly kind: ContainerKind;
  readonly name: string;
  readonly creation: Expression;
  readonly home: Home;
  readonly place: Place | undefined;
  readonly uses: readonly Use[];
  /** The writes that recur. */
  readonly writes: readonly WriteUse[];
  readonly releases: readonly Release[];
  /** What all keys have in common. */
  readonly keys: KeyEvidence;
  /** What is known of the key of a write. */
  readonly keyOf: (write: WriteUse) => KeyEvidence;
  /** What is known of the value of a write. */
  readonly valueOf: (write: WriteUse) => KeyEvidence | undefined;
  /** Is it declared to hold functions or classes? */
  readonly holdsFunctions: boolean;
  /** The types that are written for it. */
  readonly types: readonly TSESTree.TypeNode[];
  readonly sight: Sight;
  readonly idNames: RegExp;
}

/** Judges a container that grows, and of which no other kind of leak is found. */
export function judgeFilling(seen: Filling): Unbounded {
  const { home } = seen;
  const cheap = cheapFacts(seen);
  const quick = doubtsAbout(cheap);
  if (!certaintyWith(quick)) return { doubts: quick, finding: undefined };
  const isKept = isKeptForGood(seen);
  const origin = isKept ? originOfAll(seen) : undefined;
  const doubts = doubtsAbout({ ...cheap, isKeptForGood: isKept, origin: origin?.sort ?? 'outside', isTelling: origin !== undefined && (origin.isTelling || origin.isComposite), isFilledAtLoad: origin?.sort === 'outside' && isFilledAtLoad(seen) });
  const certainty = certaintyWith(doubts);
  if (!certainty || !origin) return { doubts, finding: undefined };
  const [write] = seen.writes;
  return {
    doubts,
    finding: {
      leak: 'unbounded',
      certainty,
      doubts,
      types: seen.types.flatMap((type) => indexIn(seen).text(type).match(/[\w$]+/g) ?? []),
      what: headline(whatIsKept(seen, origin)),
      why: `${writers(seen.writes, indexIn(seen))}, and nothing ${home.reach === 'exported' ? 'in this file ' : ''}removes them or bounds how many there are`,
      advice: whatToDo(seen),
      evidence: [`keys are ${noun(seen)}: ${seen.keys.because}`, ...(origin.parameter ? [`they come in by ${parameterWords(origin.parameter)}`] : []), `it lives in ${home.label}`, ...limitsOf(decisiveOf(doubts), home)],
      labels: write ? [{ node: write.node, ...(write.file && { file: write.file }), says: 'added here' }] : [],
    },
  };
}

/** All facts but those for which other functions and files are asked. */
function cheapFacts(seen: Filling): StringFacts {
  const { kind, home, place, uses, writes, releases, keys } = seen;
  const index = indexIn(seen);
  return {
    about: 'strings',
    home,
    isInWeakContainer: isInWeakContainer(place, index),
    isKeptForGood: home.kind === 'closure' || isKeptForGood(seen),
    isOfStrings: kind !== 'array' && writes.every((write) => seen.keyOf(write).sort !== 'id') && (kind === 'dictionary' || keys.sort === 'primitive'),
    origin: keys.range === 'few' ? 'fixed' : 'outside',
    isTelling: true,
    isOfKeysAlone: kind === 'set' || writes.every(({ value }) => value?.type === 'Literal' && typeof value.value === 'boolean'),
    isRegistry: seen.holdsFunctions || writes.every((write) => isFunctionOrClass(seen.valueOf(write))),
    isAskedFirst: writes.some((write) => isAskedFirst(write, uses, indexOfUse(write, index))),
    isFilledAtLoad: false,
    isTakenFrom: releases.some(({ worth }) => worth !== 'none') || uses.some(({ kind: use }) => use === 'delete'),
    isMeasured: uses.some(isMeasured),
    isOutOfSight: uses.some((use) => use.kind === 'unknown' || (use.kind === 'escape' && use.to !== 'export')),
    isListed: uses.some((use) => use.kind === 'iterate'),
    isRead: uses.some((use) => use.kind === 'iterate' || asksForEntry(use)),
  };
}

function indexIn({ sight }: Filling): SourceIndex {
  return sight.index;
}

function isKeptForGood({ home, place, sight }: Filling): boolean {
  switch (home.kind) {
    case 'module':
    case 'static':
    case 'global':
      return true;
    case 'descriptor':
      return home.keptBy !== undefined;
    case 'closure': {
      const root = rootPlace(place);
      const declared = root && 'variable' in root ? (root.variable.defs[0]?.node as Node | undefined) : undefined;
      const maker = declared && runningFrame(declared, sight.index);
      return home.outliving === 'kept' && maker !== undefined && callersOf(maker, sight).some(({ call, from }) => isAtLoad(call, from.index));
    }
    case 'field':
    case 'local':
    case 'unknown':
      return false;
  }
}

function isFunctionOrClass(value: KeyEvidence | undefined): boolean {
  return value !== undefined && (value.callable === true || value.sort === 'class');
}

/** Does the function that writes ask for the entry of the key that it writes? */
function isAskedFirst(write: WriteUse, uses: readonly Use[], index: SourceIndex): boolean {
  const { node, key, how, file } = write;
  if (how === 'getOrInsert' || (node.type === 'AssignmentExpression' && /^(?:\?\?|\|\|)=$/.test(node.operator))) return true;
  const around = new Set<Node | undefined>(ancestors(node).filter(isFunction));
  const text = index.plainText(key);
  return uses.some((use) => (use.kind === 'get' || use.kind === 'has') && use.file === file && around.has(enclosingFunction(use.node)) && index.plainText(use.key) === text);
}

/** `cache.size > MOST`, `Object.keys(cache).length >= MOST` */
function isMeasured({ kind, node }: Use): boolean {
  if (kind !== 'size' && kind !== 'iterate') return false;
  let at = outermost(node);
  while (at.parent && /^(?:MemberExpression|CallExpression)$/.test(at.parent.type)) at = outermost(at.parent);
  const { parent } = at;
  return parent?.type === 'BinaryExpression' && /^[<>]=?$|^[!=]==?$|^%$/.test(parent.operator) && unwrap(at).type === 'MemberExpression';
}

/** Where the keys come from: of all writes, from the farthest. */
function originOfAll({ writes, sight, idNames }: Filling): KeyOrigin | undefined {
  const origins = writes.map((write) => originOf(write.key, write.file && sight.elsewhere ? sightFrom(write.file, sight.elsewhere) : sight, idNames));
  return origins.find(({ sort }) => sort === 'outside') ?? origins.find(({ sort }) => sort === 'unknown') ?? origins[0];
}

function isFilledAtLoad({ writes, sight }: Filling): boolean {
  return writes.every((write) => !write.file && runsAtLoad(write.node, sight));
}

function whatIsKept({ name, writes: [write], sight }: Filling, origin: KeyOrigin): string {
  const { parameter } = origin;
  const by = parameter && functionName(parameter.fn);
  const key = write && indexOfUse(write, sight.index).quoted(write.key);
  if (by === undefined) return `\`${name}\` keeps an entry for every \`${key ?? 'key'}\` that ever comes in`;
  return `\`${name}\` keeps an entry for every \`${parameter?.name ?? ''}\` that \`${by}\` is called with`;
}

function parameterWords({ name, fn }: NonNullable<KeyOrigin['parameter']>): string {
  const by = functionName(fn);
  return by === undefined ? `\`${name}\`, a parameter of a callback` : `\`${name}\`, a parameter of \`${by}\``;
}

function noun({ keys }: Filling): string {
  return /\bnumber\b/.test(keys.because) ? 'numbers' : 'strings';
}

const MOST_OF_CODE = 40;

function whatToDo(seen: Filling): string {
  const { name, kind, writes: [write], sight } = seen;
  const at = write && indexOfUse(write, sight.index);
  const [container, key] = write && at ? [namesContainer(write) ? at.text(write.receiver) : name, at.text(write.key)] : [];
  const isPlain = (code: string | undefined): code is string => code !== undefined && code.length <= MOST_OF_CODE && /^[\w$.#?!]+$/.test(code);
  const end = endOf(seen);
  const removal = !isPlain(container) || !isPlain(key) ? 'remove the entry' : kind === 'dictionary' ? `write \`delete ${container}[${key}]\`` : `call \`${container}.delete(${key})\``;
  return `Bound it (\`lru-cache\`, a time to live), or ${removal} ${end ?? 'where its entry ends'}`;
}

/** What ends things in the class of a field, or in the file: a method or function by its name, the callback of an event. */
function endOf({ place, sight: { index } }: Filling): string | undefined {
  const root = rootPlace(place);
  const owner = root?.kind === 'field' ? root.owner : undefined;
  const functions = [...index.nodesOf('FunctionDeclaration'), ...index.nodesOf('FunctionExpression'), ...index.nodesOf('ArrowFunctionExpression')] as readonly TSESTree.FunctionExpression[];
  const named = functions.find((fn) => {
    const name = functionName(fn);
    return name !== undefined && ENDING.test(name) && fn.params.length > 0 && (owner ? methodOf(fn)?.parent.parent === owner : !methodOf(fn));
  });
  const name = named && functionName(named);
  if (name !== undefined) return `in \`${name}\``;
  for (const event of ['disconnect', 'close', 'end']) {
    const heard = index.stringsOf(event).find(({ parent }) => parent.type === 'CallExpression' && parent.callee.type === 'MemberExpression' && /^(?:on|once|addListener|addEventListener)$/.test(propertyName(parent.callee) ?? ''));
    if (heard) return `on \`'${event}'\``;
  }
  return undefined;
}
