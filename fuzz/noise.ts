import { type Draft, onlyTyped, RANK, typed } from './draft.js';
import { hasSubjectHost, type NoiseName } from './recipe.js';

/** Adds what has nothing to do with the container. */
export const NOISE: Readonly<Record<NoiseName, (draft: Draft) => void>> = {
  comments: (draft) => {
    draft.blocks = draft.blocks.map((block) => (block.rank === RANK.container && !block.isInside ? { ...block, text: `/* What was seen; new Map() would do. */\n${block.text}` } : block));
  },
  helper: (draft) => void draft.blocks.push({ rank: 'free', text: `function joined(parts${typed(draft, 'readonly string[]')})${typed(draft, 'string')} {\n  return parts.join('+');\n}` }),
  class: (draft) => {
    const field = onlyTyped(draft, '  value: number;\n');
    draft.blocks.push({
      rank: RANK.type,
      text: `class Measure {\n${field}  constructor(value${typed(draft, 'number')}) {\n    this.value = value;\n  }\n  twice()${typed(draft, 'number')} {\n    return this.value * 2;\n  }\n}`,
    });
  },
  weakmap: (draft) => {
    draft.blocks.push(
      { rank: RANK.state, text: `const labels = new WeakMap${onlyTyped(draft, '<object, string>')}();` },
      { rank: 'free', text: `${draft.recipe.language === 'cjs' ? '' : 'export '}function labelOf(one${typed(draft, 'object')})${typed(draft, 'string')} {\n  return labels.get(one) ?? 'none';\n}` },
    );
  },
  table: (draft) => {
    draft.blocks.push(
      { rank: RANK.state, text: `const words = new Map${onlyTyped(draft, '<string, number>')}([['one', 1], ['two', 2]]);` },
      { rank: 'free', text: `function numberOf(word${typed(draft, 'string')})${typed(draft, 'number')} {\n  return words.get(word) ?? 0;\n}` },
    );
  },
  user: (draft) => {
    const { recipe, names } = draft;
    const isFunction = recipe.home === 'const' || recipe.home === 'let' || recipe.home === 'lazy' || recipe.home === 'literal';
    if (!isFunction || hasSubjectHost(recipe) || recipe.language === 'cjs') return;
    const type = onlyTyped(draft, `: Parameters<typeof ${names.mark}>[0]`);
    draft.files[`user.${recipe.language}`] = `import { ${names.mark} } from './program.${recipe.language}';\n\nexport function use(one${type}) {\n  return ${names.mark}(one${recipe.key === 'new' && !draft.isTyped ? ' + 1' : ''});\n}\n`;
  },
};
