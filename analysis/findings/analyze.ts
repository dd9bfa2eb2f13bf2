// Where all stages meet: what each is given, and in which order they are asked.
import { type ClassNode, type Expression, isClass, type Node, unwrap } from '../source/ast.js';
import { type Candidate, discover, isContainer } from '../containers/discover.js';
import { certaintyWith, decisiveOf, type DoubtId, doubtsAbout, type KeyedFacts, type LoadFacts } from './doubts.js';
import { type Elsewhere, HelpersElsewhere, type Outside, type Part, type Reach, readerWithin, seekOutside, type Sight } from '../modules/elsewhere.js';
import { waysOut } from '../modules/ways-out.js';
import { DEFAULT_ID_NAMES } from '../containers/ids.js';
import { explain } from './explain.js';
import { homeOf, recurringWrites, rootPlace } from '../containers/homes.js';
import { keyedFactsOf, verdictOf } from './judge.js';
import { KeyReader } from '../containers/keys.js';
import { keyNoun } from '../containers/key-evidence.js';
import { withEmptied } from '../containers/emptied-entries.js';
import { lazily } from '../source/lazily.js';
import type { Home, KeyEvidence, KeyFacts, Release } from '../containers/facts.js';
import type { Container, FileModel, Finding, Unbounded } from './model.js';
import type { Rewrite } from '../rewrites/model.js';
import type { Use, WriteUse } from '../flow/use.js';
import { lifeInFile, type OwnerLife } from '../containers/owners.js';
import { containersMadeFor, isMadeByImport, mayKeepMade } from '../modules/containers-made.js';
import { isMadeElsewhere, lifeElsewhere } from '../modules/owners-elsewhere.js';
import { type Place, placeKeys, placeName } from '../source/places.js';
import { isWeakPlace } from '../source/place-types.js';
import { mayHoldContainer, mayOfferContainer } from '../containers/prefilter.js';
import { releasesOf, releasesOfValues } from '../containers/releases.js';
import { isListed, planForIds, planWeakening, refuse, type Rewriting } from '../rewrites/index.js';
import type { ParsedSource } from '../source/source.js';
import { SourceIndex } from '../source/source-index.js';
import { isByStandIn } from '../ir/stand-ins.js';
import { remembered } from '../source/tree-memory.js';
import { UseTable } from '../containers/use-table.js';
import { loadFactsOf } from './load-facts.js';
import { judgeFilling } from './unbounded.js';
import { judgePruning, type Unpruned } from './unpruned.js';
import { declaredKeyType, declaresObjects, keysOf, Readers, reportedKey, writtenTypes } from './declared-keys.js';

/** What a user may tell the analysis beforehand. */
export interface AnalysisOptions {
  /** Regular expressions for the names of members that hold the id of their object. */
  readonly idNames?: readonly string[] | undefined;
  /** Can the file import the package `weakref`, whose weak containers can be listed? */
  readonly iterableWeak?: boolean | undefined;
  /** What the rest of the project shows; it is asked only for containers that other files can reach. */
  readonly elsewhere?: Elsewhere | undefined;
}

/**
 * Builds the model of a file: every keyed container with its home, keys, uses, releases, verdict and rewrite.
 *
 * The model is made once for each parsed file and kept as long as its tree. The analysis reports nothing.
 *
 * @throws SyntaxError if one of `idNames` is not a regular expression.
 */
export function analyze(source: ParsedSource, { idNames = DEFAULT_ID_NAMES, iterableWeak = false, elsewhere }: AnalysisOptions = {}): FileModel {
  const choice = `${idNames.join('|')} ${String(iterableWeak)}`;
  const models = remembered(source, analyze, () => new Map<Elsewhere | undefined, Map<string, FileModel>>());
  const known = models.get(elsewhere) ?? new Map<string, FileModel>();
  models.set(elsewhere, known);
  const model = known.get(choice) ?? modelOf(source, { idNames: new RegExp(idNames.join('|'), 'u'), iterableWeak, elsewhere });
  known.set(choice, model);
  return model;
}

function modelOf(source: ParsedSource, settings: Settings): FileModel {
  const mayHold = mayHoldContainer(source.text) || (settings.elsewhere !== undefined && (mayOfferContainer(source.text) || mayKeepMade(source)));
  const judged = mayHold && source.scopeManager ? containersOf(source, settings) : [];
  return { source, containers: judged.map(({ container }) => container), open: () => judged.filter(({ isOpen }) => isOpen()).map(({ container }) => container) };
}

/** Does the file hold leaks that are refused only because they are listed, so that `iterableWeak` makes a difference? */
export function holdsListed(model: FileModel): boolean {
  return model.containers.some((container) => container.finding !== undefined && isListed(container.rewrite));
}

interface Settings {
  readonly idNames: RegExp;
  readonly iterableWeak: boolean;
  readonly elsewhere: Elsewhere | undefined;
}

interface Judged {
  readonly container: Container;
  /** Would other files have a say, and were not asked? */
  readonly isOpen: () => boolean;
}

function containersOf(source: ParsedSource, settings: Settings): readonly Judged[] {
  const index = SourceIndex.of(source);
  const reader = settings.elsewhere ? readerWithin(settings.elsewhere, index, settings.idNames) : KeyReader.of(index, settings.idNames);
  const isExported = ({ trace }: Candidate): boolean => waysOut(trace, index).some((way) => way.kind === 'export');
  const helpers = settings.elsewhere && new HelpersElsewhere(index, settings.elsewhere, settings.idNames);
  const made = settings.elsewhere && containersMadeFor(index, settings.elsewhere);
  const found = discover(index, settings.elsewhere && isExported, made).map((candidate) => followHelpers(candidate, index, helpers));
  const lives = new Lives(found.map(({ candidate }) => candidate), index, reader);
  return found.flatMap(({ candidate, followed }) => {
    const life = lives.of(candidate);
    const judge = (life: Life, outside?: Outside): Container | undefined => {
      const uses = [...candidate.trace.uses, ...usesOfProgram(outside?.parts ?? [])];
      return isContainer({ kind: candidate.kind, trace: { ...candidate.trace, uses } }, index) ? containerOf(candidate, followed, life, outside, index, reader, settings) : undefined;
    };
    const { elsewhere, idNames } = settings;
    const ways = life.home.kind === 'local' ? [] : waysOut(candidate.trace, index);
    const isReached = (): boolean => ways.length > 0 && !isSettled(candidate, life, index, reader);
    const isOwnedElsewhere = (known: Container, sure?: Outside): boolean => isOfMadeElsewhere(candidate, index) && hangsOnOwner(known, () => judge(keptForGood(life), sure));
    if (!elsewhere) {
      return judged(judge(life), (container) => isUnsettled(container) || isReached());
    }
    const isOpen = isReached();
    const outsideOf = (reach: Reach) => (isOpen ? seekOutside({ ...candidate, ways, index, idNames }, elsewhere, reach) : undefined);
    const sure = outsideOf('sure');
    const known = judge(life, sure);
    const isOwned = known !== undefined && isOwnedElsewhere(known, sure);
    const filledWithin = (alone: Unbounded | undefined): Unbounded | undefined => {
      const isUnderOwner = alone !== undefined && decisiveOf(alone.doubts).join() === 'passing-home' && isOfMadeElsewhere(candidate, index);
      // Other files may take entries out, and keep an owner; else nothing that they show makes a finding.
      if (!alone?.finding && !isUnderOwner) return alone;
      const owned = isUnderOwner ? lives.within(candidate, elsewhere) : life;
      const seen = (reach: Reach): Unbounded | undefined => judge(owned, ways.length > 0 ? seekOutside({ ...candidate, ways, index, idNames }, elsewhere, reach) : undefined)?.unbounded();
      const kept = isUnderOwner ? judge(owned)?.unbounded() : alone;
      const unbounded = kept?.finding && ways.length > 0 ? seen('sure') : kept;
      return unbounded?.finding && ways.length > 0 ? seen('all') : unbounded;
    };
    const whole = isOwned ? lives.within(candidate, elsewhere) : life;
    const told = whole === life ? known : judge(whole, sure);
    // Who else may reach it matters for what is to be rewritten alone.
    return judged(withFilling(isOpen && told?.finding ? judge(whole, outsideOf('all')) : told, filledWithin), () => false);
  });
}

/** A container of which other files are asked, when somebody wants to know, whether strings or numbers fill it. */
function withFilling(container: Container | undefined, within: (alone: Unbounded | undefined) => Unbounded | undefined): Container | undefined {
  if (!container || container.finding) return container;
  const filled = lazily(() => ({ told: within(container.unbounded()) }));
  return { ...container, unbounded: () => filled().told };
}

/** A container with what functions of other files do with it that it is handed to. */
interface Followed {
  readonly candidate: Candidate;
  /** The escapes that lead to functions of which all is known. */
  readonly followed: ReadonlySet<Use>;
}

const NONE_FOLLOWED: ReadonlySet<Use> = new Set();

function followHelpers(candidate: Candidate, index: SourceIndex, helpers: HelpersElsewhere | undefined): Followed {
  // What dies with a call is no leak, whoever is handed it.
  if (!helpers || index.remember(growingOf, candidate).home.kind === 'local') return { candidate, followed: NONE_FOLLOWED };
  const { uses, followed } = helpers.usesOf(candidate);
  return { candidate: uses.length === 0 ? candidate : { ...candidate, trace: { ...candidate.trace, uses: [...candidate.trace.uses, ...uses] } }, followed };
}

/** Is a container in a field of objects that other files can make, and of which its own file does not show how long they live? */
function isOfMadeElsewhere({ trace: { places } }: Candidate, index: SourceIndex): boolean {
  return places.map(rootPlace).some((place) => place.kind === 'field' && !place.isStatic && index.remember(lifeInFile, place.owner).kind === 'unknown' && index.remember(isMadeElsewhere, place.owner));
}

/** Does it make a difference to a container in a field how long the owner lives? What is no finding may be one of an owner that is kept for good. */
function hangsOnOwner({ home, finding, verdict }: Container, ifKept: () => Container | undefined): boolean {
  if (home.kind !== 'field' && home.kind !== 'descriptor') return false;
  return finding !== undefined || (home.kind === 'field' && (verdict === 'leaks' || verdict === 'partial') && ifKept()?.finding !== undefined);
}

/**
 * May other files show something of a container that they need not reach: what its keys are and how many, what an imported helper does,
 * how long its owner lives? What its own file lets go of, or keeps no longer than a call, they do not change.
 */
function isUnsettled({ home, verdict, finding }: Container): boolean {
  return finding !== undefined || (home.kind !== 'local' && (verdict === 'leaks' || verdict === 'partial' || verdict === 'bounded'));
}

/** The life that a container in a field has where its owner is kept for good. */
function keptForGood(life: Life): Life {
  return inHome(life, { ...life.home, kind: 'descriptor', keptBy: 'which somebody keeps' }, life.place);
}

/** The same life in another home. */
function inHome(life: Life, home: Home, place: Place | undefined): Life {
  return { home, place, writes: life.writes, releases: life.releases };
}

function judged(container: Container | undefined, isOpen: (container: Container) => boolean): readonly Judged[] {
  return container ? [{ container, isOpen: () => isOpen(container) }] : [];
}

/** Does a container's own file settle its matter, so that no other file need be asked? */
function isSettled(candidate: Candidate, { home, writes, releases }: Life, index: SourceIndex, reader: KeyReader): boolean {
  const { uses } = candidate.trace;
  const isReleased = /^(?:released|bounded)$/.test(verdictOf({ home, writes, releases, uses })) && releases().some(({ worth }) => worth === 'full');
  return isReleased || isConstant(candidate) || isKeyedByPrimitives(candidate, index, reader);
}

/** Is a container filled where it is made, and only read in its own file? Other files then do not write it, either. */
function isConstant({ creations, trace: { uses } }: Candidate): boolean {
  return creations.every((creation) => creation.type === 'NewExpression' && creation.arguments.length > 0) && !uses.some((use) => use.kind === 'set');
}

/** Does its own file key a container by primitives alone, by the type of its keys or in all writes? Other files then do the same. */
function isKeyedByPrimitives({ creations, trace: { uses, places } }: Candidate, index: SourceIndex, reader: KeyReader): boolean {
  const writes = uses.filter((use) => use.kind === 'set');
  return ownKeys(uses, creations, places, index, reader).sort === 'primitive' && (writes.length === 0 || writes.some(({ key, node }) => reader.read(key, node).sort !== 'id'));
}

/** What the keys of a container have in common, as far as its own file shows. */
function ownKeys(uses: readonly Use[], creations: readonly Expression[], places: readonly Place[], index: SourceIndex, reader: KeyReader): KeyEvidence {
  const writes = uses.filter((use) => use.kind === 'set');
  return keysOf(writes, declaredKeyType(creations, places, index, reader), creations, new Readers(reader, [], undefined));
}

/** Where a container lives, and what makes it grow. */
interface Growing {
  readonly home: Home;
  /** The place that gives it its home. */
  readonly place: Place | undefined;
  readonly writes: readonly WriteUse[];
}

/** The same, and what takes entries out. */
interface Life extends Growing {
  readonly releases: () => readonly Release[];
}

function growingOf({ trace: { places, uses } }: Candidate, index: SourceIndex): Growing {
  const { home, place } = homeOf(places, uses, index);
  return { home, place, writes: recurringWrites(uses, place, home, index) };
}

/** The life of a container that is in no other one. */
function lifeAlone(candidate: Candidate, index: SourceIndex, reader: KeyReader): Life {
  const { kind, trace } = candidate;
  const growing = index.remember(growingOf, candidate);
  const { home, place } = growing;
  const uses = home.kind === 'local' ? trace.uses : withEmptied(trace.uses, kind, reader, true);
  const writes = uses === trace.uses ? growing.writes : recurringWrites(uses, place, home, index);
  const releases = lazily(() => releasesOf({ kind, place, home, uses, writes, table: new UseTable(uses, index), flow: trace.flow, index, imported: reader.imported }));
  return { home, place, writes, releases };
}

/** The lives of all containers of a file; that of a container in another one ends with the entry that it is. */
class Lives {
  readonly #known = new Map<Candidate, Life>();
  readonly #byPlace = new Map<string, Candidate>();
  readonly #keyOf = placeKeys();
  readonly #owners = new Map<ClassNode, OwnerLife>();

  constructor(candidates: readonly Candidate[], private readonly index: SourceIndex, private readonly reader: KeyReader) {
    for (const candidate of candidates) {
      for (const place of candidate.trace.places) {
        const key = this.#keyOf(place);
        if (!this.#byPlace.has(key)) this.#byPlace.set(key, candidate);
      }
    }
  }

  of(candidate: Candidate): Life {
    const known = this.#known.get(candidate);
    if (known) return known;
    const alone = lifeAlone(candidate, this.index, this.reader);
    const { home, place, writes } = alone;
    // Two containers in each other's entries know of each other only this much.
    this.#known.set(candidate, alone);
    const outer = place?.kind === 'entry' ? this.#byPlace.get(this.#keyOf(place.outer)) : undefined;
    if (!outer) return alone;
    const withOuter = lazily(() => {
      this.#known.set(candidate, alone);
      const both = [...alone.releases(), ...releasesOfValues(this.of(outer).releases())];
      this.#known.set(candidate, life);
      return both;
    });
    const life: Life = { home, place, writes, releases: withOuter };
    this.#known.set(candidate, life);
    return life;
  }

  /** The life of a container whose owners other files are asked about; the same where they tell nothing new. */
  within(candidate: Candidate, elsewhere: Elsewhere): Life {
    const life = this.of(candidate);
    const { uses, places } = candidate.trace;
    const told: OwnerLife[] = [];
    const { home, place } = homeOf(places, uses, this.index, (owner) => {
      const own = this.index.remember(lifeInFile, owner);
      const whole = this.#ownerWithin(owner, elsewhere);
      if (whole !== own && (whole.kind !== 'unknown' || whole.passing !== undefined)) told.push(whole);
      return whole;
    });
    return told.length > 0 ? inHome(life, home, place) : life;
  }

  #ownerWithin(owner: ClassNode, elsewhere: Elsewhere): OwnerLife {
    const own = this.index.remember(lifeInFile, owner);
    const known = own.kind === 'unknown' ? (this.#owners.get(owner) ?? lifeElsewhere(owner, this.index, elsewhere)) : own;
    this.#owners.set(owner, known);
    return known;
  }
}

/** What tests do tells nothing of the program; a rewrite must keep it right all the same. */
function usesOfProgram(parts: readonly Part[]): readonly Use[] {
  return parts.flatMap((part) => (part.isOfTests ? [] : part.uses));
}

const NO_REWRITE: Rewrite = { outcome: 'none' };

function containerOf({ kind, creations, trace }: Candidate, followed: ReadonlySet<Use>, life: Life, outside: Outside | undefined, index: SourceIndex, reader: KeyReader, { iterableWeak, idNames, elsewhere }: Settings): Container {
  const { places, types } = trace;
  const { place } = life;
  const parts = outside?.parts ?? [];
  const home: Home = outside?.isClosed ? { ...life.home, reach: 'closed' } : life.home;
  const own = trace.uses.filter((use) => !outside?.followed.has(use));
  const uses = [...own, ...parts.flatMap((part) => part.uses)];
  const judgedUses = [...own.filter((use) => !followed.has(use)), ...usesOfProgram(parts)];
  const writes = [...life.writes, ...parts.flatMap((part) => part.writes)];
  const releases = lazily(() => [...life.releases(), ...parts.flatMap((part) => part.releases)]);
  const verdict = verdictOf({ home, writes, uses: judgedUses, releases });
  const declaredWeak = kind !== 'array' && places.some((at) => isWeakPlace(at, index));
  const name = placeName(place ?? (places[0] as Place));
  const creation = creations[0] as Expression;
  const growth = { grows: writes.length > 0, writes };
  const keysRead = lazily(() => {
    // The type of a record says nothing of the instance in it.
    const declared = uses.some((use) => use.kind === 'set' && use.record !== undefined) ? undefined : declaredKeyType(creations, places, index, reader);
    // What is passed is only asked for where it would make a finding. Other files key dictionaries by ids of data more often than of objects.
    const asked = verdict === 'leaks' || verdict === 'partial' ? { index, reader, idNames, elsewhere: kind === 'dictionary' ? undefined : elsewhere } : undefined;
    const readers = new Readers(reader, parts, asked);
    const puts = uses.filter((use): use is WriteUse => use.kind === 'set');
    const keys = keysOf(puts, declared, creations, readers);
    const key = reportedKey(writes, keys, readers);
    return { declared, keys, key, readers, noun: keyNoun(key, declared?.fact), written: puts.map((write) => ({ write, key: readers.read(write) })) };
  });
  const sight: Sight = { index, elsewhere, file: undefined };
  const filling = lazily((): Unbounded => judgeFilling({
    kind, name, creation, home, place, uses: judgedUses, writes, releases: releases(), keys: keysRead().keys, keyOf: (write) => keysRead().readers.read(write),
    valueOf: (write) => keysRead().readers.readValue(write), ...writtenTypes(creations, places, index, reader), sight, idNames,
  }));
  const facts = {
    kind, name, creation, creations, uses, growth, trace, place,
    written: () => keysRead().written,
    keys: (): KeyFacts => ({ ...keysRead().keys, noun: keysRead().noun }),
    releases,
    unbounded: (): Unbounded | undefined => undefined,
  };
  const pruning = judgePruning({ kind, name, creations, places, place, home, uses: own, writes: life.writes, releases: life.releases, index, reader });
  if (pruning) return { ...facts, ...withOthers(pruning, parts) };
  if (!declaredWeak && verdict !== 'leaks' && verdict !== 'partial') return { ...facts, home, verdict, doubts: [], finding: undefined, rewrite: NO_REWRITE };
  const { declared, keys, key, noun, readers } = keysRead();
  const released = releases();
  const standIn = creations.find((made) => isByStandIn(made, index));
  // What is declared weak and built strong contradicts itself: nothing makes that doubtful.
  const atLoad = (): LoadFacts => loadFactsOf({ writes, declared, readers, place, sight });
  const doubts = declaredWeak ? [] : doubtsOn(keyedFactsOf({ kind, home, place, uses: judgedUses, writes, releases: released, key, isByStandIn: standIn !== undefined, index }, verdict), atLoad);
  const certainty = certaintyWith(doubts);
  const rewriting: Rewriting = { kind, creations, places, types, flow: trace.flow, objects: trace.objects, declaresObjects: declaresObjects(declared), home, uses: own, keys, verdict, declaredWeak, iterableWeak, parts, subclass: outside?.subclass, elsewhere, index, reader };
  const rewrite = certainty ? planFor(rewriting, key, standIn) : NO_REWRITE;
  const finding: Finding | undefined = certainty
    ? {
        leak: key.sort === 'id' ? 'id-keyed' : 'instance-keyed',
        certainty,
        doubts,
        ...explain({ kind, name, creation, home, key, noun, writes, releases: released, verdict, declaredWeak, rewrite, couldBePrivateField: isKeyedByThisOnly(uses), others: parts.map(({ file }) => file), doubts, index }),
      }
    : undefined;
  const isFilled = !finding && !declaredWeak && verdict === 'leaks';
  return { ...facts, home, verdict, doubts, finding, rewrite, ...(isFilled && { unbounded: filling }) };
}

/** The doubts about a finding. What runs at load takes long to be found, and is asked only where there would be one. */
function doubtsOn(facts: Omit<KeyedFacts, keyof LoadFacts>, atLoad: () => LoadFacts): readonly DoubtId[] {
  const doubts = doubtsAbout({ ...facts, isMadeAtLoad: false, isFilledAtLoad: false, isSetUpByProject: false, isOwnerReplaced: false });
  return certaintyWith(doubts) ? doubtsAbout({ ...facts, ...atLoad() }) : doubts;
}

function planFor(facts: Rewriting, key: KeyEvidence, standIn: Expression | undefined): Rewrite {
  if (standIn) return refuse('typed-elsewhere', standIn, 'its constructor is imported, and the weak one would have to come from there');
  const made = facts.creations.find((creation) => isMadeByImport(creation, facts.index));
  if (made) return refuse('typed-elsewhere', made, 'another file says how it is made');
  const subclassed = facts.objects.find(({ owner }) => owner !== undefined);
  if (subclassed) return refuse('typed-elsewhere', facts.creations[0] as Node, 'its class extends the strong container');
  return key.sort === 'id' ? inOneFile(planForIds(facts), facts.parts) : planWeakening(facts);
}

/** What a container of weak references comes to where other files use it, too: they may prune it, and no rewrite reaches them. */
function withOthers(pruning: Unpruned, parts: readonly Part[]): Unpruned {
  if (parts.some(({ releases }) => releases.some(({ worth }) => worth !== 'none'))) return { home: pruning.home, verdict: 'released', doubts: [], finding: undefined, rewrite: { outcome: 'none' } };
  return { ...pruning, rewrite: inOneFile(pruning.rewrite, parts) };
}

/** A rewrite that only its own file can take is refused where other files use the container. */
function inOneFile(rewrite: Rewrite, parts: readonly Part[]): Rewrite {
  const use = parts.flatMap((part) => part.uses)[0];
  return rewrite.outcome === 'edits' && use ? refuse('multi-file', use.node, undefined, use.file) : rewrite;
}

/** Is the container keyed by `this` alone, inside one class body, so that a `#private` field would do? */
function isKeyedByThisOnly(uses: readonly Use[]): boolean {
  const keyed = uses.filter((use) => use.kind === 'get' || use.kind === 'set' || use.kind === 'has' || use.kind === 'delete');
  const owners = new Set(keyed.map((use) => {
    if (unwrap(use.key).type !== 'ThisExpression') return undefined;
    for (let at: Node | undefined = use.node.parent; at; at = at.parent) if (isClass(at)) return at;
    return undefined;
  }));
  return keyed.length > 0 && owners.size === 1 && !owners.has(undefined);
}
