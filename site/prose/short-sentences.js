// A rule for textlint: no sentence of prose has more words than `max`.
import { split } from 'sentence-splitter';

/** Words, where a piece of code counts as one. */
const wordsIn = (text) => text.replaceAll(/`[^`]*`/g, 'code').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

export default function shortSentences({ Syntax, RuleError, report, getSource }, { max = 30 } = {}) {
  return {
    [Syntax.Paragraph](node) {
      const source = getSource(node);
      // Links count as what is read of them.
      const prose = source.replaceAll(/\]\([^)]*\)/g, (target) => ']'.padEnd(target.length));
      for (const { type, raw, range } of split(prose)) {
        if (type !== 'Sentence') continue;
        // A list of clauses between semicolons or behind a colon is read in parts.
        const longest = Math.max(...raw.split(/[;:] /).map(wordsIn));
        if (longest > max) report(node, new RuleError(`This sentence has ${longest} words; make two of it, or more (at most ${max}).`, { index: range[0] }));
      }
    },
  };
}
