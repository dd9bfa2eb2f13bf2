import { createRule } from './create-rule.js';

export interface Options {
  certainty?: 'proven' | 'likely' | 'possible';
}

export default createRule<[Options], 'leak'>({
  name: 'no-instance-keyed-map',
  meta: {
    type: 'problem',
    docs: { description: 'disallow strong containers keyed by objects that outlive those objects', recommended: 'recommended' },
    fixable: 'code',
    messages: { leak: 'stub' },
    schema: [
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          certainty: { type: 'string', enum: ['proven', 'likely', 'possible'], description: 'The lowest level that is reported.' },
        },
      },
    ],
    defaultOptions: [{ certainty: 'likely' }],
  },
  create() {
    return {};
  },
});
