import { ruleIdOf } from '../../rules/leak-rules.js';
import { isLeak } from '../../heap/index.js';
import type { AccountedContainer, AccountedFinding, HeapFact } from '../fate.js';
import { adviceFor, bytesText, certaintyAsked, numberText, SAYS, signed } from './heap-advice.js';
import type { HeapEntry, HeapReport } from './heap-evidence.js';
import type { FoundFile } from './files.js';
import type { PlannedFile } from './plan-files.js';

/**
 * Adds to each container of the code what the heap says of it. A finding is confirmed, not seen, or of what others hold, too; a container that
 * no rule reports, but that keeps what nobody can look up any more or has grown, becomes a finding. No rewrite becomes safe by that.
 *
 * @param found all files that were read, those without a container included
 */
export function withEvidence(files: readonly PlannedFile[], found: readonly FoundFile[], { entries }: HeapReport): readonly PlannedFile[] {
  const byPlace = new Map(entries.flatMap((entry) => (entry.code ? [[`${entry.code.path}:${entry.code.at.line}:${entry.code.at.column}`, entry] as const] : [])));
  const told = files.map((file): PlannedFile => ({ ...file, containers: file.containers.map((account) => withFact(account, byPlace.get(`${file.real}:${account.at.line}:${account.at.column}`))) }));
  const added = entries.filter((entry) => !entry.code && isLeak(entry) && entry.place?.isCreation);
  return found.flatMap((file): readonly PlannedFile[] => {
    const here = told.find(({ real }) => real === file.real);
    const more = added.filter(({ place }) => place?.path === file.real).map(unknownToCode);
    if (!here) return more.length === 0 ? [] : [{ ...file, containers: more }];
    return [{ ...here, containers: [...here.containers, ...more].sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column) }];
  });
}

/** What the heap offers `fix`: rewrites that its options leave out for want of certainty, and that the heap has the certainty for. */
export function withOffers(files: readonly PlannedFile[], { entries }: HeapReport): readonly PlannedFile[] {
  const proven = new Map(entries.flatMap((entry) => (entry.code && isLeak(entry) ? [[`${entry.code.path}:${entry.code.at.line}:${entry.code.at.column}`, entry] as const] : [])));
  return files.map((file) => ({ ...file, containers: file.containers.map((account) => offered(account, proven.get(`${file.real}:${account.at.line}:${account.at.column}`))) }));
}

function offered(account: AccountedContainer, entry: HeapEntry | undefined): AccountedContainer {
  if (!entry?.code) return account;
  const { fate, finding } = entry.code.account;
  const heap = factOf(entry);
  const asked = certaintyAsked(finding?.certainty);
  if (account.fate.state !== 'clean' || (fate.state !== 'rewritten' && fate.state !== 'suggestion')) return { ...account, heap };
  return { ...account, heap, fate: { state: 'suggestion', codemod: fate.codemod, assumption: `${fate.assumption ?? 'the entries that the heap shows are a leak'}${asked && ` (with${asked})`}` } };
}

function withFact(account: AccountedContainer, entry: HeapEntry | undefined): AccountedContainer {
  if (account.kind !== 'container') return account;
  const { finding, fate } = account;
  if (!entry) return finding && fate.state !== 'clean' ? { ...account, heap: NOT_SEEN, finding: { ...finding, evidence: [...finding.evidence, 'the heap: no container of this place is in it, or only small ones'] } } : account;
  const heap = factOf(entry);
  if (finding && fate.state !== 'clean') return { ...account, heap, finding: { ...finding, evidence: [...finding.evidence, `the heap: ${factText(entry)}`] } };
  if (fate.state !== 'clean' || !isLeak(entry)) return { ...account, heap };
  return { ...account, heap, finding: findingOf(entry, account.at), fate: { state: 'manual' } };
}

/** A leak that the heap shows in a container of which the code says nothing. */
function unknownToCode(entry: HeapEntry): AccountedContainer {
  const { name, place, container } = entry;
  const at = { line: place?.line ?? 1, column: place?.column ?? 1 };
  const type = container.kind === 'weakmap' || container.kind === 'weakset' ? 'map' : container.kind;
  return { kind: 'container', name, at, container: { type, home: { kind: 'unknown', label: 'not known' }, verdict: 'unknown' }, heap: factOf(entry), finding: findingOf(entry, at), fate: { state: 'manual' } };
}

function findingOf(entry: HeapEntry, at: AccountedContainer['at']): AccountedFinding {
  const { name, container, says } = entry;
  const leak = container.keys === 'primitives' ? 'id-keyed' : 'instance-keyed';
  const what = `\`${name}\` ${says === 'grows' ? 'grows, and lets go of nothing' : 'keeps objects that nothing else has'}`;
  const why = `the heap: ${factText(entry)}`;
  const advice = adviceFor(entry);
  return { rule: ruleIdOf(leak), leak, certainty: 'likely', at, to: { line: at.line, column: at.column + 1 }, message: `${what}. ${advice}. (${why}.)`, what, why, advice, evidence: [], labels: [] };
}

const NOT_SEEN: HeapFact = { state: 'not-seen', entries: 0, objects: 0, bytes: 0 };

function factOf(entry: HeapEntry): HeapFact {
  const { freed, container } = entry;
  const state = isConfirmed(entry) ? 'confirmed' : 'held-elsewhere';
  return { state, entries: container.entries, objects: freed.objects, bytes: freed.bytes };
}

function isConfirmed(entry: HeapEntry): boolean {
  return isLeak(entry) || entry.freed.entries > 0;
}

function factText(entry: HeapEntry): string {
  const { freed, shared, sharedByAll, growth, container, says } = entry;
  const grown = growth && growth.entries > 0 ? `; ${signed(growth.entries, numberText)} entries since the first snapshot` : '';
  if (!isConfirmed(entry)) return `${SAYS['held-elsewhere'].replace('keeps nothing', `of ${numberText(container.entries)} entries it keeps nothing`)}${grown}`;
  const total = numberText(container.entries);
  if (freed.entries === 0) return `confirmed, its ${total} entries are held by nothing but it and others that are listed here, ${numberText(Math.max(shared, sharedByAll))} of them${grown}`;
  return `${says === 'only-owner' ? 'only it has' : 'confirmed, only it keeps'} ${numberText(freed.entries)} of ${total} entries, ${numberText(freed.objects)} objects of ${bytesText(freed.bytes)}${grown}`;
}
