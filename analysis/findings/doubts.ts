import type { Certainty, Home, KeyEvidence } from '../containers/facts.js';
import type { ContainerKind } from '../flow/use.js';

/** What a doubt does to a finding: it is no more certain than this, or there is none. */
export type DoubtLevel = Exclude<Certainty, 'proven'> | 'silent';

/** The facts that doubts ask for, whatever the container holds: plain data. */
interface CommonFacts {
  readonly home: Pick<Home, 'kind' | 'reach' | 'outliving' | 'passing' | 'keptBy'>;
  /** Does it die with the key of a weak container that it is a value of? */
  readonly isInWeakContainer: boolean;
}

/** The facts about a container whose keys, or the ids of objects, may stay in. */
export interface KeyedFacts extends CommonFacts {
  readonly about: 'keys';
  readonly kind: ContainerKind;
  /** The best evidence that some recurring write has an object, or the id of one, for a key. */
  readonly key: Pick<KeyEvidence, 'sort' | 'certainty'> & {
    readonly isFunction: boolean;
    /** Is it a class that a function makes, each time it runs? */
    readonly isMadeAgain: boolean;
    /** A declared type allows objects and primitives. */
    readonly isUnion: boolean;
    /** The object in hand only refers to the one whose id it is. */
    readonly isForeignId: boolean;
    /** Is it made for the entry, so that nobody has it who could ever take that out? */
    readonly isFresh: boolean;
    /** The key only has an id in it. */
    readonly isPartOfId: boolean;
    /** The key has something else in it, too, and the id may be that of several objects. */
    readonly isBesideSharedId: boolean;
  };
  /** Does another module give the constructor, by the name of the language's? */
  readonly isByStandIn: boolean;
  /** For fields of objects that are no class's: how the field comes to its object. */
  readonly fieldOf: 'hung' | 'function' | undefined;
  /** Does some key come from outside of the owner, or is it new each time, or ended by what its writer gives back? */
  readonly isKeyedFromOutside: boolean;
  /** Is every key the very object that the container hangs on, or reached from it? */
  readonly isOwnTable: boolean;
  /** Is every key one of a fixed number of objects, made while modules load? */
  readonly isMadeAtLoad: boolean;
  /** Does all that writes to it run while modules load, and then no more? */
  readonly isFilledAtLoad: boolean;
  /** Is neither so for certain, but one of both as far as the project shows? */
  readonly isSetUpByProject: boolean;
  /** Is its owner replaced by another one, again and again? */
  readonly isOwnerReplaced: boolean;
  /** Is every value the object whose id is the key? */
  readonly isStore: boolean;
  /** Does some constructor put its own `this` in? */
  readonly isSelfRegistered: boolean;
  /** Is it iterated or counted, so that whoever does it gets at the instances? */
  readonly isListed: boolean;
  /** Does anything ask for its entries, or list them? */
  readonly isRead: boolean;
  /** Does it go out of sight by an escape or an unknown use? */
  readonly isOutOfSight: boolean;
  /** Is it handed to a function that is not seen? What that does with a list is not known: it may take out what is no longer needed. */
  readonly isHandedOn: boolean;
  /** Does the owner make all the keys? */
  readonly isMadeByWriter: boolean;
  /** Which function releases on some paths only, where the verdict is *partial*. */
  readonly partialRelease: 'of the writer' | 'of another' | undefined;
}

/** The facts of when keys, entries and owners are made, for which other files are asked. */
export type LoadFacts = Pick<KeyedFacts, 'isMadeAtLoad' | 'isFilledAtLoad' | 'isSetUpByProject' | 'isOwnerReplaced'>;

/** The facts about a container of weak references that nothing may prune. */
export interface ReferenceFacts extends CommonFacts {
  readonly about: 'references';
  /** May a key come again, which overwrites the dead? */
  readonly mayComeAgain: boolean;
  /** What may be of use in an entry without its object. */
  readonly besides: 'a record' | 'an entry' | undefined;
  /** Do some paths remove the dead? */
  readonly isPartial: boolean;
}

/** The facts about a container that strings or numbers are put into, and no object is in hand whose end could take them out. */
export interface StringFacts extends CommonFacts {
  readonly about: 'strings';
  /** Does it live as long as the program? */
  readonly isKeptForGood: boolean;
  /** Is every key a string or a number, and the id of no object in hand? */
  readonly isOfStrings: boolean;
  /** Where the keys come from, of all writes the farthest. */
  readonly origin: 'outside' | 'fixed' | 'unknown';
  /** Does the key tell apart more than a few: an id by its name, or several things that come in? */
  readonly isTelling: boolean;
  /** Does it hold nothing but the keys: is it a set, or is `true` all that is put in? */
  readonly isOfKeysAlone: boolean;
  /** Are functions or classes put in by their names? */
  readonly isRegistry: boolean;
  /** Does the function that writes look first whether the key is there? */
  readonly isAskedFirst: boolean;
  /** Does all that writes to it run while modules load? */
  readonly isFilledAtLoad: boolean;
  /** Does anything take entries out, on whatever path? */
  readonly isTakenFrom: boolean;
  /** Does anything compare its size? */
  readonly isMeasured: boolean;
  /** Does it go out of sight? */
  readonly isOutOfSight: boolean;
  /** Is it iterated? */
  readonly isListed: boolean;
  /** Does anything ask for its entries, or list them? */
  readonly isRead: boolean;
}

/** All that a doubt may ask. */
export type DoubtFacts = KeyedFacts | ReferenceFacts | StringFacts;

interface Doubt {
  readonly id: string;
  readonly level: DoubtLevel;
  readonly when: (facts: DoubtFacts) => boolean;
  /** Why the finding is not more certain: a clause, with `…` for the place that `place` gives. */
  readonly says: string;
  readonly place?: (home: DoubtFacts['home']) => string | undefined;
  /** Is it told with the evidence of the keys already? */
  readonly isEvidence?: true;
}

/** A question about the keys of a container. */
function keys(ask: (facts: KeyedFacts) => boolean): Doubt['when'] {
  return (facts) => facts.about === 'keys' && ask(facts);
}

/** A question about the weak references that are its entries. */
function references(ask: (facts: ReferenceFacts) => boolean): Doubt['when'] {
  return (facts) => facts.about === 'references' && ask(facts);
}

/** A question about strings or numbers that are its keys, with no object in hand. */
function strings(ask: (facts: StringFacts) => boolean): Doubt['when'] {
  return (facts) => facts.about === 'strings' && ask(facts);
}

/**
 * What makes a finding less than proven: each row a fact, and how certain a finding can be that has it. The tables in
 * `docs/certainty.md` are made from it. Messages tell the doubts in this order.
 */
export const DOUBTS = [
  { id: 'no-object-keys', level: 'silent', when: keys(({ kind, key }) => key.sort !== 'id' && (kind === 'dictionary' || !isObjectSort(key))), says: 'no key is shown to be an object, or the id of one' },
  { id: 'set-of-functions', level: 'silent', when: keys(({ kind, key }) => kind !== 'map' && key.isFunction), says: 'functions are kept to be called' },
  { id: 'own-keys', level: 'silent', when: keys(({ home, isKeyedFromOutside }) => mayDieFirst(home) && !isKeyedFromOutside), says: 'the owner of the field makes the keys or has them itself' },
  { id: 'own-table', level: 'silent', when: keys(({ home, isOwnTable }) => home.kind === 'field' && isOwnTable), says: 'it is about the object that it hangs on' },
  { id: 'own-list', level: 'silent', when: keys(({ home, isListed, isSelfRegistered, partialRelease }) => home.kind === 'field' && isListed && !isSelfRegistered && partialRelease === undefined), says: 'the owner of the field lists it, and may die before its keys' },
  { id: 'made-at-load', level: 'silent', when: keys(({ isMadeAtLoad }) => isMadeAtLoad), says: 'its keys are a fixed number of objects, made while modules load' },
  { id: 'not-strings', level: 'silent', when: strings(({ isOfStrings }) => !isOfStrings), says: 'a key may be an object, or the id of one in hand' },
  { id: 'passing-home', level: 'silent', when: strings(({ isKeptForGood }) => !isKeptForGood), says: 'its home may end before the program does' },
  { id: 'taken-from', level: 'silent', when: strings(({ isTakenFrom }) => isTakenFrom), says: 'something takes entries out' },
  { id: 'measured', level: 'silent', when: strings(({ isMeasured }) => isMeasured), says: 'its size is compared, which may bound it' },
  { id: 'fixed-strings', level: 'silent', when: strings(({ origin }) => origin !== 'outside'), says: 'no key is seen to come from outside of the program' },
  { id: 'registry', level: 'silent', when: strings(({ isRegistry }) => isRegistry), says: 'functions or classes are registered by name' },
  { id: 'strings-out-of-sight', level: 'silent', when: strings(({ isOutOfSight }) => isOutOfSight), says: 'code that is not seen may take entries out' },
  { id: 'put-in-by-name', level: 'possible', when: strings(({ isAskedFirst }) => !isAskedFirst), says: 'its writer does not look for the key first, as caches do' },
  { id: 'few-strings', level: 'silent', when: strings(({ isTelling }) => !isTelling), says: 'there may be no more than a few such keys' },
  { id: 'filled-at-load', level: 'silent', when: (facts) => facts.about !== 'references' && facts.isFilledAtLoad, says: 'it is filled while modules load, and then no more' },
  { id: 'set-up-by-project', level: 'possible', when: keys(({ isSetUpByProject }) => isSetUpByProject), says: 'the project fills it, or makes its keys, only while modules load' },
  { id: 'replaced-owner', level: 'silent', when: keys(({ isOwnerReplaced }) => isOwnerReplaced), says: 'its owner is replaced by another one, and it goes with the old one' },
  { id: 'likely-key', level: 'likely', when: keys(({ key }) => key.certainty === 'likely'), says: 'its keys are likely objects', isEvidence: true },
  { id: 'possible-key', level: 'possible', when: keys(({ key }) => key.certainty === 'possible'), says: 'its keys are possibly objects', isEvidence: true },
  { id: 'imported-constructor', level: 'likely', when: keys(({ isByStandIn }) => isByStandIn), says: 'its constructor is imported' },
  { id: 'class-keys', level: 'silent', when: keys(({ key }) => key.sort === 'class' && !key.isMadeAgain), says: 'classes live as long as the program' },
  { id: 'primitive-keys', level: 'likely', when: keys(({ key }) => key.sort === 'mixed'), says: 'some keys are primitives' },
  { id: 'key-again', level: 'likely', when: references(({ mayComeAgain }) => mayComeAgain), says: 'a key may come again' },
  { id: 'useful-record', level: 'likely', when: references(({ besides }) => besides === 'a record'), says: 'an entry may be of use without its object' },
  { id: 'useful-entry', level: 'possible', when: references(({ besides }) => besides === 'an entry'), says: 'an entry may be of use without its object' },
  { id: 'in-weak-container', level: 'likely', when: ({ isInWeakContainer }) => isInWeakContainer, says: 'it dies with the key of a weak container' },
  { id: 'foreign-id', level: 'possible', when: keys(({ key }) => key.isForeignId), says: 'the id may be that of another object' },
  { id: 'part-of-shared-key', level: 'possible', when: keys(({ key }) => key.isBesideSharedId), says: 'the key has an id in it that several objects may have, and more' },
  { id: 'part-of-key', level: 'likely', when: keys(({ key }) => key.isPartOfId && !key.isBesideSharedId), says: 'the key is only derived from the object' },
  { id: 'store', level: 'possible', when: keys(({ isStore }) => isStore), says: 'the values are the objects themselves' },
  { id: 'hung-field', level: 'possible', when: keys(({ home, fieldOf }) => home.kind === 'field' && fieldOf === 'hung'), says: 'the owner of the field may die before its keys' },
  { id: 'field-of-function', level: 'possible', when: keys(({ home, fieldOf }) => home.kind === 'field' && fieldOf === 'function'), says: 'the owner of the field may die before its keys' },
  { id: 'field', level: 'likely', when: keys(({ home, fieldOf }) => home.kind === 'field' && fieldOf === undefined), says: 'the owner of the field may die before its keys' },
  { id: 'field-of-references', level: 'likely', when: references(({ home }) => home.kind === 'field'), says: 'the owner of the field may die first' },
  { id: 'made-for-an-event', level: 'silent', when: ({ home }) => home.outliving === 'event', says: 'it is made anew for each event' },
  { id: 'registered-callback', level: 'possible', when: ({ home }) => home.outliving === 'registered', says: 'it lives as long as a callback is registered' },
  { id: 'traversal', level: 'silent', when: ({ home }) => home.outliving === 'visitor', says: 'it lives as long as a traversal' },
  { id: 'made-for-a-call', level: 'possible', when: ({ home }) => home.passing !== undefined, says: 'its owner is made for one call, as in …', place: ({ passing }) => passing },
  { id: 'public-field', level: 'likely', when: ({ home }) => home.reach === 'public', says: 'the field is not private' },
  { id: 'other-scripts', level: 'possible', when: ({ home }) => home.kind === 'global', says: 'other scripts can reach it' },
  { id: 'other-files', level: 'possible', when: ({ home }) => home.kind !== 'global' && home.reach === 'exported', says: 'other files can reach it' },
  { id: 'released-by-writer', level: 'likely', when: keys(({ partialRelease }) => partialRelease === 'of the writer'), says: 'some paths release' },
  { id: 'released-by-another', level: 'possible', when: keys(({ partialRelease }) => partialRelease === 'of another'), says: 'some paths release' },
  { id: 'pruned-sometimes', level: 'possible', when: references(({ isPartial }) => isPartial), says: 'some paths remove the dead' },
  { id: 'handed-on', level: 'silent', when: keys(({ kind, isHandedOn }) => kind === 'array' && isHandedOn), says: 'the list is handed to code that is not seen' },
  { id: 'out-of-sight', level: 'possible', when: keys(({ isOutOfSight }) => isOutOfSight), says: 'it leaves the sight of this file' },
  { id: 'self-registered', level: 'likely', when: keys(({ isListed, isSelfRegistered }) => isListed && isSelfRegistered), says: 'it is listed' },
  { id: 'listed', level: 'possible', when: (facts) => facts.about !== 'references' && facts.isListed && !(facts.about === 'keys' && facts.isSelfRegistered), says: 'it is listed' },
  { id: 'never-read', level: 'possible', when: (facts) => facts.about !== 'references' && !facts.isRead && !(facts.about === 'keys' && facts.key.isFresh), says: 'nothing reads it' },
  { id: 'keys-alone', level: 'possible', when: strings(({ isOfKeysAlone }) => isOfKeysAlone), says: 'it holds nothing but the keys, which are small' },
  { id: 'number-unknown', level: 'likely', when: strings(() => true), says: 'how many keys come in is not written in the program' },
  { id: 'made-by-writer', level: 'possible', when: keys(({ isMadeByWriter }) => isMadeByWriter), says: 'its writer makes the keys' },
] as const satisfies readonly Doubt[];

/** A row of the table, as findings and reports name it. */
export type DoubtId = (typeof DOUBTS)[number]['id'];

/** May the owner of a field die before its keys: does nothing show what keeps it? */
function mayDieFirst({ kind, keptBy }: CommonFacts['home']): boolean {
  return kind === 'field' || (kind === 'descriptor' && keptBy === undefined);
}

function isObjectSort({ sort, isUnion }: KeyedFacts['key']): boolean {
  return sort === 'object' || sort === 'class' || (sort === 'mixed' && isUnion);
}

/** The doubts about a container that grows, in the order of the table. */
export function doubtsAbout(facts: DoubtFacts): readonly DoubtId[] {
  return DOUBTS.filter(({ when }) => when(facts)).map(({ id }) => id);
}

/** How certain a finding with some doubts is; `undefined` where one of them silences it. */
export function certaintyWith(doubts: readonly DoubtId[]): Certainty | undefined {
  const levels = doubts.map((id) => doubtOf(id).level);
  if (levels.includes('silent')) return undefined;
  if (levels.includes('possible')) return 'possible';
  return levels.includes('likely') ? 'likely' : 'proven';
}

/** The doubts that decide how certain a finding is, or that there is none: those of the lowest level. */
export function decisiveOf(doubts: readonly DoubtId[]): readonly DoubtId[] {
  const level = certaintyWith(doubts) ?? 'silent';
  return doubts.filter((id) => doubtOf(id).level === level);
}

/** The row of an id. */
export function doubtOf(id: DoubtId): Doubt {
  return ROWS[id];
}

const ROWS = Object.fromEntries(DOUBTS.map((row) => [row.id, row])) as Readonly<Record<DoubtId, Doubt>>;
