import type { Node } from '../source/ast.js';
import type { OtherFile } from '../source/other-file.js';
import type { RefusalCode } from './refusals.js';
import type { Axiom } from './axioms.js';

/** One fact of a proof. */
export interface Ground {
  /** The fact, in words, without a final full stop. */
  readonly says: string;
  /** The place that shows it. */
  readonly node: Node;
  /** The file of that place, where it is another one. */
  readonly file?: OtherFile | undefined;
  /** What the fact rests on besides the text. */
  readonly axiom?: Axiom | undefined;
}

/** What stands against a claim. */
export interface Gap {
  /** What is wrong or not known there, without a final full stop. */
  readonly says: string;
  /** The place of it. */
  readonly node: Node;
  readonly file?: OtherFile | undefined;
  /** Where the rewrite is refused for it: the code. Else it becomes a suggestion that assumes the claim. */
  readonly code?: RefusalCode | undefined;
  /** Does it speak of the whole project? Nobody who reads a suggestion can answer that, so another gap is told first, or it is a refusal. */
  readonly isOfProject?: boolean | undefined;
}

/** What comes of asking for one claim: the facts that prove it, or the first gap. */
export type Answer = { readonly holds: true; readonly grounds: readonly Ground[] } | { readonly holds: false; readonly gap: Gap };

export const held = (...grounds: readonly Ground[]): Answer => ({ holds: true, grounds });
/** One fact that proves a claim. */
export const ground = (says: string, node: Node, axiom?: Axiom): Answer => held({ says, node, axiom });
export const open = (gap: Gap): Answer => ({ holds: false, gap });
export const refused = (code: RefusalCode, node: Node, says: string, file?: OtherFile): Answer => open({ code, node, says, ...(file && { file }) });
/** A gap that the whole project leaves, and no place of the container. */
export const openInProject = (code: RefusalCode, node: Node, says: string): Answer => open({ code, node, says, isOfProject: true });

/** More steps than so many from one value to another prove nothing. */
export const MOST_DEPTH = 5;

/** The first answer that is open, one about the whole project only where no other is; where there is none, all grounds together. */
export function allOf<Thing>(things: Iterable<Thing>, ask: (thing: Thing) => Answer): Answer {
  const grounds: Ground[] = [];
  let ofProject: Answer | undefined;
  for (const thing of things) {
    const answer = ask(thing);
    if (answer.holds) grounds.push(...answer.grounds);
    else if (answer.gap.isOfProject) ofProject ??= answer;
    else return answer;
  }
  return ofProject ?? { holds: true, grounds };
}

/** The same for a list of questions that are asked one after the other, up to the first that is open. */
export function both(...questions: readonly (() => Answer)[]): Answer {
  return allOf(questions, (ask) => ask());
}
