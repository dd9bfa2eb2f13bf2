import type { TSESTree } from '@typescript-eslint/utils';
import type { DoubtId } from '../analysis/findings/doubts.js';
import type { Certainty, ContainerKind, Finding, Grade, HomeKind, LeakKind, OtherFile, Rewrite, Verdict } from '../analysis/model.js';
import { type Axiom, type Claim, CLAIMS, type Ground } from '../analysis/proof/index.js';
import { REFUSALS, type RefusalCode } from '../analysis/proof/refusals.js';
import type { WeakMistake, WeakRewrite } from '../analysis/mistakes/index.js';
import { messageOf } from '../analysis/containers/wording.js';
import { ruleIdOf } from '../rules/leak-rules.js';
import { CODEMOD_LEAKS, type CodemodName, type CodemodOptions, isAsked } from './options.js';
import { placesIn, type Place } from './places.js';

/**
 * What becomes of a container or of a mistake with a weak tool; each one seen comes to exactly one of these.
 *
 * - `rewritten`: its rewrite is applied;
 * - `declined`: its rewrite could be applied, but who was asked said no, or later;
 * - `suggestion`: its rewrite is right if an assumption holds, and the grade does not allow to assume it;
 * - `refused`: nothing may be rewritten, for the reason given;
 * - `other`: it is for a codemod that was not asked for;
 * - `manual`: a mistake that no codemod mends, or a container that only a bound could help;
 * - `clean`: no leak.
 *
 * @typeParam At how places are told: as offsets while a text is worked on, as lines and columns to users
 */
export type Fate<At = Place> =
  | ({ readonly state: 'rewritten' } & AppliedRewrite<At>)
  | ({ readonly state: 'declined' } & AppliedRewrite<At>)
  | { readonly state: 'suggestion'; readonly codemod: CodemodName; readonly assumption: string; /** The claim that keeps it from being safe. */ readonly claim?: Claim }
  | {
      readonly state: 'refused';
      readonly code: RefusalCode;
      readonly reason: string;
      readonly at: At;
      /** The place that ends the rewrite, where that is in another file. */
      readonly elsewhere?: Elsewhere;
      /** The claim of the proof that fails, where it is for that. */
      readonly claim?: Claim;
      /** Does `eslint-suppressions.json` suppress it, and no comment? */
      readonly isQuieted?: true;
    }
  | { readonly state: 'other' }
  | { readonly state: 'manual' }
  | { readonly state: 'clean'; readonly because: Innocence };

/** A rewrite that the options allow. */
export interface AppliedRewrite<At = Place> {
  readonly codemod: CodemodName;
  readonly grade: Grade;
  /** What it rests on, where it is not safe. */
  readonly assumption?: string;
  /** Why it is safe, claim by claim, where it is. */
  readonly proof?: readonly AccountedClaim<At>[];
}

/** A claim of a proof, with the facts that prove it. */
export interface AccountedClaim<At = Place> {
  readonly claim: Claim;
  readonly says: string;
  readonly grounds: readonly AccountedGround<At>[];
}

/** A fact of a proof and the place that shows it; `elsewhere` where that is in another file. */
export interface AccountedGround<At = Place> {
  readonly says: string;
  readonly at: At;
  readonly elsewhere?: Elsewhere;
  /** What it rests on besides the text. */
  readonly axiom?: Axiom;
}

/** A place in another file. */
export interface Elsewhere extends Place {
  readonly path: string;
}

/** The closed list of reasons why a container is no leak. */
export const INNOCENCE = {
  released: 'its entries are taken out again',
  bounded: 'it cannot grow for as long as it lives, or dies with its call',
  unknown: 'nothing shows that it grows and lives long',
  harmless: 'nothing shows that it keeps what would else be free',
  unasked: 'the options leave it out',
} as const satisfies Record<string, string>;

/** Why a container is no leak. */
export type Innocence = keyof typeof INNOCENCE;

/** What is accounted for: a container, or a mistake with a weak tool. */
export interface Subject {
  readonly name: string;
  /** The place of its creation, or of the mistake. */
  readonly creation: TSESTree.Node;
  /** What a container is; absent for mistakes. */
  readonly kind?: ContainerKind;
  readonly home?: { readonly kind: HomeKind; readonly label: string };
  readonly verdict?: Verdict;
  readonly finding: Reported | undefined;
  readonly rewrite: Rewrite | WeakRewrite | RefusalByOthers;
}

/** A rewrite that is refused for a change that another file would need. */
interface RefusalByOthers {
  readonly outcome: 'refusal';
  readonly code: RefusalCode;
  readonly reason: string;
  readonly node: Located;
  readonly file: OtherFile;
}

/** What a rule says of a leak or of a mistake. */
export interface Reported extends Pick<Finding, 'what' | 'why' | 'advice' | 'evidence'>, Partial<Pick<Finding, 'doubts' | 'labels'>> {
  readonly leak: LeakKind | WeakMistake | 'stringified-key';
  /** Absent where a rule grades nothing. */
  readonly certainty?: Certainty;
  /** The place of the report, where it is not the creation. */
  readonly at?: Located;
}

/** A container, or a mistake with a weak tool, and what becomes of it. Places are those of the text as it was read. */
export interface AccountedContainer<At = Place> {
  readonly kind: 'container' | 'mistake';
  readonly name: string;
  /** Where the container is created, or the mistake made. */
  readonly at: At;
  /** What is known of a container; absent for mistakes. */
  readonly container?: { readonly type: ContainerKind; readonly home: { readonly kind: HomeKind; readonly label: string }; readonly verdict: Verdict };
  /** What the rule says of it; absent where there is nothing to say under any option. */
  readonly finding?: AccountedFinding<At> | undefined;
  readonly fate: Fate<At>;
  /** What a heap snapshot says of it, where one was given. */
  readonly heap?: HeapFact;
  /** How it alone is rewritten, or could be, where no other file changes with it. */
  readonly rewrite?: AccountedRewrite<At> | undefined;
}

/** What a heap snapshot says of a container: does it keep what nothing else has, and how much? */
export interface HeapFact {
  readonly state: 'confirmed' | 'held-elsewhere' | 'not-seen';
  readonly entries: number;
  /** What only it keeps. */
  readonly objects: number;
  readonly bytes: number;
}

/** What a rewrite does to the text as it was read. */
export interface AccountedRewrite<At = Place> {
  readonly title: string;
  readonly assumption: string | undefined;
  readonly edits: readonly { readonly from: At; readonly to: At; readonly text: string }[];
}

/** What a rule says of a container or of a mistake. */
export interface AccountedFinding<At = Place> {
  /** The rule's full name, `ephemeron/…`. */
  readonly rule: string;
  /** The kind of leak or of mistake; absent for `ephemeron/no-stringified-key`, which looks at no container. */
  readonly leak?: LeakKind | WeakMistake;
  readonly certainty?: Certainty;
  /** What keeps it from being proven; absent where a rule weighs nothing. */
  readonly doubts?: readonly DoubtId[];
  /** The place of the report, up to its end. */
  readonly at: At;
  readonly to: At;
  /** The whole message, as the rule reports it. */
  readonly message: string;
  /** Its clauses, without final full stops. */
  readonly what: string;
  readonly why: string;
  readonly advice: string;
  readonly evidence: readonly string[];
  /** The places besides that of the report that show it. */
  readonly labels: readonly AccountedLabel<At>[];
}

/** A place, up to its end, and what it shows; `elsewhere` where that is in another file. */
export interface AccountedLabel<At = Place> {
  readonly says: string;
  readonly at: At;
  readonly to: At;
  readonly elsewhere?: Elsewhere & { readonly to: Place };
}

/** Is a container reported as a leak, reported but for a disable comment or for `eslint-suppressions.json`, or not at all? */
export type Standing = 'reported' | 'suppressed' | 'quieted' | 'clean';

/**
 * What becomes of a container under the options, as long as its rewrite does not clash with another's.
 *
 * @param mayChangeOthers may a rewrite change other files?
 */
export function accountFor(subject: Subject, standing: Standing, options: CodemodOptions, mayChangeOthers = true): AccountedContainer<number> {
  const { name, creation, kind, home, verdict, finding } = subject;
  const fate = fateOf(mayChangeOthers ? subject : inOneFile(subject), standing, options);
  const rewrite = rewriteOf(subject, fate);
  return {
    kind: kind ? 'container' : 'mistake',
    name,
    at: creation.range[0],
    ...(kind && home && verdict && { container: { type: kind, home: { kind: home.kind, label: home.label }, verdict } }),
    ...(finding && { finding: findingOf(finding, creation) }),
    fate,
    ...(rewrite && { rewrite }),
  };
}

function rewriteOf({ rewrite }: Subject, { state }: Fate<number>): AccountedRewrite<number> | undefined {
  if (rewrite.outcome !== 'edits' || ('elsewhere' in rewrite && rewrite.elsewhere) || !/^(?:rewritten|suggestion|manual)$/.test(state)) return undefined;
  const { title, grade, assumption, edits } = rewrite;
  return { title, assumption: grade === 'safe' ? undefined : assumption, edits: edits.map(({ range: [from, to], text }) => ({ from, to, text })) };
}

function findingOf(finding: Reported, creation: Located): AccountedFinding<number> {
  const { leak, certainty, doubts, at, what, why, advice, evidence, labels = [] } = finding;
  const { range } = at ?? creation;
  return {
    rule: ruleIdOf(leak),
    ...(leak !== 'stringified-key' && { leak }),
    ...(certainty && { certainty }),
    ...(doubts && { doubts }),
    at: range[0],
    to: range[1],
    message: messageOf(finding),
    what,
    why,
    advice,
    evidence,
    labels: labels.map(({ node, file, says }) => ({ says, at: file ? range[0] : node.range[0], to: file ? range[1] : node.range[1], ...(file && { elsewhere: { ...placeElsewhere(node, file), to: placesIn(file.source.text)(node.range[1]) } }) })),
  };
}

/** The same account with its places told in another way. A place in another file is told already. */
export function relocate<From, To>(account: AccountedContainer<From>, move: (at: From) => To): AccountedContainer<To> {
  const { fate, finding, rewrite } = account;
  return {
    ...account,
    at: move(account.at),
    finding: finding && { ...finding, at: move(finding.at), to: move(finding.to), labels: finding.labels.map((label) => ({ ...label, at: move(label.at), to: move(label.to) })) },
    fate: relocateFate(fate, move),
    rewrite: rewrite && { ...rewrite, edits: rewrite.edits.map(({ from, to, text }) => ({ from: move(from), to: move(to), text })) },
  };
}

function relocateFate<From, To>(fate: Fate<From>, move: (at: From) => To): Fate<To> {
  switch (fate.state) {
    case 'refused':
      return { ...fate, at: move(fate.at) };
    case 'rewritten':
    case 'declined': {
      const { proof, ...rest } = fate;
      return { ...rest, ...(proof && { proof: proof.map((claim) => ({ ...claim, grounds: claim.grounds.map((ground) => ({ ...ground, at: move(ground.at) })) })) }) };
    }
    default:
      return fate;
  }
}

/** Is it reported, but counted in `eslint-suppressions.json`? */
export function isQuieted({ fate }: Pick<AccountedContainer, 'fate'>): boolean {
  return fate.state === 'refused' && fate.isQuieted === true;
}

function fateOf(subject: Subject, standing: Standing, options: CodemodOptions): Fate<number> {
  switch (standing) {
    case 'clean':
      return { state: 'clean', because: innocenceOf(subject) };
    case 'suppressed':
      return refusal('suppressed', subject.creation);
    case 'quieted':
      return { ...refusal('suppressed', subject.creation, '`eslint-suppressions.json` counts it'), isQuieted: true };
    case 'reported':
      return isAskedFor(subject, options.only) ? fateOfLeak(subject, options) : { state: 'other' };
    default:
      return unreachable(standing);
  }
}

/** The same where other files stay as they are. */
function inOneFile(subject: Subject): Subject {
  const { rewrite } = subject;
  const [other] = rewrite.outcome === 'edits' && 'elsewhere' in rewrite ? (rewrite.elsewhere ?? []) : [];
  const [edit] = other?.edits ?? [];
  return other && edit ? { ...subject, rewrite: { outcome: 'refusal', code: 'multi-file', reason: REFUSALS['multi-file'], node: edit, file: other.file } } : subject;
}

function innocenceOf({ verdict = 'unknown', finding }: Subject): Innocence {
  if (finding) return 'unasked';
  return verdict === 'leaks' || verdict === 'partial' ? 'harmless' : verdict;
}

function fateOfLeak({ kind, rewrite, creation, finding }: Subject, options: CodemodOptions): Fate<number> {
  switch (rewrite.outcome) {
    case 'edits':
      if (rewrite.codemod === undefined) return { state: 'manual' };
      return isAllowed(rewrite.grade, options) ? applied(rewrite, rewrite.codemod, creation) : heldBack(rewrite, rewrite.codemod, creation);
    case 'refusal':
      return {
        ...('file' in rewrite && rewrite.file ? { ...refusal(rewrite.code, creation, rewrite.reason), elsewhere: placeElsewhere(rewrite.node, rewrite.file) } : refusal(rewrite.code, rewrite.node, rewrite.reason)),
        ...('unproven' in rewrite && rewrite.unproven && { claim: rewrite.unproven.claim }),
      };
    case 'none':
      // A leak without a word on its rewrite: what is not understood is not touched.
      return kind && finding?.leak !== 'unbounded' ? refusal('unknown-use', creation) : { state: 'manual' };
    default:
      return unreachable(rewrite);
  }
}

/** A node, as far as its place goes. */
export interface Located {
  readonly range: readonly [number, number];
}

type RewriteByEdits = Extract<Subject['rewrite'], { outcome: 'edits' }>;

function isAllowed(grade: Grade, options: CodemodOptions): boolean {
  switch (grade) {
    case 'safe':
      return true;
    case 'suggestion':
      return options.grade === 'suggestion';
    case 'ownership':
      return options.ownership;
    default:
      return unreachable(grade);
  }
}

function applied(rewrite: RewriteByEdits, codemod: CodemodName, creation: Located): Fate<number> {
  if (rewrite.grade === 'safe') return { state: 'rewritten', codemod, grade: 'safe', proof: rewrite.proof.claims.map(({ claim, grounds }) => ({ claim, says: CLAIMS[claim].says, grounds: grounds.map((ground) => groundAt(ground, creation)) })) };
  return { state: 'rewritten', codemod, grade: rewrite.grade, assumption: rewrite.assumption };
}

function groundAt({ says, node, file, axiom }: Ground, creation: Located): AccountedGround<number> {
  return { says, at: file ? creation.range[0] : node.range[0], ...(file && { elsewhere: placeElsewhere(node, file) }), ...(axiom && { axiom }) };
}

function heldBack(rewrite: RewriteByEdits, codemod: CodemodName, creation: Located): Fate<number> {
  if (rewrite.grade === 'ownership') return refusal('only-owner', creation);
  return { state: 'suggestion', codemod, assumption: rewrite.assumption ?? '', ...(rewrite.grade === 'suggestion' && rewrite.unproven && { claim: rewrite.unproven.claim }) };
}

function refusal(code: RefusalCode, { range }: Located, reason: string = REFUSALS[code]): Extract<Fate<number>, { state: 'refused' }> {
  return { state: 'refused', code, reason, at: range[0] };
}

function placeElsewhere({ range }: Located, { path, source }: OtherFile): Elsewhere {
  return { path, ...placesIn(source.text)(range[0]) };
}

function isAskedFor({ rewrite, finding }: Subject, only: CodemodOptions['only']): boolean {
  if (rewrite.outcome === 'edits') return rewrite.codemod === undefined || isAsked(rewrite.codemod, only);
  return only?.some((codemod) => CODEMOD_LEAKS[codemod].some((leak) => leak === finding?.leak)) ?? true;
}

function unreachable(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
