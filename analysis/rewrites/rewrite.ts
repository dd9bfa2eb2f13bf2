// The refusals and the edits of one rewrite go through the same uses in the same order, and are read side by side.
import type { TSESTree } from '@typescript-eslint/utils';
import { type Expression, isStatementPosition, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { docBefore } from '../source/doc-comments.js';
import { subclassUsing } from '../containers/homes.js';
import { asksForEntry } from '../flow/use.js';
import type { KeyReader } from '../containers/keys.js';
import { atLeast } from '../containers/key-evidence.js';
import type { Elsewhere, Outside, Part } from '../modules/elsewhere.js';
import type { AbstractObject, PointsTo } from '../flow/index.js';
import type { Home, KeyEvidence, Verdict } from '../containers/facts.js';
import type { OtherFile } from '../source/other-file.js';
import type { Edit, EditsElsewhere, Rewrite } from './model.js';
import type { ContainerKind, Use } from '../flow/use.js';
import { type Place, placeOfTarget } from '../source/places.js';
import { typesOfPlace } from '../source/place-types.js';
import { assumptionOf, proveWeakening, type Safety, type Weakening } from '../proof/index.js';
import { type RefusalCode, REFUSALS } from '../proof/refusals.js';
import type { SourceIndex } from '../source/source-index.js';
import { hiddenUse, typeTie } from './type-ties.js';

/** The facts that a rewrite is decided on. */
export interface Rewriting {
  readonly kind: ContainerKind;
  readonly creations: readonly Expression[];
  readonly places: readonly Place[];
  /** The flow of values through the file, and the objects in it that the container is. */
  readonly flow: PointsTo;
  readonly objects: readonly AbstractObject[];
  /** The types written on the container's way through the file. */
  readonly types: readonly TSESTree.TypeNode[];
  /** A declaration gives the keys a type that excludes primitives. */
  readonly declaresObjects: boolean;
  readonly home: Home;
  readonly uses: readonly Use[];
  readonly keys: KeyEvidence;
  readonly verdict: Verdict;
  /** Is there a package with weak containers that can be listed? */
  readonly iterableWeak: boolean;
  /** What other files do with it. */
  readonly parts: readonly Part[];
  /** A class in another file that extends the one with the container. */
  readonly subclass: Outside['subclass'];
  /** The declared type is weak although a strong container is built. */
  readonly declaredWeak: boolean;
  /** What the other files of the project show, where it is known. */
  readonly elsewhere: Elsewhere | undefined;
  readonly index: SourceIndex;
  readonly reader: KeyReader;
}

export type Refusal = Extract<Rewrite, { outcome: 'refusal' }>;
export type RewriteByEdits = Extract<Rewrite, { outcome: 'edits' }>;

export const refuse = (code: RefusalCode, node: Node, reason: string = REFUSALS[code], file?: OtherFile): Refusal => ({ outcome: 'refusal', code, node, reason, ...(file && { file }) });

/** A type annotation, cast, generic argument or alias that names the container's type. */
type TypeSite = TSESTree.TypeNode;

/** Decides what a codemod may do to make a container weak: edits with their grade, or the first reason against it. */
export function planWeakening(facts: Rewriting): Rewrite {
  if (facts.verdict !== 'leaks' && facts.verdict !== 'partial' && !facts.declaredWeak) return { outcome: 'none' };
  const refusal = reachRefusal(facts) ?? useRefusal(facts) ?? firstIn(facts, useRefusal) ?? keyRefusal(facts);
  if (refusal) return isListed(refusal) && facts.iterableWeak ? planListing(facts, refusal) : refusal;
  const weak = facts.kind === 'map' ? 'WeakMap' : 'WeakSet';
  const edits = collectEdits(facts, weak);
  if (!Array.isArray(edits)) return edits;
  const elsewhere: EditsElsewhere[] = [];
  for (const part of facts.parts) {
    const inPart = collectEdits(inFile(facts, part), weak);
    if (!Array.isArray(inPart)) return { ...inPart, file: part.file };
    if (inPart.length > 0) elsewhere.push({ file: part.file, edits: normalise(inPart) });
  }
  const onlyOwner = ownerRefusal(facts);
  const plan = {
    outcome: 'edits',
    codemod: 'map-to-weakmap',
    title: `Use a \`${weak}\``,
    edits: normalise(edits),
    ...(elsewhere.length > 0 && { elsewhere }),
  } as const;
  if (onlyOwner) return { ...plan, grade: 'ownership', assumption: onlyOwner.reason };
  return graded(plan, proveWeakening(weakeningOf(facts, [weak])));
}

/** A rewrite as its proof lets it be called: safe, a suggestion that assumes the claim that is missing, or refused for it. */
export function graded(plan: Omit<RewriteByEdits, 'grade' | 'assumption' | 'proof' | 'unproven'>, safety: Safety): Rewrite {
  if (safety.grade === 'safe') return { ...plan, grade: 'safe', assumption: undefined, proof: safety.proof };
  const { unproven } = safety;
  const { code, node, says, file } = unproven.gap;
  if (code) return { ...refuse(code, node, says, file), unproven };
  return { ...plan, grade: 'suggestion', assumption: assumptionOf(unproven), unproven };
}

/** What the proof of a rewrite needs of its facts. */
export function weakeningOf(facts: Rewriting, names: readonly string[], idOf?: Weakening['idOf']): Weakening {
  const { kind, creations, places, flow, objects, uses, keys, parts, elsewhere, index } = facts;
  const exported = places.filter((place) => (place.kind === 'global' ? place.exported : 'variable' in place && index.isExported(place.variable)));
  return {
    kind,
    names,
    views: [{ index, creations, places, types: typeSites(facts), flow, objects, uses, elsewhere }, ...parts.map((part) => ({ index: part.index, creations: [], places: part.places, types: typeSites(inFile(facts, part)), flow: part.flow, objects: part.objects, uses: part.uses, file: part.file, elsewhere: elsewhere?.from(part.file) }))],
    keys,
    idOf,
    isExported: exported.length > 0,
    exportNames: exported.flatMap((place) => ('variable' in place ? index.exportNames(place.variable) : place.kind === 'global' ? [place.name] : [])),
  };
}

/** The same facts as another file sees them. */
function inFile(facts: Rewriting, { uses, places, types, index, reader }: Part): Rewriting {
  return { ...facts, creations: [], uses, places, types, index, reader };
}

/** The first reason against a rewrite that another file has. */
function firstIn(facts: Rewriting, judge: (facts: Rewriting) => Refusal | undefined): Refusal | undefined {
  for (const part of facts.parts) {
    const refusal = judge(inFile(facts, part));
    if (refusal) return { ...refusal, file: part.file };
  }
  return undefined;
}

/** Is a container refused only because it is listed? */
export function isListed(rewrite: Rewrite): boolean {
  return rewrite.outcome === 'refusal' && (rewrite.code === 'iterated' || rewrite.code === 'sized');
}

/**
 * A container that must be listed becomes an iterable weak one of the package `weakref`, which has all methods of the
 * strong one (https://github.com/denostack/weakref).
 */
function planListing(facts: Rewriting, listed: Refusal): Rewrite {
  if (facts.kind === 'array' || facts.parts.length > 0) return listed;
  const weak = facts.kind === 'map' ? 'IterableWeakMap' : 'IterableWeakSet';
  const refusal = keyRefusal(facts);
  const edits = refusal ?? collectEdits({ ...facts, uses: facts.uses.filter((use) => use.kind !== 'clear') }, weak);
  if (!Array.isArray(edits)) return listed;
  return {
    outcome: 'edits',
    codemod: 'map-to-weakmap',
    grade: 'suggestion',
    assumption: 'its members are to be listed only for as long as someone else keeps them alive',
    title: `Use an \`${weak}\` of the package \`weakref\``,
    edits: normalise([...edits, ...importEdits(weak, facts.creations[0] as Node, facts.index)]),
  };
}

/** Brings a name of the package into the file, in the file's own way of importing. */
function importEdits(name: string, creation: Node, index: SourceIndex): Edit[] {
  const script = index.scriptOf(creation);
  const body = index.statements.filter((statement) => index.scriptOf(statement) === script);
  const imports = body.filter((statement) => statement.type === 'ImportDeclaration');
  if (imports.some((statement) => statement.specifiers.some((specifier) => specifier.local.name === name))) return [];
  const last = imports.at(-1);
  if (last) {
    const quote = last.source.raw.at(0) ?? "'";
    const end = index.source.text.startsWith('\r\n', last.range[1]) ? '\r\n' : '\n';
    return [{ range: [last.range[1], last.range[1]], text: `${end}import { ${name} } from ${quote}weakref${quote};` }];
  }
  const first = body.find((statement) => !(statement.type === 'ExpressionStatement' && statement.directive !== undefined));
  const at = first?.range[0] ?? 0;
  const isModule = script !== undefined || body.some((statement) => statement.type.startsWith('Export'));
  return [{ range: [at, at], text: isModule ? `import { ${name} } from 'weakref';\n` : `const { ${name} } = require('weakref');\n` }];
}

/** Refuses where code outside this file, or a subclass, can reach the container. */
export function reachRefusal({ home, creations, uses, places, declaredWeak, subclass, index }: Pick<Rewriting, 'home' | 'creations' | 'uses' | 'places' | 'index'> & Partial<Pick<Rewriting, 'declaredWeak' | 'subclass'>>): Refusal | undefined {
  const creation = creations[0] as Node;
  // A type that is weak already promises no more to other files than a weak container keeps.
  if (declaredWeak) return undefined;
  for (const place of places) {
    const node = subclassUsing(place, uses, index);
    if (node) return refuse('subclassed', node);
  }
  if (subclass) return refuse('subclassed', subclass.node, undefined, subclass.file);
  if (home.reach === 'exported') return refuse('exported', creation);
  if (home.reach === 'public') return refuse('exported', creation, 'code outside the class can reach it, since the field is not private');
  return undefined;
}

/** Refuses where the container goes out of sight, or a use of it is not understood. */
export function sightRefusal({ uses, index }: Pick<Rewriting, 'uses' | 'index'>): Refusal | undefined {
  const escape = uses.find((use) => use.kind === 'escape');
  if (escape) return refuse('escapes', escape.node);
  const unknown = uses.find((use) => use.kind === 'unknown');
  return unknown && refuse('unknown-use', unknown.node, `\`${index.quoted(unknown.node)}\` is not understood`);
}

function useRefusal(facts: Rewriting): Refusal | undefined {
  const { uses, places, kind, index } = facts;
  const outOfSight = sightRefusal(facts);
  if (outOfSight) return outOfSight;
  const hidden = hiddenUse(facts.places, index);
  if (hidden?.type === 'Decorator') return refuse('unknown-use', hidden, 'its decorator may put something else in its place');
  if (hidden) return refuse('unknown-use', hidden, `\`${index.quoted(hidden)}\` may mean it`);
  const record = uses.find((use) => use.kind === 'set' && use.record !== undefined);
  if (record) return refuse('unknown-use', record.node, 'what is put in is a record, which nothing else has');
  const order = ['iterate', 'size', 'clear', 'replace', 'set'] as const;
  for (const sought of order) {
    for (const use of uses) {
      if (use.kind !== sought) continue;
      switch (use.kind) {
        case 'iterate':
          return refuse('iterated', use.node);
        case 'size':
          return refuse('sized', use.node);
        case 'clear':
          if (kind === 'array' || !isReassignable(use.receiver, places, index) || !isStatement(use.node)) return refuse('cleared', use.node);
          break;
        case 'replace':
          break;
        case 'set':
          if (kind === 'array' && !isStatementPosition(use.node)) return refuse('unknown-use', use.node, 'the result of `push` is used');
          break;
      }
    }
  }
  return undefined;
}

/** Refuses where nothing but this container is seen to hold its members. */
function ownerRefusal({ uses, parts, declaredWeak }: Rewriting): Refusal | undefined {
  const all = [...uses, ...parts.flatMap((part) => part.uses)];
  if (declaredWeak || all.some(asksForEntry)) return undefined;
  const write = all.find((use) => use.kind === 'set');
  return write && refuse('only-owner', write.node, 'nothing reads it, so it may hold its members on purpose', write.file);
}

function keyRefusal(facts: Rewriting): Refusal | undefined {
  const { keys, declaredWeak } = facts;
  if (declaredWeak) return undefined;
  const refuseKeys = (code: RefusalCode, reason?: string): Refusal => refuse(code, keys.node, reason, keys.file);
  if (keys.sort === 'primitive') return refuseKeys('primitive-key');
  if (keys.sort === 'mixed' && keys.union) return refuseKeys('primitive-key', `a key may be a primitive: ${keys.because}`);
  if (keys.sort === 'mixed' || keys.sort === 'id') return refuseKeys('mixed-keys');
  if (keys.nullable) return refuseKeys('nullable-key');
  if (keys.unbounded) return refuseKeys('unbounded-generic');
  if (keys.sort === 'unknown' || keys.sort === 'class' && !atLeast(keys.certainty, 'likely') || keys.certainty === 'possible') return refuseKeys('unknown-key');
  return declaresKeyType(facts) ? undefined : mentionRefusal(facts) ?? firstIn(facts, mentionRefusal);
}

/** In typed code every mention of a key must be assignable to a weak key, or the output would not compile. */
function mentionRefusal({ uses, index, reader }: Rewriting): Refusal | undefined {
  if (!index.isTyped) return undefined;
  for (const use of uses) {
    if (use.kind !== 'get' && use.kind !== 'has' && use.kind !== 'delete') continue;
    const key = reader.read(use.key, use.node);
    if (key.nullable) return refuse('nullable-key', use.key);
    if (key.unbounded) return refuse('unbounded-generic', use.key);
    if (key.sort !== 'object' && key.sort !== 'class') return refuse(key.sort === 'primitive' ? 'primitive-key' : 'unknown-key', use.key);
  }
  return undefined;
}

function declaresKeyType(facts: Rewriting): boolean {
  return typeSites(facts).length > 0 || facts.creations.some((creation) => creation.type === 'NewExpression' && creation.typeArguments !== undefined);
}

/** Is an expression a statement by itself, where an assignment may stand as it is? */
function isStatement(node: Node): boolean {
  return outermost(node).parent?.type === 'ExpressionStatement';
}

/** Can the binding that an expression reads get a fresh container? */
function isReassignable(receiver: Node, places: readonly Place[], index: SourceIndex): boolean {
  const node = unwrap(receiver);
  if (node.type === 'Identifier') {
    const variable = index.variableOf(node);
    const definition = variable?.defs[0];
    // A `const` alias or a helper's parameter cannot take the fresh container to where it is kept.
    return definition?.type === 'Variable' && (definition.parent).kind !== 'const' && places.filter((place) => place.kind === 'variable').length === 1 && places.length === 1;
  }
  if (placeOfTarget(node, index)?.kind !== 'field') return false;
  const fields = places.filter((place) => place.kind === 'field');
  if (fields.length !== places.length) return false;
  return fields.every((place) => {
    if (!place.declaration) return true;
    return !place.declaration.readonly && place.declaration.type !== 'TSParameterProperty';
  });
}

/** The edits of the rewrite, or the refusal that their collection meets. */
function collectEdits(facts: Rewriting, weak: string): Edit[] | Refusal {
  const { kind, creations, uses, index, declaredWeak } = facts;
  const edits: Edit[] = [];
  for (const creation of creations) {
    if (creation.type === 'NewExpression') {
      edits.push({ range: creation.callee.range, text: weak });
      const refusal = keyTypeRefusal(creation.typeArguments?.params[0], facts) ?? initialRefusal(creation, facts);
      if (refusal) return refusal;
    } else {
      edits.push({ range: creation.range, text: `new ${weak}()` });
    }
  }
  if (!declaredWeak) {
    const tie = typeTie(facts.places, creations, index);
    if (tie) return refuse('typed-elsewhere', tie);
    for (const site of typeSites(facts)) {
      const result = editType(site, kind, weak, facts, edits);
      if (result) return result;
    }
    edits.push(...docEdits(facts, weak));
  }
  for (const use of uses) {
    if (use.kind === 'clear') {
      const receiver = index.text(use.receiver);
      edits.push({ range: use.node.range, text: `${receiver} = new ${weak}${creationArguments(facts)}()` });
    } else if (kind === 'array') {
      const edit = arrayEdit(use, index);
      if (edit && 'outcome' in edit) return edit;
      if (edit) edits.push(...edit);
    }
  }
  return edits;
}

/** The type arguments that a fresh container needs: those of the creation, where no annotation says them. */
function creationArguments(facts: Rewriting): string {
  const creation = facts.creations.find((node) => node.type === 'NewExpression');
  return creation?.type === 'NewExpression' && creation.typeArguments ? facts.index.text(creation.typeArguments) : '';
}

/** `new Map(entries)`: only literal entries show their keys. */
function initialRefusal(creation: TSESTree.NewExpression, { declaresObjects, reader, kind }: Rewriting): Refusal | undefined {
  const [iterable] = creation.arguments;
  if (!iterable) return undefined;
  const list = unwrap(iterable);
  if ((list.type === 'Literal' && list.raw === 'null') || declaresObjects) return undefined;
  if (list.type !== 'ArrayExpression') return refuse('unknown-key', iterable, 'it is filled from an iterable whose keys are not in sight');
  for (const element of list.elements) {
    const entry = element && unwrap(element);
    const key = kind === 'map' ? (entry?.type === 'ArrayExpression' ? entry.elements[0] : undefined) : entry;
    if (!key || key.type === 'SpreadElement') return refuse('unknown-key', iterable, 'it is filled from an iterable whose keys are not in sight');
    const evidence = reader.read(key, creation);
    if (evidence.sort === 'primitive') return refuse('primitive-key', key);
    if (evidence.sort !== 'object' && evidence.sort !== 'class') return refuse('unknown-key', key);
    if (evidence.certainty !== 'proven') return refuse('unknown-key', key);
  }
  return undefined;
}

/** Every place where the container's type is written: declarations of its places, casts, return types. */
export function typeSites({ places, types, index }: Rewriting): TypeSite[] {
  const sites = new Set<TypeSite>([...places.flatMap((place) => typesOfPlace(place, index)), ...types]);
  return [...sites].filter((site) => site.type !== 'TSTypeReference' || site.typeName.type !== 'Identifier' || site.typeName.name !== 'const');
}

const STRONG_TYPE = /^(?:Readonly)?(?:Map|Set)$/;

/** Adds the edits that make a written type weak. */
function editType(type: TypeSite, kind: ContainerKind, weak: string, facts: Rewriting, edits: Edit[]): Refusal | undefined {
  const { index } = facts;
  switch (type.type) {
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
      return undefined;
    case 'TSUnionType': {
      for (const member of type.types) {
        const refusal = editType(member, kind, weak, facts, edits);
        if (refusal) return refusal;
      }
      return undefined;
    }
    case 'TSArrayType':
      if (kind !== 'array') return refuse('typed-elsewhere', type);
      {
        const keyRefused = keyTypeRefusal(type.elementType, facts);
        if (keyRefused) return keyRefused;
      }
      edits.push({ range: type.range, text: `WeakSet<${index.text(type.elementType).replace(/^\((.*)\)$/s, '$1')}>` });
      return undefined;
    case 'TSTypeOperator':
      return type.operator === 'readonly' && type.typeAnnotation?.type === 'TSArrayType'
        ? void edits.push({ range: type.range, text: `WeakSet<${index.text(type.typeAnnotation.elementType)}>` })
        : refuse('typed-elsewhere', type);
    case 'TSTypeReference': {
      if (type.typeName.type !== 'Identifier') return refuse('typed-elsewhere', type);
      const { name } = type.typeName;
      const keyRefused = keyTypeRefusal(type.typeArguments?.params[0], facts);
      if (keyRefused) return keyRefused;
      const declared = index.typesNamed(name);
      if (declared.length === 0 && (kind === 'array' ? /^(?:Readonly)?Array$/.test(name) : STRONG_TYPE.test(name))) {
        edits.push({ range: type.typeName.range, text: weak });
        return undefined;
      }
      if (declared.length === 0 && name === weak) return undefined;
      const [alias] = declared;
      if (alias?.type === 'TSTypeAliasDeclaration' && declared.length === 1 && aliasServesOnly(alias, facts)) return editType(alias.typeAnnotation, kind, weak, facts, edits);
      return refuse('typed-elsewhere', type);
    }
    default:
      return refuse('typed-elsewhere', type);
  }
}

/** A written key type must be one that TypeScript takes for a weak key. */
function keyTypeRefusal(key: TSESTree.TypeNode | undefined, { reader }: Rewriting): Refusal | undefined {
  if (!key || key.type === 'TSAnyKeyword') return undefined;
  const { sort, nullable } = reader.readType(key);
  if (key.type === 'TSUnknownKeyword') return refuse('unknown-key', key, 'its key type is `unknown`, which a weak container does not take');
  if (sort === 'any' && !nullable) return refuse('unknown-key', key);
  if (sort === 'generic') return refuse('unbounded-generic', key);
  if (sort === 'primitive' || sort === 'mixed') return refuse('primitive-key', key);
  return nullable ? refuse('nullable-key', key) : undefined;
}

/** Is a type alias of this file used for this container only, and not exported? */
function aliasServesOnly(alias: TSESTree.TSTypeAliasDeclaration, facts: Rewriting): boolean {
  if (alias.parent.type === 'ExportNamedDeclaration' || alias.typeParameters) return false;
  const sites = new Set<Node>(typeSites(facts).flatMap(referencesIn));
  const { name } = alias.id;
  const isExported = facts.index.exportSpecifiers.some(({ local }) => local.type === 'Identifier' && local.name === name);
  return !isExported && facts.index.typeReferencesTo(name).every((reference) => sites.has(reference));
}

function referencesIn(type: TypeSite): Node[] {
  return type.type === 'TSUnionType' ? type.types.flatMap(referencesIn) : [type];
}

/** A JSDoc `@type {Map<K, V>}` before the declaration follows the rewrite. */
function docEdits({ places, creations, index, kind }: Rewriting, weak: string): Edit[] {
  if (kind === 'array') return [];
  const declarations: Node[] = [...creations.map((creation) => outermost(creation).parent ?? creation)];
  for (const place of places) if (place.kind === 'field' && place.declaration) declarations.push(place.declaration);
  return declarations.flatMap((declaration): Edit[] => {
    const doc = docBefore(declaration, index);
    const match = doc && /@type\s*\{[^}]*?\b((?:Readonly)?(?:Map|Set))\b\s*\.?</.exec(doc.value);
    if (!doc || !match) return [];
    const start = doc.range[0] + 2 + match.index + match[0].lastIndexOf(match[1] ?? '');
    return [{ range: [start, start + (match[1] ?? '').length], text: weak }];
  });
}

/** The edits of one use of an array that becomes a `WeakSet`. */
function arrayEdit(use: Use, index: SourceIndex): Edit[] | Refusal | undefined {
  if (use.node.type !== 'CallExpression') return undefined;
  const callee = unwrap(use.node.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const rename = (text: string): Edit => ({ range: callee.property.range, text });
  if (use.kind === 'set') return [rename('add')];
  if (use.kind === 'delete') return refuse('unknown-use', use.node, `\`${propertyName(callee) ?? ''}\` has no counterpart on a \`WeakSet\``);
  if (use.kind !== 'has') return undefined;
  if (use.node.arguments.length !== 1) return refuse('unknown-use', use.node);
  const name = propertyName(callee);
  if (name === 'includes') return [rename('has')];
  const comparison = use.node.parent;
  if (name === 'indexOf' && comparison.type === 'BinaryExpression' && comparison.left === use.node) {
    const found = comparesToAbsence(comparison, index);
    if (found !== undefined) {
      const call = `${index.text(callee.object)}.has(${index.text(use.key)})`;
      return [{ range: comparison.range, text: found ? call : `!${call}` }];
    }
  }
  return refuse('unknown-use', use.node, `the result of \`${name ?? ''}\` is used as more than a test`);
}

/** `true` for a test that the element is there (`!== -1`), `false` for one that it is not. */
function comparesToAbsence({ operator, right }: TSESTree.BinaryExpression, index: SourceIndex): boolean | undefined {
  const against = index.text(right).replace(/\s/g, '');
  if (against === '-1') {
    if (operator === '===' || operator === '==') return false;
    if (operator === '!==' || operator === '!=' || operator === '>') return true;
  }
  if (against === '0') {
    if (operator === '<') return false;
    if (operator === '>=') return true;
  }
  return undefined;
}

/** Source order, each edit once. */
export function normalise(edits: readonly Edit[]): Edit[] {
  const byRange = new Map(edits.map((edit) => [edit.range.join(), edit]));
  return [...byRange.values()].sort((a, b) => a.range[0] - b.range[0]);
}
