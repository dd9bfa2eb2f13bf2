import type { RegistryNames, RegistrySite } from './registry-site.js';

/** What the text of the helpers depends on. */
export interface HelperFacts {
  readonly kind: 'map' | 'set' | 'dictionary';
  readonly names: RegistryNames;
  readonly site: RegistrySite;
  /** Which of the helpers that not everyone needs. */
  readonly needs: { readonly clear: boolean; readonly prune: boolean };
  /** The types to write, in typed files. */
  readonly types: { readonly id: string; readonly owner: string } | undefined;
}

/** The owners, the registry and the helpers of a container whose entries live as long as their owners. */
export function ownedHelpers({ kind, names, site, needs, types }: HelperFacts): string {
  const at = (name: string): string => (site.kind === 'member' ? `this.${site.member(name)}` : name);
  const [owners, registry] = [at(names.owners), at(names.registry)];
  const key = kind === 'dictionary' && types?.id !== 'string' ? 'String(id)' : 'id';
  const ownerKey = kind === 'dictionary' ? 'string' : types?.id;
  const remove = (id: string): string => (kind === 'dictionary' ? `delete ${site.container}[${id}];` : `${site.container}.delete(${id});`);
  const parameters = types ? `id: ${types.id}` : 'id';
  const result = types ? `: ${types.id}` : '';
  return layOut(site, [
    `${variable(site)}${site.member(names.owners)} = new Map${types ? `<${ownerKey ?? ''}, WeakRef<${types.owner}>>` : ''}();`,
    ...registryLines(site, names.registry, types, [
      `if (${owners}.get(${key}) === ref) {`,
      `\t${owners}.delete(${key});`,
      `\t${remove('id')}`,
      '}',
    ]),
    '',
    '// Ties the entry of an id to the life of its owner.',
    `${method(site)}${site.member(names.own)}(${parameters}, owner${types ? `: ${types.owner}` : ''})${result} {`,
    `\tconst held = ${owners}.get(${keyOf(kind, types, `${at(names.live)}(id)`)});`,
    '\tif (held?.deref() !== owner) {',
    `\t\tif (held) ${registry}.unregister(held);`,
    '\t\tconst ref = new WeakRef(owner);',
    `\t\t${owners}.set(${key}, ref);`,
    `\t\t${registry}.register(owner, { id, ref }, ref);`,
    '\t}',
    '\treturn id;',
    '}',
    '',
    '// Removes the entry of an id whose owner is dead but not finalized yet.',
    `${method(site)}${site.member(names.live)}(${parameters})${result} {`,
    `\tconst held = ${owners}.get(${key});`,
    `\tif (held && !held.deref()) ${remove(`${at(names.disown)}(id)`)}`,
    '\treturn id;',
    '}',
    '',
    '// Unties the entry of an id from its owner.',
    `${method(site)}${site.member(names.disown)}(${parameters})${result} {`,
    `\tconst held = ${owners}.get(${key});`,
    `\tif (held) ${registry}.unregister(held);`,
    `\t${owners}.delete(${key});`,
    '\treturn id;',
    '}',
    ...(needs.clear ? clearLines() : []),
    ...(needs.prune ? pruneLines() : []),
  ]);

  function clearLines(): string[] {
    return [
      '',
      '// Removes all entries.',
      `${method(site)}${site.member(names.clear)}()${types ? ': void' : ''} {`,
      `\tfor (const ref of ${owners}.values()) ${registry}.unregister(ref);`,
      `\t${owners}.clear();`,
      `\t${site.container}.clear();`,
      '}',
    ];
  }

  function pruneLines(): string[] {
    const live = kind === 'dictionary' && types && !/\bstring\b/.test(types.id) ? undefined : `${at(names.live)}(id)`;
    return [
      '',
      '// All entries whose owners live.',
      `${method(site)}${site.member(names.prune)}() {`,
      ...(live ? [`\tfor (const id of ${owners}.keys()) ${live};`] : [
        `\tfor (const [id, ref] of ${owners}) {`,
        '\t\tif (ref.deref()) continue;',
        `\t\t${registry}.unregister(ref);`,
        `\t\t${owners}.delete(id);`,
        `\t\tdelete ${site.container}[id as unknown as ${types?.id ?? ''}];`,
        '\t}',
      ]),
      `\treturn ${site.container};`,
      '}',
    ];
  }
}

function keyOf(kind: HelperFacts['kind'], types: HelperFacts['types'], id: string): string {
  return kind === 'dictionary' && types?.id !== 'string' ? `String(${id})` : id;
}

/** A registry whose callback does `body` with the `id` and the `ref` that it held. */
function registryLines(site: RegistrySite, name: string, types: HelperFacts['types'], body: readonly string[]): string[] {
  const held = types ? `<{ readonly id: ${types.id}; readonly ref: WeakRef<${types.owner}> }>` : '';
  return [
    `${variable(site)}${site.member(name)} = new FinalizationRegistry${held}(({ id, ref }) => {`,
    '\t// Another owner may have the id by now.',
    ...body.map((line) => `\t${line}`),
    '});',
  ];
}

function variable(site: RegistrySite): string {
  if (site.kind === 'scope') return 'const ';
  return site.modifiers + (site.isTyped ? 'readonly ' : '');
}

/** What a helper's declaration begins with. */
function method(site: RegistrySite): string {
  return site.kind === 'member' ? site.modifiers : 'function ';
}

/** Lines with one tab for each level, in the file's own layout. */
function layOut(site: RegistrySite, lines: readonly string[]): string {
  return [...lines, ...(site.isFollowed ? [''] : [])]
    .map((line) => {
      const text = site.semicolon ? line : line.replace(/;$/, '');
      const depth = /^\t*/.exec(text)?.[0].length ?? 0;
      return site.newline + (text === '' ? '' : site.indent + site.unit.repeat(depth) + text.slice(depth));
    })
    .join('');
}

/** What the text of the helpers of a map of instances depends on. */
export interface InstanceHelperFacts extends Omit<HelperFacts, 'needs'> {
  readonly needs: { readonly clear: boolean; readonly prune: boolean; readonly list: boolean; readonly disown: boolean };
}

/** The registry and the helpers of a map that holds its instances weakly. */
export function instanceHelpers({ names, site, needs, types }: InstanceHelperFacts): string {
  const at = (name: string): string => (site.kind === 'member' ? `this.${site.member(name)}` : name);
  const { container } = site;
  const registry = at(names.registry);
  const parameter = types ? `id: ${types.id}` : 'id';
  const lines = [
    ...registryLines(site, names.registry, types, [`if (${container}.get(id) === ref) ${container}.delete(id);`]),
    '',
    '// The reference to hold: one for each owner.',
    `${method(site)}${site.member(names.own)}(${parameter}, owner${types ? `: ${types.owner}): WeakRef<${types.owner}>` : ')'} {`,
    `\tconst held = ${container}.get(id);`,
    '\tif (held?.deref() === owner) return held;',
    `\tif (held) ${registry}.unregister(held);`,
    '\tconst ref = new WeakRef(owner);',
    `\t${registry}.register(owner, { id, ref }, ref);`,
    '\treturn ref;',
    '}',
  ];
  if (needs.disown) {
    lines.push(
      '',
      '// Ends the watch over an owner, before its entry is deleted.',
      `${method(site)}${site.member(names.disown)}(${parameter})${types ? `: ${types.id}` : ''} {`,
      `\tconst held = ${container}.get(id);`,
      `\tif (held) ${registry}.unregister(held);`,
      '\treturn id;',
      '}',
    );
  }
  if (needs.clear) {
    lines.push(
      '',
      '// Removes all entries.',
      `${method(site)}${site.member(names.clear)}()${types ? ': void' : ''} {`,
      `\tfor (const ref of ${container}.values()) ${registry}.unregister(ref);`,
      `\t${container}.clear();`,
      '}',
    );
  }
  if (needs.prune) {
    lines.push(
      '',
      '// The map without the dead that are not finalized yet.',
      `${method(site)}${site.member(names.prune)}() {`,
      `\tfor (const [id, ref] of ${container}) {`,
      '\t\tif (ref.deref()) continue;',
      `\t\t${registry}.unregister(ref);`,
      `\t\t${container}.delete(id);`,
      '\t}',
      `\treturn ${container};`,
      '}',
    );
  }
  if (needs.list) {
    lines.push(
      '',
      '// The instances that live.',
      `${generator(site)}${site.member(names.live)}() {`,
      `\tfor (const ref of ${container}.values()) {`,
      '\t\tconst owner = ref.deref();',
      '\t\tif (owner) yield owner;',
      '\t}',
      '}',
    );
  }
  return layOut(site, lines);
}

function generator(site: RegistrySite): string {
  return site.kind === 'member' ? `${site.modifiers}*` : 'function* ';
}
