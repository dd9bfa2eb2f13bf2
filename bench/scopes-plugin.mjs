/** A plugin of one rule that, behind the text test of this project's rules, does no more than to ask for the scopes, which oxlint makes only then. */
import { mayHoldContainer } from '../dist/analysis/index.js';
import { mayUseWeakTools } from '../dist/analysis/mistakes/index.js';

const rule = {
  meta: { type: 'problem', schema: [] },
  create({ sourceCode }) {
    if (!mayHoldContainer(sourceCode.text) && !mayUseWeakTools(sourceCode.text)) return {};
    return {
      Program() {
        if (!sourceCode.scopeManager?.scopes.length) throw new TypeError('there are no scopes');
      },
    };
  },
};

export default { meta: { name: 'scopes' }, rules: { read: rule } };
