import type { ReportFixFunction, RuleContext } from '@typescript-eslint/utils/ts-eslint';
import { type Container, type Edit, isReported, type LeakKind, mayHoldContainer, mayOfferContainer } from '../analysis/index.js';
import { looksAround, modelFor } from '../codemods/project-model.js';
import type { LeakOptions } from './leak-options.js';

/** The messages of a rule about leaking containers. */
export const LEAK_MESSAGES = {
  leak: '{{what}}: {{why}}. {{advice}}. [{{certainty}}: {{evidence}}]',
  rewrite: '{{title}}, if {{assumption}}.',
};

type Context = Readonly<RuleContext<keyof typeof LEAK_MESSAGES, [LeakOptions]>>;

/**
 * Reports the containers of one kind of leak that the analysis found in a file.
 *
 * @param leak the kind of leak that the rule is about.
 * @returns the rule's listeners; none where the text shows that the file cannot hold a container.
 */
export function reportLeaks(context: Context, leak: LeakKind, options: LeakOptions): { Program?: () => void } {
  const { sourceCode } = context;
  if (!mayHoldContainer(sourceCode.text) && !(looksAround() && mayOfferContainer(sourceCode.text))) return {};
  return {
    Program() {
      for (const container of modelFor(sourceCode, options, context.filename).containers) {
        if (container.finding?.leak === leak && isReported(container, options)) report(context, container, container.finding);
      }
    },
  };
}

function report(context: Context, { creation, rewrite }: Container, finding: NonNullable<Container['finding']>): void {
  const { what, why, advice, certainty, evidence } = finding;
  // ESLint changes one file at a time, and half a rewrite is worse than none.
  const edits = rewrite.outcome === 'edits' && !rewrite.elsewhere ? applying(rewrite.edits) : null;
  const isSafe = rewrite.outcome === 'edits' && rewrite.grade === 'safe';
  context.report({
    node: finding.at ?? creation,
    messageId: 'leak',
    data: { what, why, advice, certainty, evidence: evidence.join('; ') },
    fix: isSafe ? edits : null,
    suggest:
      edits && !isSafe && rewrite.outcome === 'edits' && rewrite.grade === 'suggestion'
        ? [{ messageId: 'rewrite', data: { title: rewrite.title, assumption: rewrite.assumption ?? '' }, fix: edits }]
        : [],
  });
}

function applying(edits: readonly Edit[]): ReportFixFunction {
  return (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange(range, text));
}
