import type { TSESTree } from '@typescript-eslint/utils';
import { contains, decoratorsOf, type Expression, isFunction, isStatementList, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { lacksWeakRefs } from '../source/checker.js';
import type { Home } from '../containers/facts.js';
import type { Edit, Rewrite } from './model.js';
import type { ContainerKind, Use, WriteUse } from '../flow/use.js';
import type { Place } from '../source/places.js';
import { typesOfPlace } from '../source/place-types.js';
import { type RefusalCode, REFUSALS } from '../proof/refusals.js';
import type { SourceIndex } from '../source/source-index.js';
import { memberType } from '../source/member-types.js';
import { argumentOf, weakContextOf, weakEntryOf } from '../containers/weak-entries.js';

/** The facts that the pruning of a container is decided on. */
export interface PruningPlan {
  readonly kind: ContainerKind;
  readonly name: string;
  readonly creations: readonly Expression[];
  readonly places: readonly Place[];
  readonly home: Home;
  readonly uses: readonly Use[];
  /** The type of the entries as it is written, where it is. */
  readonly entryType: TSESTree.TypeNode | undefined;
  readonly index: SourceIndex;
}

type Refusal = Extract<Rewrite, { outcome: 'refusal' }>;

const refuse = (code: RefusalCode, node: Node, reason: string = REFUSALS[code]): Refusal => ({ outcome: 'refusal', code, node, reason });
const isRefusal = (result: unknown): result is Refusal => typeof result === 'object' && result !== null && 'outcome' in result;

/** Plans the registry that prunes a container of weak references: edits, or the first reason against them. */
export function planPruning(facts: PruningPlan): Rewrite {
  const refusal = shapeRefusal(facts);
  if (refusal) return refusal;
  if (lacksWeakRefs(facts.index.source.parserServices)) return refuse('missing-lib', facts.creations[0] as Node);
  const declaration = declarationOf(facts);
  if (isRefusal(declaration)) return declaration;
  const layout = layoutOf(facts.index);
  const path = pathOf(facts);
  if (isRefusal(path)) return path;
  const types = typesOf(facts, path);
  if (isRefusal(types)) return types;
  const names: Names = { container: facts.name, registry: declaration.registry, path };
  const edits: Edit[] = [{ range: [declaration.after, declaration.after], text: registryText(facts, declaration, names, types, layout) }];
  for (const use of facts.uses) {
    const made = editsOf(use, facts, names, layout);
    if (isRefusal(made)) return made;
    edits.push(...made);
  }
  return {
    outcome: 'edits',
    codemod: 'prune-weakrefs',
    grade: 'suggestion',
    assumption: 'nothing needs an entry whose object has died',
    title: 'Prune it by a `FinalizationRegistry`',
    edits: edits.sort((a, b) => a.range[0] - b.range[0]),
  };
}

interface Names {
  /** The container as the code says it: `documents`, `this.#documents`. */
  readonly container: string;
  /** The registry likewise. */
  readonly registry: string;
  /** How to get from an entry to its `WeakRef`: nothing, `.owner`, `[0]`. */
  readonly path: string;
}

interface Layout {
  readonly newline: string;
  readonly unit: string;
  readonly semicolon: string;
}

function shapeRefusal({ kind, creations, uses, home, places }: PruningPlan): Refusal | undefined {
  const creation = creations[0] as Node;
  if (kind === 'array') return refuse('unknown-use', creation, 'an array can only be pruned by searching it: keep the references in a `Set`');
  if (kind === 'dictionary') return refuse('unknown-use', creation, 'a plain object is not pruned: make it a `Map` first');
  if (home.reach === 'exported') return refuse('exported', creation);
  if (home.reach === 'public') return refuse('exported', creation, 'code outside the class can reach it, since the field is not private');
  const odd = uses.find((use) => use.kind === 'unknown' || use.kind === 'replace' || use.kind === 'escape');
  if (odd) return refuse(odd.kind === 'escape' ? 'escapes' : 'unknown-use', odd.node);
  if (creations.length > 1 || places.length > 1) return refuse('unknown-use', creation, 'it is kept under several names');
  return undefined;
}

interface Declaration {
  /** The offset behind the declaration of the container, where that of the registry goes. */
  readonly after: number;
  readonly indent: string;
  /** `const `, `readonly #`, `private static readonly `: what stands before the registry's bare name. */
  readonly lead: string;
  /** How code refers to the registry. */
  readonly registry: string;
}

/** Where the container is declared, and what the registry beside it is called there. */
function declarationOf({ creations, places, name, index }: PruningPlan): Declaration | Refusal {
  const [made] = creations;
  const [place] = places;
  if (!made) throw new Error(`${name} has no creation`);
  const creation = outermost(made);
  const { parent } = creation;
  const elsewhere = refuse('unknown-use', creation, 'its declaration does not create it');
  if (place?.kind === 'variable' && parent?.type === 'VariableDeclarator' && parent.init === creation) {
    const statement = parent.parent;
    const block = statement.parent;
    if (!isStatementList(block)) return elsewhere;
    return { after: lineEnd(statement.range[1], index), indent: indentAt(statement.range[0], index), lead: 'const ', registry: freeName(`${name}Registry`, index) };
  }
  if (place?.kind === 'field' && parent?.type === 'PropertyDefinition' && parent.value === creation && !parent.computed && decoratorsOf(parent).length === 0) {
    const isHard = parent.key.type === 'PrivateIdentifier';
    const bare = `${place.name.replace(/^#/, '')}Registry`;
    const own = freeName(bare, index);
    const access = isHard || !parent.accessibility ? '' : `${parent.accessibility} `;
    const readonly = index.isTyped ? 'readonly ' : '';
    return {
      after: lineEnd(parent.range[1], index),
      indent: indentAt(parent.range[0], index),
      lead: `${access}${parent.static ? 'static ' : ''}${readonly}${isHard ? '#' : ''}`,
      registry: `${name.slice(0, name.lastIndexOf('.') + 1)}${isHard ? '#' : ''}${own}`,
    };
  }
  return elsewhere;
}

/** The end of a declaration with the comment behind it. */
function lineEnd(offset: number, { source: { text } }: SourceIndex): number {
  const comment = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n*]*\*\/(?=[ \t]*[\r\n]))/.exec(text.slice(offset));
  return offset + (comment?.[0].length ?? 0);
}

/** A name that the file does not use yet. */
function freeName(name: string, { source: { text } }: SourceIndex): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}${String(count)}`;
    if (!new RegExp(`\\b${candidate.replaceAll('$', '\\$')}\\b`).test(text)) return candidate;
  }
}

/** The one way from an entry to its `WeakRef`. */
function pathOf(facts: PruningPlan): string | Refusal {
  const entries = writesOf(facts).map((write) => ({ write, entry: weakEntryOf(write, facts.kind, facts.index) }));
  const [first] = entries;
  for (const { write, entry } of entries) {
    if (!entry?.ref || entry.how === 'typed') return refuse('unknown-use', write.node, 'what is added is not written out here');
    if (facts.kind === 'set' && entry.how !== 'ref') return refuse('unknown-use', write.node, 'the entry to remove is not the reference itself');
    if (entry.path !== first?.entry?.path) return refuse('unknown-use', write.node, 'its entries are of several shapes');
  }
  return first?.entry?.path ?? refuse('unknown-use', facts.creations[0] as Node);
}

function writesOf({ uses }: PruningPlan): readonly WriteUse[] {
  return uses.filter((use): use is WriteUse => use.kind === 'set');
}

interface Types {
  readonly key: string;
  readonly ref: string;
}

/** The types that the held values of the registry need, where the file is typed. */
function typesOf({ kind, creations, places, entryType, index }: PruningPlan, path: string): Types | undefined | Refusal {
  if (!index.isTyped) return undefined;
  const untold = refuse('typed-elsewhere', creations[0] as Node, 'the types of its keys and entries are not written here');
  const member = path === '' ? entryType : entryType && path.startsWith('.') ? memberType(entryType, path.slice(1), { index, imported: undefined })?.type : tupleMember(entryType, path);
  if (!member) return untold;
  const key = kind === 'set' ? entryType : keyTypeOf(creations, places, index);
  return key ? { key: index.text(key), ref: index.text(member) } : untold;
}

function keyTypeOf(creations: readonly Expression[], places: readonly Place[], index: SourceIndex): TSESTree.TypeNode | undefined {
  const [creation] = creations;
  const written = creation?.type === 'NewExpression' ? creation.typeArguments?.params[0] : undefined;
  return written ?? places.flatMap((place) => typesOfPlace(place, index)).map((type) => argumentOf(type, 0, index, 0)).find((found) => found !== undefined);
}

function tupleMember(type: TSESTree.TypeNode | undefined, path: string): TSESTree.TypeNode | undefined {
  const position = Number(/^\[(\d+)\]$/.exec(path)?.[1]);
  const element = type?.type === 'TSTupleType' ? type.elementTypes[position] : undefined;
  return element?.type === 'TSNamedTupleMember' ? element.elementType : element;
}

function registryText({ kind }: PruningPlan, { indent, lead, registry }: Declaration, { container, path }: Names, types: Types | undefined, { newline, unit, semicolon }: Layout): string {
  const bare = registry.slice(registry.lastIndexOf('.') + 1).replace(/^#/, '');
  const lines =
    kind === 'set'
      ? [`new FinalizationRegistry${types ? `<${types.ref}>` : ''}((ref) => {`, `${unit}${container}.delete(ref)${semicolon}`, `})${semicolon}`]
      : [
          `new FinalizationRegistry${types ? `<{ key: ${types.key}; ref: ${types.ref} }>` : ''}(({ key, ref }) => {`,
          `${unit}if (${container}.get(key)${optional(path)} === ref) ${container}.delete(key)${semicolon}`,
          `})${semicolon}`,
        ];
  return `${newline}${indent}${lead}${bare} = ${lines.join(`${newline}${indent}`)}`;
}

/** What one use of the container becomes. */
function editsOf(use: Use, facts: PruningPlan, names: Names, layout: Layout): readonly Edit[] | Refusal {
  switch (use.kind) {
    case 'set':
      return writeEdits(use, facts, names, layout);
    case 'iterate':
      return iterationEdits(use, facts, names, layout);
    case 'size':
      return sizeEdits(use.node, facts, names);
    case 'get':
    case 'has':
    case 'delete':
    case 'clear':
    case 'release':
    case 'test':
    case 'escape':
    case 'replace':
    case 'unknown':
      return [];
  }
}

function writeEdits(use: WriteUse, { kind, home, uses, index }: PruningPlan, { container, registry, path }: Names, layout: Layout): readonly Edit[] | Refusal {
  const ref = weakEntryOf(use, kind, index)?.ref;
  const statement = outermost(use.node).parent;
  if (use.how !== 'set' && use.how !== 'add') return refuse('unknown-use', use.node);
  if (use.node.type !== 'CallExpression' || statement?.type !== 'ExpressionStatement' || !ref) return refuse('unknown-use', use.node, 'the write is no statement of its own');
  const said = index.plainText(use.receiver);
  if (said !== container) return refuse('unknown-use', use.node, `it is written as \`${said}\` here`);
  const made = unwrap(ref);
  const held = refAndTarget(made, index);
  if (!held) return refuse('unknown-use', made, 'the object that the reference is to is not in hand');
  if (held.target.type === 'ThisExpression' && home.kind !== 'module' && home.kind !== 'static') return refuse('value-reaches-owner', held.target, 'the object would own the registry that waits for its death');
  const taken = new Set(index.text(statement).match(/[\w$]+/g) ?? []);
  const fresh = (name: string): string => (taken.has(name) ? `${name}Held` : name);
  const { unit, newline, semicolon } = layout;
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(`${line}${semicolon}`);
  const bound = (node: Node, name: string): string => {
    if (node.type === 'ThisExpression' || (node.type === 'Identifier' && index.variableOf(node)) || node.type === 'Literal') return index.text(node);
    say(`const ${fresh(name)} = ${index.text(node)}`);
    return fresh(name);
  };
  const keyNode = unwrap(use.key);
  const key = kind === 'map' ? bound(keyNode, 'key') : '';
  const target = bound(held.target, 'target');
  const name = held.name ?? fresh('ref');
  const heldValue = kind === 'set' ? name : `{ ${key === 'key' ? 'key' : `key: ${key}`}, ${name === 'ref' ? 'ref' : `ref: ${name}`} }`;
  const register = `${registry}.register(${target}, ${heldValue}, ${name})`;
  const making = splice(made, [[held.target, target]], index);
  const written = splice(use.node, [...(kind === 'map' ? [[keyNode, key] as const] : []), ...(held.name === undefined ? [[made, name] as const] : [])], index);
  if (kind === 'set') {
    if (held.name === undefined) say(`const ${name} = ${making}`);
    say(written);
    say(register);
  } else if (held.name === undefined) {
    say(`let ${name} = ${container}.get(${key})${optional(path)}`);
    lines.push(`if (${name}?.deref() !== ${target}) {`);
    say(`${unit}if (${name}) ${registry}.unregister(${name})`);
    say(`${unit}${name} = ${making}`);
    say(`${unit}${register}`);
    lines.push('}');
    say(written);
  } else {
    // The reference is new whatever the entry holds, and so is its registration.
    const previous = fresh('previous');
    say(`const ${previous} = ${container}.get(${key})`);
    say(`if (${previous}) ${registry}.unregister(${previous}${path})`);
    say(written);
    say(register);
  }
  const indent = indentAt(statement.range[0], index);
  if (isFreeAround(statement, lines, uses, index)) return [{ range: statement.range, text: lines.join(`${newline}${indent}`) }];
  const inner = `${newline}${indent}${unit}`;
  return [{ range: statement.range, text: `{${lines.map((line) => `${inner}${line}`).join('')}${newline}${indent}}` }];
}

/** The text of a node with other text for some parts of it. */
function splice(node: Node, parts: readonly (readonly [Node, string])[], index: SourceIndex): string {
  let text = index.text(node);
  for (const [part, other] of [...parts].sort(([x], [y]) => y.range[0] - x.range[0])) {
    text = text.slice(0, part.range[0] - node.range[0]) + other + text.slice(part.range[1] - node.range[0]);
  }
  return text;
}

/** `?.owner`, `?.[0]`: the way from what may be no entry. */
function optional(path: string): string {
  return path === '' ? '' : `?${path.startsWith('[') ? '.' : ''}${path}`;
}

/** Can lines stand in the block of a statement, whose names they do not take, or do they need a block of their own? */
function isFreeAround(statement: Node, lines: readonly string[], uses: readonly Use[], index: SourceIndex): boolean {
  const block = statement.parent;
  const start = index.source.text.lastIndexOf('\n', statement.range[0]) + 1;
  if (block?.type !== 'BlockStatement' || index.source.text.slice(start, statement.range[0]).trim() !== '' || uses.filter((use) => use.kind === 'set' && contains(block, use.node)).length > 1) return false;
  const around = index.source.text.slice(block.range[0], statement.range[0]) + index.source.text.slice(statement.range[1], block.range[1]);
  const words = new Set(around.match(/[\w$]+/g));
  return lines.every((line) => !words.has(/^(?:const|let) ([\w$]+) =/.exec(line)?.[1] ?? ''));
}

/** The reference that is written and the object that it is to: made on the spot, or by a constant of its own. */
function refAndTarget(made: Node, index: SourceIndex): { readonly name: string | undefined; readonly target: Node } | undefined {
  const targetOf = (node: Node): Node | undefined => {
    const inner = unwrap(node);
    if (inner.type !== 'NewExpression' || weakContextOf(index).tools.named(inner.callee) !== 'WeakRef') return undefined;
    const [target] = inner.arguments;
    return target && target.type !== 'SpreadElement' && inner.arguments.length === 1 ? target : undefined;
  };
  const direct = targetOf(made);
  if (direct) return { name: undefined, target: direct };
  if (made.type !== 'Identifier') return undefined;
  const variable = index.variableOf(made);
  const value = variable && index.constantValue(variable);
  const target = value && targetOf(value);
  // It is said a second time, so it must not change in between.
  if (target?.type === 'ThisExpression') return { name: made.name, target };
  const owner = target?.type === 'Identifier' ? index.variableOf(target) : undefined;
  const isConstant = owner?.references.every((reference) => !reference.isWrite() || reference.init === true);
  return target && isConstant ? { name: made.name, target } : undefined;
}

/** A loop over the container passes over the dead, where it does not look itself. */
function iterationEdits({ node, receiver }: Use, { kind, index }: PruningPlan, { container, path }: Names, layout: Layout): readonly Edit[] | Refusal {
  const loop = node.type === 'ForOfStatement' ? node : node.parent?.type === 'ForOfStatement' && node.parent.right === node ? node.parent : undefined;
  const left = loop?.left.type === 'VariableDeclaration' ? loop.left.declarations[0].id : undefined;
  const called = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? propertyName(node.callee) : undefined;
  if (loop && left) {
    const subject = subjectOf(left, called, kind, container, path);
    if (subject === undefined || (called === 'keys' && index.plainText(receiver) !== container)) return refuse('iterated', node, 'the loop does not name what it takes out');
    return guardEdits(loop.body, subject, 'continue', index, layout) ?? refuse('iterated', node);
  }
  const callback = called === 'forEach' && node.type === 'CallExpression' ? node.arguments[0] : undefined;
  if (callback && isFunction(callback) && !callback.async) {
    const [parameter] = callback.params;
    if (parameter?.type !== 'Identifier') return refuse('iterated', node, 'the loop does not name what it takes out');
    if (callback.body.type !== 'BlockStatement' && index.text(callback.body).startsWith(`${parameter.name}${path}.deref()?.`)) return [];
    return guardEdits(callback.body, `${parameter.name}${path}`, 'return', index, layout) ?? refuse('iterated', node);
  }
  return refuse('iterated', node, 'what is listed here goes on to other code');
}

/** The reference that a loop has in hand, as an expression. */
function subjectOf(left: Node, called: string | undefined, kind: ContainerKind, container: string, path: string): string | undefined {
  if (kind === 'set' || called === 'values') return left.type === 'Identifier' && called !== 'entries' ? `${left.name}${path}` : undefined;
  if (called === 'keys') return left.type === 'Identifier' ? `${container}.get(${left.name})?${path.startsWith('[') ? '.' : ''}${path}` : undefined;
  const value = left.type === 'ArrayPattern' ? left.elements[1] : undefined;
  return value?.type === 'Identifier' ? `${value.name}${path}` : undefined;
}

function guardEdits(body: Node, subject: string, exit: 'continue' | 'return', index: SourceIndex, { newline, unit, semicolon }: Layout): readonly Edit[] | undefined {
  if (body.type !== 'BlockStatement') return undefined;
  const [first] = body.body;
  if (!first || looksItself(body, subject, index)) return [];
  const at = body.range[0] + 1;
  return [{ range: [at, at], text: `${newline}${indentAt(body.range[0], index)}${unit}if (${subject}.deref() === undefined) ${exit}${semicolon}` }];
}

/** Does a body ask whether the object is there: its first statement takes it out, and the next one is a test of it? */
function looksItself(body: TSESTree.BlockStatement, subject: string, index: SourceIndex): boolean {
  const [first, second] = body.body;
  const text = (node: Node | undefined): string => (node ? index.text(node).replaceAll(/\s+/g, '') : '');
  const deref = `${subject}.deref()`;
  if (first?.type === 'IfStatement') return text(first.test).includes(deref);
  if (first?.type === 'ExpressionStatement') return text(first).startsWith(`${deref}?.`);
  if (first?.type !== 'VariableDeclaration' || second?.type !== 'IfStatement') return false;
  const [declarator] = first.declarations;
  if (declarator.id.type !== 'Identifier' || !declarator.init || text(declarator.init) !== deref) return false;
  return new RegExp(`\\b${declarator.id.name}\\b`).test(index.text(second.test));
}

function sizeEdits(node: Node, { kind, index }: PruningPlan, { container, path }: Names): readonly Edit[] | Refusal {
  if (node.type !== 'MemberExpression') return refuse('sized', node);
  const said = index.plainText(node.object);
  if (said !== container) return refuse('sized', node);
  const parameter = kind === 'set' || path === '' ? 'ref' : 'entry';
  return [{ range: node.range, text: `[...${container}${kind === 'set' ? '' : '.values()'}].filter((${parameter}) => ${parameter}${path}.deref() !== undefined).length` }];
}

function indentAt(offset: number, { source: { text } }: SourceIndex): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** How the file is written: its line ends, its step of indentation, its semicolons. */
function layoutOf(index: SourceIndex): Layout {
  const { text } = index.source;
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    unit: /^(\t| {2,8})(?=[^\s*])/m.exec(text)?.[1] ?? '  ',
    semicolon: /;\r?$/m.test(text) ? ';' : '',
  };
}
