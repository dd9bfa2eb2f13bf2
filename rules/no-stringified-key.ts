import type { TSESTree } from '@typescript-eslint/utils';
import { mayHoldContainer } from '../analysis/index.js';
import { mayHaveObjectKey } from '../analysis/object-keys.js';
import { stringifiedKey } from '../analysis/stringified.js';
import { mayUseWeakTools } from '../analysis/weak/index.js';
import { createRule } from './create-rule.js';

export default createRule({
  name: 'no-stringified-key',
  meta: {
    type: 'problem',
    docs: { description: 'disallow objects and functions as property keys, where they become strings', recommended: 'recommended' },
    messages: {
      object: '`{{key}}` ({{because}}) is no property key: every such object becomes the same string "{{text}}", so all of them share one entry. {{advice}}.',
      source: '`{{key}}` ({{because}}) is no property key: a {{form}} becomes its source text, so any two with the same text share one entry. {{advice}}.',
    },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    if (isMadeOnDemand(sourceCode) && !mayBeAskedFor(sourceCode.text, context.filename)) return {};
    const check = (node: TSESTree.Node, key: TSESTree.Expression, object: TSESTree.Expression | undefined): void => {
      const found = stringifiedKey(key, object, sourceCode);
      if (!found) return;
      const { form, text, because, container } = found;
      const advice = container
        ? `Use the methods of the \`${container}\`: what is in brackets is an ordinary property of it, held strongly`
        : 'Use a `WeakMap`, or a `Map` where the entries must be listed';
      context.report({ node, messageId: text === undefined ? 'source' : 'object', data: { key: sourceCode.getText(key), form, text, because, advice } });
    };
    return {
      'MemberExpression[computed=true]': (node: TSESTree.MemberExpressionComputedName) => check(node, node.property, node.object),
      'ObjectExpression > Property[computed=true]': (node: TSESTree.PropertyComputedName) => check(node, node.key, undefined),
      'BinaryExpression[operator="in"]'({ left, right }: TSESTree.BinaryExpression) {
        if (left.type !== 'PrivateIdentifier') check(left, left, right);
      },
    };
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
