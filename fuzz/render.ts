import { type Block, type Draft, driverPath, indented, type Operation, RANK, typed } from './draft.js';
import { hasSubjectHost } from './recipe.js';

/** The name of the program's file. */
export function fileName({ recipe: { language } }: Draft): string {
  return `program.${language}`;
}

/** The text of the program's file. */
export function render(draft: Draft): string {
  // First, for they take declarations into their scope.
  const hosts = hostBlocks(draft);
  const blocks = inOrder([...draft.blocks, ...hosts], draft.recipe.spelling.order);
  const text = `${blocks.map((block) => block.text).join('\n\n')}\n`;
  return draft.recipe.spelling.semicolons ? text : withoutSemicolons(text);
}

/** The operations as the home has them: functions, or the methods of a class. */
function hostBlocks(draft: Draft): Block[] {
  const { recipe, names } = draft;
  const isTied = hasSubjectHost(recipe);
  switch (recipe.home) {
    case 'static':
    case 'field':
    case 'underscore':
    case 'private':
      return exported(draft, [classBlock(draft), ...(recipe.home === 'static' ? [] : [singleton(draft)])]);
    case 'closure':
      return exported(draft, [factoryBlock(draft), { rank: RANK.after, text: `const ${names.single} = ${names.factory}();` }]);
    case 'iife':
      return exported(draft, [enclosed(draft, [`const ${names.single} = (() => {`], ['})();'])]);
    case 'namespace':
      return [enclosed(draft, [`export namespace ${names.host} {`], ['}'])];
    default:
      return exported(draft, isTied ? [classBlock(draft)] : functions(draft).map((text) => ({ rank: 'free', text })));
  }
}

/** In CommonJS what is exported is said at the end. */
function exported(draft: Draft, blocks: readonly Block[]): Block[] {
  const names = blocks.flatMap(({ text }) => namedBy(text, draft));
  if (draft.recipe.language === 'cjs') {
    draft.blocks = draft.blocks.map((block) => ({ ...block, text: block.text.replace(/^export (?!default)/m, '') }));
    const others = draft.blocks.flatMap(({ text }) => /^class (\w+)/.exec(text)?.[1] ?? []);
    return [...blocks, { rank: RANK.export, text: `module.exports = { ${[...new Set([...names, ...others])].join(', ')} };` }];
  }
  return blocks.map((block) => (namedBy(block.text, draft).length > 0 ? { ...block, text: `export ${block.text}` } : block));
}

/** The name that a declaration offers to other files. */
function namedBy(text: string, { operations, names }: Draft): string[] {
  const name = /^(?:async )?(?:function\*?|class|const|let) (\w+)/.exec(text)?.[1];
  const isHidden = name === undefined || operations.some((one) => one.isInternal && one.name === name);
  const isClassOfSingle = name === names.host && text.startsWith('class') && !text.includes('static #');
  return isHidden || isClassOfSingle ? [] : [name];
}

function singleton({ names, recipe }: Draft): Block {
  return { rank: RANK.after, text: `const ${names.single} = new ${hasSubjectHost(recipe) ? names.subject : names.host}();` };
}

/** The class whose methods the operations are. */
function classBlock(draft: Draft): Block {
  const { recipe, names, subjectConstructor } = draft;
  const isTied = hasSubjectHost(recipe);
  const members = [...(draft.containerMember === undefined ? [] : [draft.containerMember]), ...(isTied ? draft.subjectMembers : [])];
  const { parameters, lines } = subjectConstructor;
  const hasConstructor = lines.length > 0 || parameters !== '';
  const constructed = hasConstructor ? [[`constructor(${parameters}) {`, ...indented(lines), '}'].join('\n')] : [];
  const prefix = !isTied && recipe.home === 'static' ? 'static ' : '';
  const methods = [...draft.operations.map((one) => method(draft, one, prefix)), ...draft.members];
  const body = [...members, ...constructed, ...rotated(methods, recipe.spelling.order)];
  return { rank: RANK.host, text: [`class ${isTied ? names.subject : names.host} {`, ...indented(body), '}'].join('\n') };
}

function method(draft: Draft, one: Operation, prefix: string): string {
  return [`${prefix}${one.isInternal ? '#' : ''}${signature(draft, one)} {`, ...indented(bodyOf(one)), '}'].join('\n');
}

function functions(draft: Draft): string[] {
  return draft.operations.map((one) => [`function ${signature(draft, one)} {`, ...indented(bodyOf(one)), '}'].join('\n'));
}

function signature(draft: Draft, { name, generics = '', parameters, returns }: Operation): string {
  return `${name}${generics}(${parameters.join(', ')})${typed(draft, returns)}`;
}

/** The statements of an operation. */
function bodyOf({ before, guard, condition, core }: Operation): string[] {
  if (condition === undefined) return [...guard, ...before, ...core];
  return [...guard, `if (${condition}) {`, ...indented([...before, ...core]), '}', 'return -1;'];
}

/** The container with all that uses it, in a function that runs once. */
function enclosed(draft: Draft, open: readonly string[], close: readonly string[]): Block {
  const isNamespace = draft.recipe.home === 'namespace';
  const isTied = hasSubjectHost(draft.recipe);
  const inside = draft.blocks.filter((block) => block.isInside);
  draft.blocks = draft.blocks.filter((block) => !block.isInside);
  const hosts = isTied ? [classBlock(draft)] : functions(draft).map((text): Block => ({ rank: 'free', text }));
  const shown = hosts.map((block) => (isNamespace && namedBy(block.text, draft).length > 0 ? { ...block, text: `export ${block.text}` } : block));
  const names = hosts.flatMap(({ text }) => namedBy(text, draft));
  const inner = inOrder([...inside.map((block) => ({ ...block, text: block.text.replace(/^export /, '') })), ...shown], draft.recipe.spelling.order);
  const returned = isNamespace ? [] : [`return { ${names.join(', ')} };`];
  return { rank: RANK.host, text: [...open, ...indented([...inner.map(({ text }) => text), ...returned]), ...close].join('\n') };
}

function factoryBlock(draft: Draft): Block {
  const parameters = draft.subjectConstructor.parameters;
  return enclosed(draft, [`function ${draft.names.factory}(${hasSubjectHost(draft.recipe) ? '' : parameters}) {`], ['}']);
}

/** Declarations in one of the orders in which they can stand. */
function inOrder(blocks: readonly Block[], order: number): readonly Block[] {
  const ranked = blocks.filter(({ rank }) => rank !== 'free').toSorted((a, b) => Number(a.rank) - Number(b.rank));
  const free = rotated(blocks.filter(({ rank }) => rank === 'free'), order);
  const isFirst = (block: Block): boolean => block.rank === RANK.import;
  const at = order % 3;
  if (at === 0) return [...ranked.filter(isFirst), ...ranked.filter((block) => !isFirst(block) && block.rank !== RANK.export && block.rank !== RANK.after), ...free, ...ranked.filter(({ rank }) => rank === RANK.after), ...ranked.filter(({ rank }) => rank === RANK.export)];
  if (at === 1) return [...ranked.filter(isFirst), ...free, ...ranked.filter((block) => !isFirst(block))];
  const [head, tail] = [free.slice(0, 1), free.slice(1)];
  return [...ranked.filter(isFirst), ...head, ...ranked.filter((block) => !isFirst(block) && block.rank !== RANK.export), ...tail, ...ranked.filter(({ rank }) => rank === RANK.export)];
}

function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const at = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** The same without the semicolons that nothing needs. */
function withoutSemicolons(text: string): string {
  const lines = text.split('\n');
  return lines.map((line, index) => (line.endsWith(';') && !/^\s*for \(/.test(line) && !/^\s*[([`+\-/*]/.test(lines.slice(index + 1).find((next) => next.trim() !== '') ?? '') ? line.slice(0, -1) : line)).join('\n');
}

/** The text of the driver. */
export function renderDriver(draft: Draft): string {
  const { recipe, names } = draft;
  const isTied = hasSubjectHost(recipe);
  const path = driverPath(draft);
  const group = recipe.home === 'inner' ? [`'g'`] : [];
  const call = (name: string, key: string): string => (isTied ? `${key}.${name}()` : `${path}.${name}(${[...group, key].join(', ')})`);
  const show = (name: string, key: string): string => `show('${name} ${key.replaceAll(`'`, '"')}', () => ${call(name, key)});`;
  const has = (name: string): boolean => draft.operations.some((one) => one.name === name);
  const bare = (name: string): string[] => (has(name) ? [`show('${name}', () => ${isTied ? `k0.${name}()` : `${path}.${name}(${group.join(', ')})`});`] : []);
  const isNew = recipe.key === 'new';
  const keys = draft.live.map((expression, index) => `const k${index} = ${isNew ? `${path}.${names.mark}(${[...group, `'k${index}'`].join(', ')})` : expression};`);
  const writes = isNew ? [] : [show(names.mark, 'k0'), show(names.mark, 'k1'), show(names.mark, 'k0')];
  const lines = [
    `import ${recipe.language === 'cjs' ? '' : '* as '}p from './${fileName(draft)}';`,
    ...draft.early,
    ...keys,
    ...writes,
    ...(isTied || isNew ? [] : [`(() => { show('dropped', () => ${call(names.mark, draft.live[0] ?? '{}')}); })();`]),
    'await collect();',
    ...['k0', 'k1', 'k2'].map((key) => show(names.peek, key)),
    ...(isTied ? [] : draft.primitives.flatMap((value) => (isNew ? [] : [show(names.mark, value), show(names.mark, value)]).concat(show(names.peek, value)))),
    ...bare('howMany'), ...bare('listed'),
    ...(has(names.forget) ? [show(names.forget, 'k1'), show(names.peek, 'k1'), show(names.peek, 'k0')] : []),
    ...bare('resetForTests'), ...(has('resetForTests') ? [show(names.peek, 'k0')] : []),
    ...(isNew ? [] : [show(names.mark, 'k0')]),
    ...draft.driver,
  ];
  return `${lines.join('\n')}\n`;
}

/** A line of the driver that prints what an expression comes to. */
export function showing(expression: string): string {
  return `show(${JSON.stringify(expression)}, () => ${expression});`;
}

/** A part of a driver of which nothing stays alive. */
export function dropped(expression: string): string {
  return `(() => { ${showing(expression)} })();`;
}
