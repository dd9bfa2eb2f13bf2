import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { projectAround } from './files.js';
import { WordFilter } from './word-filter.js';

describe('the filter of the words of a text', () => {
  const words = Array.from({ length: 2_000 }, (_, at) => `word${at.toString(36)}$_`);
  const text = words.join(' ');

  it('misses none, at the ends, between signs, and beside characters of other scripts', () => {
    const filter = new WordFilter(text);
    expect(words.filter((word) => !filter.mayHave(word))).toEqual([]);
    const small = new WordFilter('first(šlast) = été.a$1/last');
    expect(['first', 'last', 'a$1', 't'].map((word) => small.mayHave(word))).toEqual([true, true, true, true]);
  });

  it('tells most others apart', () => {
    const filter = new WordFilter(text);
    expect(words.filter((word) => filter.mayHave(`no${word}`)).length).toBeLessThan(words.length / 5);
    expect(new WordFilter('').mayHave('any')).toBe(false);
  });

  it('says yes to what is no word of ASCII characters', () => {
    expect(['été', 'a-b', '#own', ''].map((word) => new WordFilter('none').mayHave(word))).toEqual([true, true, true, true]);
  });
});

describe('the files that name a word', () => {
  it('are the same however many words were looked for before, also where a text has changed', () => {
    const names = Array.from({ length: 30 }, (_, at) => `field${at}`);
    const root = temporaryFolder({
      'package.json': '{ "private": true }',
      ...Object.fromEntries(names.map((name, at) => [`${name}.js`, `use.${name};`.padEnd(40 - at)])),
      'all.js': names.join('; '),
    });
    const project = projectAround(`${root}/all.js`);
    const naming = (name: string) => project.namingWord(name, `${root}/all.js`).map((path) => path.slice(root.length + 1));
    expect(names.map(naming)).toEqual(names.map((name) => [`${name}.js`]));
    project.change(`${root}/field1.js`, 'use.field29;');
    expect(['field1', 'field2', 'field29'].map(naming)).toEqual([[], ['field2.js'], ['field1.js', 'field29.js']]);
  });
});
