import { expect, it } from 'vitest';
import { headline, MOST_OF_HEADLINE } from './wording.js';

it.each([
  ['`a` keeps every `Page` used as a key alive', '`a` keeps every `Page` used as a key alive'],
  [`\`${'deep.'.repeat(40)}end\` keeps every \`Page\` used as a key alive`, `\`${'deep.'.repeat(11)}dee…\` keeps every \`Page\` used as a key alive`],
])('a headline fits one line, and its words stay whole: %s', (text, expected) => {
  expect(headline(text)).toBe(expected);
});

it.each(['x'.repeat(300), '`'.repeat(201), `\`${'a'.repeat(90)}\` \`${'b'.repeat(90)}\` \`${'c'.repeat(90)}\``])('a headline fits whatever it quotes', (text) => {
  expect(headline(text).length).toBeLessThanOrEqual(MOST_OF_HEADLINE);
});
