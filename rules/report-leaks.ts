import { existsSync, realpathSync } from 'node:fs';
import type { ReportFixFunction, RuleContext } from '@typescript-eslint/utils/ts-eslint';
import { analyze, asFilled, type Edit, type FileModel, isReported, type Leaking, type LeakKind, mayHoldContainer } from '../analysis/index.js';
import { atLeast } from '../analysis/containers/key-evidence.js';
import { projectNow } from '../codemods/project/files.js';
import { modelFor } from '../codemods/project-model.js';
import type { LeakOptions } from './leak-options.js';
import { surroundingsIn } from './program-files.js';

/** The messages of a rule about leaking containers. */
export const LEAK_MESSAGES = {
  leak: '{{what}}. {{advice}}. [{{certainty}}: {{why}}; {{evidence}}]',
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
  if (!mayHoldContainer(sourceCode.text)) return {};
  return {
    Program() {
      const seenIn = ({ containers }: FileModel): readonly Leaking[] => (leak === 'unbounded' ? containers.map(asFilled) : containers);
      const isSought = (container: Leaking): boolean => container.finding?.leak === leak && isReported(container, options);
      const model = modelFor(sourceCode, options, context.filename);
      const leaks = seenIn(model).filter(isSought);
      // Other files may bound what strings fill, whatever else they have to say.
      const isOpen = leaks.length > 0 && (leak === 'unbounded' || model.open().some(({ creation }) => leaks.some((open) => open.creation === creation)));
      const around = isOpen ? surroundingsIn(context) : undefined;
      const told = around ? lowered(leaks, seenIn(modelFor(sourceCode, options, context.filename, around))).filter(isSought) : leaks;
      for (const container of proven(told, options, context)) if (container.finding) report(context, container, container.finding);
    },
  };
}

/**
 * Leaks with the proof that a fix needs, for it is applied unseen: where the file lies on the disk, the whole project has a
 * say in it, as in `ephemeron fix`.
 */
function proven(leaks: readonly Leaking[], options: LeakOptions, { filename, sourceCode }: Context): readonly Leaking[] {
  const isFixed = ({ rewrite }: Leaking): boolean => rewrite.outcome === 'edits' && rewrite.grade === 'safe';
  if (!leaks.some(isFixed) || !existsSync(filename)) return leaks;
  const real = realpathSync(filename);
  const { containers } = analyze(sourceCode, { ...options, elsewhere: projectNow(real).elsewhereOf(real) });
  return leaks.map((leak) => {
    const whole = isFixed(leak) ? containers.find(({ creation }) => creation === leak.creation) : leak;
    if (whole === leak || !leak.finding) return leak;
    // What the project shows may take the fix away; the finding is that of the file.
    return whole?.finding ? { ...leak, rewrite: whole.rewrite, finding: { ...leak.finding, advice: whole.finding.advice } } : { ...leak, rewrite: { outcome: 'none' } };
  });
}

/** Leaks as other files show them. What is seen of those in a program may lower or withdraw a finding, and no more. */
function lowered(leaks: readonly Leaking[], shown: readonly Leaking[]): readonly Leaking[] {
  const byCreation = new Map(shown.map((container) => [container.creation, container]));
  return leaks.flatMap((container) => {
    const other = byCreation.get(container.creation);
    if (!container.finding || !other?.finding) return [];
    const isKept = other.finding.leak === container.finding.leak && atLeast(container.finding.certainty, other.finding.certainty);
    return [isKept ? other : container];
  });
}

function report(context: Context, { creation, rewrite }: Leaking, finding: NonNullable<Leaking['finding']>): void {
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
        ? [{ messageId: 'rewrite', data: { title: rewrite.title, assumption: rewrite.assumption }, fix: edits }]
        : [],
  });
}

function applying(edits: readonly Edit[]): ReportFixFunction {
  return (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange(range, text));
}
