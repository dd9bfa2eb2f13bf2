import { enclosingFunction, functionName } from './ast.js';
import type { ContainerKind, Finding, Home, KeyEvidence, Release, Rewrite, Verdict, WriteUse } from './model.js';
import type { SourceIndex } from './source-index.js';

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
    return `${written}, and line ${String(index.lineOf(partial?.use.node.range[0] ?? 0))} removes entries${because.startsWith('but ') ? ',' : ''} ${because}`;
  }
  const idle = releases.find((release) => release.worth === 'none');
  if (idle) return `${written}, and line ${String(index.lineOf(idle.use.node.range[0]))} releases nothing: ${idle.because ?? ''}`;
  return `${written}, and nothing ${home.reach === 'exported' ? 'in this file ' : ''}removes them`;
}

function writers(writes: readonly WriteUse[], index: SourceIndex): string {
  const names = new Set(writes.flatMap((write) => {
    const fn = enclosingFunction(write.node);
    const name = fn && functionName(fn);
    return name === undefined ? [] : [`\`${name}\``];
  }));
  const lines = new Set(writes.map((write) => index.lineOf(write.node.range[0])));
  const place = names.size > 0 && names.size <= 2 ? [...names].join(' and ') : `line${lines.size > 1 ? 's' : ''} ${[...lines].slice(0, 3).join(', ')}`;
  return `${place} adds entries`.replace(/^(.* and .*|lines .*) adds/, '$1 add');
}

function whatToDo({ kind, rewrite, couldBePrivateField, key, name, writes, index }: Explained): string {
  if (key.id) return whatToDoWithIds({ rewrite, key, name, writes, index });
  const field = couldBePrivateField ? ', or keep the value in a `#private` field' : '';
  switch (rewrite.outcome) {
    case 'edits':
      if (rewrite.grade === 'ownership') return `Remove the entry when its key is done with; it is not made weak here because ${rewrite.assumption ?? ''} (only-owner)`;
      return rewrite.assumption === undefined ? `${rewrite.title}${field}` : `${rewrite.title}${field}, if ${rewrite.assumption}`;
    case 'refusal': {
      // What must be listed can still be held weakly, by a container that is made for it.
      const listed = rewrite.code === 'iterated' || rewrite.code === 'sized' ? `, or hold it in an \`IterableWeak${kind === 'map' ? 'Map' : 'Set'}\` (package \`weakref\`)` : '';
      return `Remove the entry when its key is done with${listed}; it is not made weak here because ${rewrite.reason} (${rewrite.code})`;
    }
    case 'none':
      return 'Remove the entry when its key is done with';
  }
}

/** Which of the three answers fits: the object as the key, a registry, or a `delete`. */
function whatToDoWithIds({ rewrite, key, name, writes, index }: Pick<Explained, 'rewrite' | 'key' | 'name' | 'writes' | 'index'>): string {
  const [write] = writes;
  const written = write ? index.text(write.key) : 'the id';
  const missing = `Remove \`${written}\` from \`${name}\` when it is done with`;
  if (key.id?.origin === 'fresh') return `${missing}: there is no object in hand whose end could do it`;
  switch (rewrite.outcome) {
    case 'edits':
      return rewrite.assumption === undefined ? rewrite.title : `${rewrite.title}, if ${rewrite.assumption}`;
    case 'refusal':
      return `${missing}; it is not rewritten because ${rewrite.reason} (${rewrite.code})`;
    case 'none':
      return missing;
  }
}

function evidenceOf({ key, noun, writes, releases, home, limits }: Explained): readonly string[] {
  const removals = releases.length === 0 ? 'no delete' : releases.map((release) => `${release.how} (${release.worth})`).join(', ');
  return [key.id ? `keys are ids: ${key.because} (${key.id.origin})` : `keys are ${noun}: ${key.because}`, `${String(writes.length)} write${writes.length === 1 ? '' : 's'}, ${removals}`, `lives in ${home.label}`, ...limits.map((limit) => `not more certain since ${limit}`)];
}
