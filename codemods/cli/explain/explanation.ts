import type { Container, Use } from '../../../analysis/model.js';
import { CLAIMS, type Unproven } from '../../../analysis/proof/index.js';
import type { DoubtShown, Effect, Exit, Holder, KeyShown, Location, OperationShown, Spot, Stages, TouchingFunction } from '../../../analysis/findings/stages.js';
import { accountFor, type AccountedClaim, relocate } from '../../fate.js';
import { DEFAULTS } from '../../options.js';
import type { CodemodSource } from '../../parse.js';
import { placesIn, type Place } from '../../places.js';

/** A place and the path of its file, as messages give it. */
export interface FilePlace extends Place {
  readonly path: string;
}

/** A part of what the analysis knows, with its place in place of its node. */
type Placed<Part> = Omit<Part, keyof Spot>;
interface At {
  readonly at: FilePlace;
}
type MaybeAt = Partial<At>;

/** All that is known of one container, stage by stage. */
export interface Explanation {
  readonly name: string;
  readonly kind: Container['kind'];
  readonly at: FilePlace;
  readonly home: { readonly kind: Container['home']['kind']; readonly label: string };
  readonly locations: readonly (Placed<Location> & MaybeAt)[];
  readonly functions: readonly ExplainedFunction[];
  /** The uses in other files. */
  readonly usesElsewhere: readonly ({ readonly kind: Use['kind']; readonly text: string } & At)[];
  readonly keys: Pick<ReturnType<Container['keys']>, 'noun' | 'sort' | 'certainty' | 'because'> & {
    readonly isNullable: boolean;
    readonly writes: readonly (Omit<Placed<KeyShown>, 'shownAt'> & At & { readonly shownAt: FilePlace })[];
  };
  readonly retention: readonly (Placed<Holder> & MaybeAt)[];
  readonly releases: readonly ({ readonly how: string; readonly worth: string; readonly because?: string | undefined } & At)[];
  readonly exits: readonly (Placed<Exit> & At)[];
  readonly verdict: Container['verdict'];
  readonly doubts: readonly DoubtShown[];
  readonly finding?: { readonly certainty: string; readonly message: string; readonly evidence: readonly string[] } | undefined;
  readonly rewrite: ExplainedRewrite;
}

/** A function that touches the container. */
export interface ExplainedFunction extends Pick<TouchingFunction, 'name' | 'isTopLevel' | 'isOpen'>, At {
  readonly calledFrom: readonly ({ readonly name: string | undefined } & At)[];
  readonly effects: readonly (Omit<Placed<Effect>, 'site'> & At & { readonly site?: FilePlace | undefined })[];
  readonly operations: readonly (Placed<OperationShown> & MaybeAt)[];
}

/** What may be done about it, up to the proof or the claim that fails. */
export interface ExplainedRewrite {
  readonly grade: 'safe' | 'suggestion' | 'ownership' | 'refused' | 'none';
  readonly title?: string | undefined;
  readonly assumption?: string | undefined;
  /** The claims that are proven, where it is safe. */
  readonly proof?: readonly (Pick<AccountedClaim, 'claim' | 'says'> & { readonly grounds: readonly ({ readonly says: string; readonly axiom?: AccountedClaim['grounds'][number]['axiom'] } & At)[] })[] | undefined;
  /** The claim that is not. */
  readonly missing?: ({ readonly claim: string; readonly says: string; readonly because: string } & At) | undefined;
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  /** The place that ends it, where it is refused. */
  readonly at?: FilePlace | undefined;
}

/** The most characters of a piece of code. */
const MOST_OF_CODE = 80;

/**
 * All that is known of a container, with places in place of nodes.
 *
 * @param path the path of its file, as messages give it
 */
export function explanationOf(container: Container, stages: Stages, path: string, source: CodemodSource): Explanation {
  const { name, kind, creation, home, verdict, keys, uses, releases, finding } = container;
  const { noun, sort, certainty, because: shownBy, nullable: isNullable } = keys();
  const placeOf = placesIn(source.text);
  const locate = ({ node, file }: Spot): FilePlace => (file ? { path: file.shown, ...placesIn(file.source.text)(node.range[0]) } : { path, ...placeOf(node.range[0]) });
  const maybe = (node: Spot['node'] | undefined, file?: Spot['file']): MaybeAt => (node ? { at: locate({ node, file }) } : {});
  return {
    name,
    kind,
    at: locate({ node: creation }),
    home: { kind: home.kind, label: home.label },
    locations: stages.locations.map(({ node, file, ...rest }) => ({ ...rest, ...maybe(node, file) })),
    functions: stages.functions.map(({ node, name: called, isTopLevel, isOpen, calledFrom, effects, operations }) => ({
      name: called,
      isTopLevel,
      isOpen,
      at: locate({ node }),
      calledFrom: calledFrom.map((call) => ({ name: call.name, at: locate(call) })),
      effects: effects.map(({ node: use, file, site, ...effect }) => ({ ...effect, at: locate({ node: use, file }), ...(site && { site: locate(site) }) })),
      operations: operations.map(({ node: at, file, ...operation }) => ({ ...operation, ...maybe(at, file) })),
    })),
    usesElsewhere: uses.flatMap((use) => (use.file ? [{ kind: use.kind, text: use.file.source.text.slice(...use.node.range).replaceAll(/\s+/g, ' ').slice(0, MOST_OF_CODE), at: locate(use) }] : [])),
    keys: {
      noun, sort, certainty, because: shownBy, isNullable,
      writes: stages.keys.map(({ node, file, shownAt, ...key }) => ({ ...key, at: locate({ node, file }), shownAt: locate(shownAt) })),
    },
    retention: stages.retention.map(({ role, name: held, node, file }) => ({ role, name: held, ...maybe(node, file) })),
    releases: releases().map(({ use, how, worth, because }) => ({ how, worth, because, at: locate(use) })),
    exits: stages.exits.map(({ node, file, ...exit }) => ({ ...exit, at: locate({ node, file }) })),
    verdict,
    doubts: stages.doubts,
    finding: finding && { certainty: finding.certainty, message: messageIn(container), evidence: finding.evidence },
    rewrite: rewriteOf(container, locate, path, placeOf),
  };
}

type Locate = (spot: Spot) => FilePlace;

/** The account under options that hold nothing back. */
function accountOf(container: Container) {
  return accountFor(container, container.finding ? 'reported' : 'clean', { ...DEFAULTS, certainty: 'possible', grade: 'suggestion', ownership: true });
}

function messageIn(container: Container): string {
  return accountOf(container).finding?.message ?? '';
}

function rewriteOf(container: Container, locate: Locate, path: string, placeOf: (offset: number) => Place): ExplainedRewrite {
  const { rewrite } = container;
  const missing = (unproven: Unproven | undefined) => unproven && { missing: { claim: unproven.claim, says: CLAIMS[unproven.claim].says, because: unproven.gap.says, at: locate(unproven.gap) } };
  switch (rewrite.outcome) {
    case 'none':
      return { grade: 'none' };
    case 'refusal':
      return { grade: 'refused', code: rewrite.code, reason: rewrite.reason, at: locate(rewrite), ...missing(rewrite.unproven) };
    case 'edits': {
      const { fate } = relocate(accountOf(container), placeOf);
      const proof = fate.state === 'rewritten' ? fate.proof : undefined;
      return {
        grade: rewrite.grade,
        title: rewrite.title,
        assumption: rewrite.assumption,
        ...(proof && { proof: proof.map(({ claim, says, grounds }) => ({ claim, says, grounds: grounds.map(({ says: ground, axiom, at, elsewhere }) => ({ says: ground, ...(axiom && { axiom }), at: elsewhere ?? { path, ...at } })) })) }),
        ...(rewrite.grade !== 'safe' && missing(rewrite.unproven)),
      };
    }
    default:
      return rewrite satisfies never;
  }
}
