import { enclosingFunction, functionName } from './ast.js';
import { endOfEntry } from './ended-entries.js';
import type { ContainerKind, Finding, Home, KeyEvidence, OtherFile, Release, Rewrite, Use, Verdict, WriteUse } from './model.js';
import { indexOfUse, SourceIndex } from './source-index.js';

/** The facts that the words of a finding are made of. */
export interface Explained {
  readonly kind: ContainerKind;
  readonly name: string;
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
  /** Why the finding is not more certain than it is. */
  readonly limits: readonly string[];
  readonly index: SourceIndex;
}

/** The three clauses of a message and the evidence behind them. */
export function explain(facts: Explained): Pick<Finding, 'what' | 'why' | 'advice' | 'evidence'> {
  return { what: whatIsKept(facts), why: whyItStays(facts), advice: whatToDo(facts), evidence: evidenceOf(facts) };
}

function whatIsKept({ name, home, noun, declaredWeak, key }: Explained): string {
  if (key.id?.origin === 'fresh') return `\`${name}\` (${home.label}) gains an entry under a new key each time`;
  if (key.id) return `\`${name}\` (${home.label}) keeps an entry for every id that ever becomes a key, though the object behind the id may be gone`;
  if (declaredWeak) return `\`${name}\` is declared weak and built strong: it keeps every ${noun} used as a key alive`;
  return `\`${name}\` (${home.label}) keeps every ${noun} that becomes a key alive`;
}

function whyItStays({ declaredWeak, verdict, releases, writes, home, index }: Explained): string {
  if (declaredWeak) return 'a strong container is assignable to a weak type, so the compiler does not object';
  const written = writers(writes, index);
  if (verdict === 'partial') {
    const partial = releases.find((release) => release.worth === 'partial');
    const because = partial?.because ?? 'on some paths only';
    return `${written}, and ${partial ? placeOf(partial.use, index) : 'some line'} removes entries${because.startsWith('but ') ? ',' : ''} ${because}`;
  }
  const idle = releases.find((release) => release.worth === 'none');
  if (idle) return `${written}, and ${placeOf(idle.use, index)} releases nothing: ${idle.because ?? ''}`;
  const ended = writes.find((write) => endOfEntry(write, indexOfUse(write, index)));
  const end = ended && endOfEntry(ended, indexOfUse(ended, index));
  if (ended && end) return `${written}, and what ends one on ${placeOf({ ...ended, node: end }, index)} leaves it in`;
  return `${written}, and nothing ${home.reach === 'exported' ? 'in this file ' : ''}removes them`;
}

function writers(writes: readonly WriteUse[], index: SourceIndex): string {
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

function whatToDo({ kind, rewrite, couldBePrivateField, key, name, writes, index }: Explained): string {
  if (key.id) return whatToDoWithIds({ rewrite, key, name, writes, index });
  const field = couldBePrivateField ? ', or keep the value in a `#private` field' : '';
  switch (rewrite.outcome) {
    case 'edits':
      if (rewrite.grade === 'ownership') return `Remove the entry when its key is done with; it is not made weak here because ${rewrite.assumption} (only-owner)`;
      return `${rewrite.title}${alsoIn(rewrite)}${field}${rewrite.assumption === undefined ? '' : `, if ${rewrite.assumption}`}`;
    case 'refusal': {
      // What must be listed can still be held weakly, by a container that is made for it.
      const listed = rewrite.code === 'iterated' || rewrite.code === 'sized' ? `, or hold it in an \`IterableWeak${kind === 'map' ? 'Map' : 'Set'}\` (package \`weakref\`)` : '';
      return `Remove the entry when its key is done with${listed}; it is not made weak here because ${rewrite.reason} (${rewrite.code}${placeElsewhere(rewrite)})`;
    }
    case 'none':
      return 'Remove the entry when its key is done with';
  }
}

function placeElsewhere({ file, node }: Extract<Rewrite, { outcome: 'refusal' }>): string {
  return file ? ` at ${file.shown}:${String(SourceIndex.of(file.source).lineOf(node.range[0]))}` : '';
}

/** A rewrite of several files is for the command alone. */
function alsoIn({ elsewhere = [] }: Extract<Rewrite, { outcome: 'edits' }>): string {
  return elsewhere.length === 0 ? '' : `, here and in ${elsewhere.map(({ file }) => file.shown).join(', ')} (\`ephemeron fix\` changes them together)`;
}

/** Which of the three answers fits: the object as the key, a registry, or a `delete`. */
function whatToDoWithIds({ rewrite, key, name, writes, index }: Pick<Explained, 'rewrite' | 'key' | 'name' | 'writes' | 'index'>): string {
  const [write] = writes;
  const written = write ? indexOfUse(write, index).text(write.key) : 'the id';
  const missing = `Remove \`${written}\` from \`${name}\` when it is done with`;
  if (key.id?.origin === 'fresh') return `${missing}: there is no object in hand whose end could do it`;
  switch (rewrite.outcome) {
    case 'edits':
      return rewrite.assumption === undefined ? rewrite.title : `${rewrite.title}, if ${rewrite.assumption}`;
    case 'refusal':
      return `${missing}; it is not rewritten because ${rewrite.reason} (${rewrite.code}${placeElsewhere(rewrite)})`;
    case 'none':
      return missing;
  }
}

function evidenceOf({ key, noun, writes, releases, home, others, limits }: Explained): readonly string[] {
  const removals = releases.length === 0 ? 'no delete' : releases.map((release) => `${release.how} (${release.worth})`).join(', ');
  return [key.id ? `keys are ids: ${key.because} (${key.id.origin})` : `keys are ${noun}: ${key.because}`, `${String(writes.length)} write${writes.length === 1 ? '' : 's'}, ${removals}`, `lives in ${home.label}`, ...(others.length > 0 ? [`also used in ${others.map(({ shown }) => shown).join(', ')}`] : []), ...limits.map((limit) => `not more certain since ${limit}`)];
}
