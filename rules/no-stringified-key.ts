import type { TSESTree } from '@typescript-eslint/utils';
import { mayHoldContainer } from '../analysis/index.js';
import { mayHaveObjectKey } from '../analysis/mistakes/object-keys.js';
import { stringifiedKey } from '../analysis/mistakes/stringified.js';
import { mayUseWeakTools } from '../analysis/mistakes/index.js';
import { createRule } from './create-rule.js';

export default createRule({
  name: 'no-stringified-key',
  meta: {
    type: 'problem',
    docs: { description: 'disallow objects and functions as property keys, where they become strings', recommended: 'recommended' },
    messages: { mistake: '{{what}}. {{advice}}. [{{certainty}}: {{why}}]' },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    if (isMadeOnDemand(sourceCode) && !mayBeAskedFor(sourceCode.text, context.filename)) return {};
    const check = (node: TSESTree.Node): void => {
      const found = stringifiedKey(node, sourceCode);
      if (found) context.report({ node: found.node, messageId: 'mistake', data: { what: found.what, why: found.why, advice: found.advice, certainty: found.certainty } });
    };
    return { 'MemberExpression[computed=true]': check, 'ObjectExpression > Property[computed=true]': check, 'BinaryExpression[operator="in"]': check };
  },
});

/**
 * Does a linter make the tree of a file only where a rule asks for it, as oxlint does? Then it is worth a test of the text not to ask.
 * Where the tree is there, that takes longer than to look at its keys.
 */
function isMadeOnDemand(sourceCode: object): boolean {
  return Object.getOwnPropertyDescriptor(sourceCode, 'ast')?.get !== undefined;
}

/** Is there a key that may be an object, or does another rule of this plugin ask for the tree? */
function mayBeAskedFor(text: string, filename: string): boolean {
  return mayHoldContainer(text) || mayUseWeakTools(text) || mayHaveObjectKey(text, !/\.[cm]?jsx?$/.test(filename));
}
