import { enclosingFunction, type Expression, functionName } from '../source/ast.js';
import { certaintyWith, decisiveOf, type DoubtFacts, type DoubtId, doubtOf } from './doubts.js';
import { endOfEntry } from '../containers/ended-entries.js';
import type { IdOrigin } from '../containers/ids.js';
import type { Home, KeyEvidence, Release, Verdict } from '../containers/facts.js';
import type { Finding, Label } from './model.js';
import type { OtherFile } from '../source/other-file.js';
import type { Rewrite } from '../rewrites/model.js';
import { type ContainerKind, namesContainer, type Use, type WriteUse } from '../flow/use.js';
import { indexOfUse, SourceIndex } from '../source/source-index.js';
import { headline } from '../containers/wording.js';

/** The facts that the words of a finding are made of. */
export interface Explained {
  readonly kind: ContainerKind;
  readonly name: string;
  readonly creation: Expression;
  readonly home: Home;
  readonly key: KeyEvidence;
  readonly noun: string;
  readonly writes: readonly WriteUse[];
  readonly releases: readonly Release[];
  readonly verdict: Verdict;
  readonly declaredWeak: boolean;
  readonly rewrite: Rewrite;
  readonly couldBePrivateField: boolean;
  /** The other files that use it, where they were asked. */
  readonly others: readonly OtherFile[];
  readonly doubts: readonly DoubtId[];
  readonly index: SourceIndex;
}

/** The clauses of a message, the evidence behind them, and the places that show it. */
export function explain(facts: Explained): Pick<Finding, 'what' | 'why' | 'advice' | 'evidence' | 'labels'> {
  return { what: headline(whatIsKept(facts)), why: whyItStays(facts), advice: whatToDo(facts), evidence: evidenceOf(facts), labels: labelsOf(facts) };
}

function whatIsKept({ name, noun, declaredWeak, key }: Explained): string {
  if (key.id?.origin === 'fresh') return `\`${name}\` gains an entry under a new key each time`;
  if (key.id) return `\`${name}\` keeps an entry for every id ever used as a key`;
  if (declaredWeak) return `\`${name}\` is declared weak but built strong: it keeps every ${noun} used as a key`;
  return `\`${name}\` keeps every ${noun} used as a key alive`;
}

/** What seems to let an entry go, and does not: a release that is worth little, or an end of the entry that leaves it in. */
function falseRelease({ verdict, releases, writes, index }: Explained): Release | WriteUse | undefined {
  const release = releases.find(({ failure }) => failure) ?? releases.find(({ worth }) => worth === (verdict === 'partial' ? 'partial' : 'none'));
  if (release) return release;
  for (const write of verdict === 'partial' ? [] : writes) {
    const node = endOfEntry(write, indexOfUse(write, index));
    if (node) return { ...write, node };
  }
  return undefined;
}

function whyItStays(facts: Explained): string {
  const { declaredWeak, verdict, writes, home, index } = facts;
  if (declaredWeak) return 'a strong container is assignable to a weak type, so the compiler does not object';
  const written = writers(writes, index);
  const found = falseRelease(facts);
  if (!found) return verdict === 'partial' ? `${written}, and some line removes entries on some paths only` : `${written}, and nothing ${home.reach === 'exported' ? 'in this file ' : ''}removes them`;
  if ('kind' in found) return `${written}, and what ends one on ${placeOf(found, index)} leaves it in`;
  const { use, worth, because = '' } = found;
  return worth === 'none' ? `${written}, and ${placeOf(use, index)} releases nothing: ${because}` : `${written}, and ${placeOf(use, index)} removes entries${lackOf(found)}`;
}

/** The places that a reader looks at: where entries are added, and the release that does not count. */
function labelsOf(facts: Explained): readonly Label[] {
  const { creation, declaredWeak, writes } = facts;
  if (declaredWeak) return [];
  const [write] = writes;
  const written: readonly Label[] = write && write.node !== creation ? [{ ...placeIn(write), says: 'added here' }] : [];
  const found = falseRelease(facts);
  if (!found) return written;
  if ('kind' in found) return [...written, { ...placeIn(found), says: 'ends here, and the entry stays' }];
  return [...written, { ...placeIn(found.use), says: found.worth === 'none' ? `releases nothing: ${found.because ?? ''}` : `removed here${lackOf(found)}` }];
}

/** What a partial release lacks, as the end of a sentence. */
function lackOf({ because = 'on some paths only' }: Release): string {
  return `${because.startsWith('but ') ? ',' : ''} ${because}`;
}

function placeIn({ node, file }: Use): Pick<Label, 'node' | 'file'> {
  return { node, ...(file && { file }) };
}

/** Which functions, or else lines, add entries. */
export function writers(writes: readonly WriteUse[], index: SourceIndex): string {
  const names = new Set(writes.flatMap((write) => {
    const fn = enclosingFunction(write.node);
    const name = fn && functionName(fn);
    return name === undefined ? [] : [`\`${name}\``];
  }));
  if (names.size > 0 && names.size <= 2) return `${[...names].join(' and ')} add${names.size > 1 ? '' : 's'} entries`;
  const own = new Set(writes.filter(({ file }) => !file).map((write) => String(index.lineOf(write.node.range[0]))));
  const places = [...(own.size > 0 ? [`line${own.size > 1 ? 's' : ''} ${[...own].slice(0, 3).join(', ')}`] : []), ...writes.filter(({ file }) => file).map((write) => placeOf(write, index))].slice(0, 3);
  return `${places.join(', ')} add${own.size > 1 || places.length > 1 ? '' : 's'} entries`;
}

/** `line 12`, in another file `report.ts:12`. */
function placeOf(use: Use, index: SourceIndex): string {
  const line = String(indexOfUse(use, index).lineOf(use.node.range[0]));
  return use.file ? `${use.file.shown}:${line}` : `line ${line}`;
}

function whatToDo(facts: Explained): string {
  const { kind, rewrite, couldBePrivateField, key } = facts;
  switch (rewrite.outcome) {
    case 'edits': {
      if (rewrite.grade === 'ownership') return removal(facts);
      const field = couldBePrivateField && !key.id ? ', or keep the value in a `#private` field' : '';
      return `${rewrite.title}${codeOf(facts)}${alsoIn(rewrite)}${field}${rewrite.assumption === undefined ? '' : `, if ${rewrite.assumption}`}`;
    }
    case 'refusal':
      // What must be listed can still be held weakly, by a container that is made for it.
      return !key.id && (rewrite.code === 'iterated' || rewrite.code === 'sized') ? `${removal(facts)}, or use an \`IterableWeak${kind === 'map' ? 'Map' : 'Set'}\` of the package \`weakref\`` : removal(facts);
    case 'none':
      return removal(facts);
  }
}

const MOST_OF_CODE = 40;

/** The removal to write, as code where it can be said in a few words. */
function removal({ name, kind, key, verdict, writes, index }: Explained): string {
  const [write] = writes;
  const [container, written] = write ? [namesContainer(write) ? indexOfUse(write, index).text(write.receiver) : name, indexOfUse(write, index).text(write.key)] : [];
  const isPlain = (code: string | undefined): code is string => code !== undefined && code.length <= MOST_OF_CODE && /^[\w$.#?!]+$/.test(code);
  const when = verdict === 'partial' ? 'on every path' : `when ${key.id ? 'the entry' : isPlain(written) ? `\`${written}\`` : 'the key'} is no longer needed`;
  if (!isPlain(container) || !isPlain(written) || kind === 'array') return `Remove the entry ${when}`;
  const fresh = key.id?.origin === 'fresh' ? ': a weak container cannot help, for the key is no object' : '';
  return kind === 'dictionary' ? `Write \`delete ${container}[${written}]\` ${when}${fresh}` : `Call \`${container}.delete(${written})\` ${when}${fresh}`;
}

/** The code to write in place of the creation, where that is all in one short line. */
function codeOf({ rewrite, creation, index }: Explained): string {
  if (rewrite.outcome !== 'edits' || !/^(?:id-)?map-to-weakmap$/.test(rewrite.codemod)) return '';
  const [from, to] = creation.range;
  const edits = rewrite.edits.filter(({ range }) => from <= range[0] && range[1] <= to);
  const code = edits.reduceRight((text, { range, text: by }) => text.slice(0, range[0] - from) + by + text.slice(range[1] - from), index.text(creation));
  return edits.length === 0 || code.length > MOST_OF_CODE || /[\n`]/.test(code) ? '' : `: \`${code}\``;
}

/** A rewrite of several files is for the command alone. */
function alsoIn({ elsewhere = [] }: Extract<Rewrite, { outcome: 'edits' }>): string {
  return elsewhere.length === 0 ? '' : `, here and in ${elsewhere.map(({ file }) => file.shown).join(', ')} (\`ephemeron fix\` changes them together)`;
}

/** Why the rewrite is left undone. */
function whyNoRewrite(rewrite: Rewrite): readonly string[] {
  if (rewrite.outcome === 'refusal') return [`not rewritten, because ${rewrite.reason}${rewrite.file ? ` at ${rewrite.file.shown}:${String(SourceIndex.of(rewrite.file.source).lineOf(rewrite.node.range[0]))}` : ''}`];
  return rewrite.outcome === 'edits' && rewrite.grade === 'ownership' ? [`not rewritten, because ${rewrite.assumption}`] : [];
}

/** What is known of an id, by where it comes from. */
const ORIGINS: Readonly<Record<IdOrigin, string>> = {
  identity: 'which belongs to one object',
  stamped: 'which each object is given that has none yet',
  fresh: 'a new one each time',
  domain: 'which comes from data, so two objects may share it',
  unseen: 'which is set where this file does not show it',
};

function evidenceOf({ key, noun, home, others, doubts, rewrite }: Explained): readonly string[] {
  return [
    key.id ? `keys are ids: ${key.because}, ${ORIGINS[key.id.origin]}` : `keys are ${noun}: ${key.because}`,
    `it lives in ${home.label}`,
    ...(others.length > 0 ? [`it is also used in ${others.map(({ shown }) => shown).join(', ')}`] : []),
    ...(certaintyWith(doubts) === 'proven' ? [] : limitsOf(decisiveOf(doubts), home)),
    ...whyNoRewrite(rewrite),
  ];
}

/** Why a finding is not more certain than it is, but for what the evidence of the keys tells anyway. */
export function limitsOf(doubts: readonly DoubtId[], home: DoubtFacts['home']): readonly string[] {
  return doubts.filter((id) => !doubtOf(id).isEvidence).map((id) => `not more certain, because ${wordsOf(id, home)}`);
}

/** A doubt in words: a clause without a full stop. */
export function wordsOf(id: DoubtId, home: DoubtFacts['home']): string {
  const { says, place } = doubtOf(id);
  return says.replace('…', (unnamed) => place?.(home) ?? unnamed);
}
