import type { JSONSchema4 } from '@typescript-eslint/utils/json-schema';
import type { ReportFixFunction, RuleContext } from '@typescript-eslint/utils/ts-eslint';
import { atLeast } from '../analysis/containers/key-evidence.js';
import type { Certainty } from '../analysis/model.js';
import { mayUseWeakTools, weakFindingsIn, type WeakFinding, type WeakMistake } from '../analysis/mistakes/index.js';

/** The messages of a rule about weak tools. */
export const WEAK_MESSAGES = {
  mistake: '{{what}}. {{advice}}. [{{certainty}}: {{why}}]',
  rewrite: '{{title}}, if {{assumption}}.',
};

/** The options of a rule about weak tools. */
export interface WeakOptions {
  /** The lowest certainty that is reported. */
  readonly certainty?: Certainty;
}

/** The schema of `WeakOptions`; the description appears in the docs. */
export const WEAK_OPTIONS_SCHEMA: JSONSchema4 = {
  type: 'object',
  additionalProperties: false,
  properties: {
    certainty: {
      type: 'string',
      description: 'The lowest certainty that is reported.',
      enum: ['proven', 'likely', 'possible'],
    },
  },
};

type Context = Readonly<RuleContext<keyof typeof WEAK_MESSAGES, [WeakOptions]>>;

/**
 * Reports the mistakes of one kind that the analysis found in a file.
 *
 * @returns the rule's listeners; none where the text shows that the file uses no weak tool.
 */
export function reportWeakTools(context: Context, mistake: WeakMistake, { certainty = 'likely' }: WeakOptions): { Program?: () => void } {
  const { sourceCode } = context;
  if (!mayUseWeakTools(sourceCode.text)) return {};
  return {
    Program() {
      for (const finding of weakFindingsIn(sourceCode, [mistake])) if (atLeast(finding.certainty, certainty)) report(context, finding);
    },
  };
}

function report(context: Context, { node, what, why, advice, certainty, rewrite }: WeakFinding): void {
  const edits = rewrite.outcome === 'edits' ? rewrite : undefined;
  const fix: ReportFixFunction | null = edits ? (fixer) => edits.edits.map(({ range, text }) => fixer.replaceTextRange(range, text)) : null;
  const isSafe = edits?.grade === 'safe';
  context.report({
    node,
    messageId: 'mistake',
    data: { what, why, advice, certainty },
    fix: isSafe ? fix : null,
    suggest: edits && fix && !isSafe ? [{ messageId: 'rewrite', data: { title: edits.title, assumption: edits.assumption }, fix }] : [],
  });
}
