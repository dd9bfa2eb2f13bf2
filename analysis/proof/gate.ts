import type { TSESTree } from '@typescript-eslint/utils';
import { type Expression, type Node, unwrap } from '../source/ast.js';
import type { Elsewhere } from '../modules/elsewhere.js';
import { usesInFiles } from '../modules/function-uses.js';
import type { Grade, KeyEvidence } from '../containers/facts.js';
import type { OtherFile } from '../source/other-file.js';
import type { Use, WriteUse } from '../flow/use.js';
import { placeName } from '../source/places.js';
import { initialValue, typesOfPlace } from '../source/place-types.js';
import { SourceIndex } from '../source/source-index.js';
import type { Axiom } from './axioms.js';
import { type Claim, CLAIMS } from './claims.js';
import { type GuardedRemoval, isCleanupOfEntry } from './finalizers.js';
import { onlyItselfFlows } from './flow.js';
import { globalUses } from './global-uses.js';
import { guardsOf, isNeverAssigned } from './guards.js';
import { hasOneHolder, isUnobserved } from './holders.js';
import { type IdUse, isIdentity } from './identity.js';
import { changeOfBuiltins, dynamicScope, hoistedFunction, otherMeaningOf, sharedName } from './language.js';
import { noPrimitiveIsBranded, onlyObjectsAreObjects } from './look-alikes.js';
import { allOf, type Answer, both, type Gap, type Ground, held, open, openInProject, refused } from './model.js';
import { ObjectProver } from './objects.js';
import type { Outside } from './outside.js';
import { exportsByThis, isClosed, type View } from './reach.js';
import { excludesNothing, excludesPrimitives, excludesPrimitivesButNothing, libraryTypesIn, meaningOf } from './types.js';
import { isUseful } from './usefulness.js';
import { typeLeftStrong } from './written-types.js';

/** A claim with what proves it. */
export interface ProvenClaim {
  readonly claim: Claim;
  readonly grounds: readonly Ground[];
}

declare const proven: unique symbol;

/** What makes a rewrite *safe*. Only this file can make one. */
export interface Proof {
  readonly claims: readonly ProvenClaim[];
  /** What it rests on besides the text. */
  readonly axioms: readonly Axiom[];
  readonly [proven]: true;
}

/** The first claim that could not be proven. */
export interface Unproven {
  readonly claim: Claim;
  readonly gap: Gap;
}

/** How a rewrite may be called: with a proof it is safe. */
export type Safety = { readonly grade: Extract<Grade, 'safe'>; readonly proof: Proof } | { readonly grade: 'unproven'; readonly unproven: Unproven };

/** A rewrite that makes a container weak, as far as its proof needs it. */
export interface Weakening {
  readonly kind: 'map' | 'set' | 'array' | 'dictionary';
  /** The names that the edits write. */
  readonly names: readonly string[];
  /** The file of the container first, then others that use it. */
  readonly views: readonly (View & { readonly file?: OtherFile | undefined })[];
  readonly keys: KeyEvidence;
  /** Are the keys ids, for which the objects behind them are written? What each key says of its object. */
  readonly idOf: ((use: Keyed) => IdUse['id'] | undefined) | undefined;
  /** Do other files come to the container by an export? */
  readonly isExported: boolean;
  readonly exportNames: readonly string[];
}

type Keyed = Extract<Use, { readonly key: Expression }>;
/** A claim, and what is to be asked for it, given the axioms that the claims before it rest on. */
type Question = readonly [claim: Claim, ask: (axioms: ReadonlySet<Axiom>) => Answer];

let granted: Claim | undefined;

/** For tests, to show what a claim is good for: from now on the gate does not ask for it. */
export function takeForGranted(claim: Claim | undefined): void {
  granted = claim;
}

/** Claims whose refusal is told although another claim is open: who reads a suggestion cannot know better. */
const TOLD_FIRST: ReadonlySet<Claim> = new Set(['holder', 'useful', 'unobserved']);

function decide(questions: readonly Question[]): Safety {
  const proven = new Map<Claim, readonly Ground[]>();
  const rests = new Set<Axiom>();
  let open: Unproven | undefined;
  let ofProject: Unproven | undefined;
  for (const [claim, ask] of questions) {
    if (claim === granted || (open && !TOLD_FIRST.has(claim))) continue;
    const answer = ask(rests);
    if (answer.holds) {
      proven.set(claim, [...(proven.get(claim) ?? []), ...answer.grounds]);
      for (const { axiom } of answer.grounds) if (axiom) rests.add(axiom);
    } else {
      const { gap } = answer;
      if (gap.isOfProject) ofProject ??= { claim, gap };
      else if (gap.code) return { grade: 'unproven', unproven: { claim, gap } };
      else open ??= { claim, gap };
    }
  }
  const unproven = open ?? ofProject;
  if (unproven) return { grade: 'unproven', unproven };
  const claims = [...proven].map(([claim, grounds]): ProvenClaim => ({ claim, grounds }));
  return { grade: 'safe', proof: { claims, axioms: [...rests] } as unknown as Proof };
}

/** Is a rewrite safe that makes a container weak? The one place that says so. */
export function proveWeakening(weakening: Weakening): Safety {
  const { views, keys, idOf } = weakening;
  const [own] = views;
  if (!own) throw new TypeError('a container is in some file');
  const proverFor = ({ index, elsewhere }: View): ObjectProver => new ObjectProver(index, elsewhere && outsideOf(index, elsewhere));
  const each = (ask: (view: Weakening['views'][number]) => Answer) => (): Answer => allOf(views, (view) => inFile(ask(view), view.file));
  return decide([
    ['scope', each(({ index }) => hasPlainScope(index))],
    ['scope', each(({ index }) => isUnshared(index))],
    ['names', each((view) => namesAreGlobal(weakening.names, view))],
    ['closed', each((view) => isClosed(view))],
    ['closed', () => importsAreNamed(weakening, own)],
    ['closed', each(onlyItselfFlows)],
    ...(idOf ? ([['identity', each((view) => isIdentity(idUsesOf(view.uses, idOf), view, proverFor(view)))]] as const) : ([['keys', each((view) => keysAreObjects(view, weakening.kind, proverFor(view)))], ['types', views.some((view) => keyTypesOf(view).length > 0) ? each(typesExcludePrimitives) : each((view) => mentionsAreObjects(view, proverFor(view)))]] as const)),
    ['holder', () => hasOneHolder(views)],
    ['useful', each((view) => isUseful(view, keys))],
    ['unobserved', each((view) => isUnobserved(view))],
    ['types', each(noPrimitiveIsBranded)],
    ['types', each((view) => stillCompiles(view, weakening))],
    ['types', (axioms) => (axioms.has('annotations') ? allOf(views, (view) => inFile(both(() => isCheckedStrictly(view), () => onlyObjectsAreObjects(view)), view.file)) : held())],
    // Last: it is asked of the whole project.
    ['builtins', each(builtinsArePlain)],
  ]);
}

function outsideOf(index: SourceIndex, elsewhere: Elsewhere): Outside {
  const { evidence } = elsewhere;
  return {
    usesOf: (fn) => usesInFiles(fn, index, elsewhere),
    of: (file) => outsideOf(SourceIndex.of(file.source), elsewhere.from(file)),
    takesMethod: (name) => evidence?.takesMethod(name),
    signsMethod: (name) => evidence?.signsMethod(name),
    callsUnnamed: () => evidence?.callsUnnamed(),
    inherits: (name) => evidence?.inherits(name),
    isLoose: () => evidence?.compilesLoosely() !== undefined,
    namesAny: () => evidence?.namesAny() !== undefined,
  };
}

/** Is a guard safe that lets a cleanup remove an entry only while its object is dead? */
export function proveGuard(removal: GuardedRemoval, index: SourceIndex): Safety {
  return decide([
    ['scope', () => hasPlainScope(index)],
    ['cleanup', () => isCleanupOfEntry(removal, index)],
    ['names', () => undefinedIsPlain(index)],
  ]);
}

/** The guard compares with `undefined`, which is no name that a file declares. */
function undefinedIsPlain(index: SourceIndex): Answer {
  const other = index.named('undefined').find((node) => node.type === 'Identifier' && (index.variableOf(node) !== undefined || index.declaredBy(node.parent).some(({ name }) => name === 'undefined')));
  return other ? refused('shadowed-name', other, '`undefined` means something else in this file') : held();
}

/** The clause that a suggestion names where a claim is not proven: "every key is an object: …". */
export function assumptionOf({ claim, gap }: Unproven): string {
  return `${CLAIMS[claim].assumes}: ${gap.says}`;
}

function inFile(answer: Answer, file: OtherFile | undefined): Answer {
  if (!file) return answer;
  return answer.holds ? { holds: true, grounds: answer.grounds.map((ground) => ({ file, ...ground })) } : { holds: false, gap: { file, ...answer.gap } };
}

function hasPlainScope(index: SourceIndex): Answer {
  const node = index.table(dynamicScope);
  if (node) return refused('dynamic-scope', node, `\`${index.quoted(node)}\` may read and write variables without naming them`);
  const hoisted = index.table(hoistedFunction);
  return hoisted ? refused('dynamic-scope', hoisted, 'outside of strict code the name of a function in a block is known around the block, too') : held();
}

/** No other script reads or writes what this file declares. */
function isUnshared(index: SourceIndex): Answer {
  const shared = index.table(sharedName);
  return shared ? refused('exported', shared, 'the file may be a classic script, whose top level other scripts share') : held();
}

function namesAreGlobal(names: readonly string[], { index, creations, uses, places, elsewhere }: View): Answer {
  const evidence = elsewhere?.evidence;
  const written = [...creations, ...uses.map(({ node }) => node), ...places.flatMap((place) => typesOfPlace(place, index))];
  return allOf(names, (name) => {
    const node = otherMeaningOf(name, written, index);
    if (node) return refused('shadowed-name', node, `\`${name}\` means something else in this file`);
    const other = evidence?.declaresGlobal(name);
    return other ? refused('shadowed-name', index.source.ast, `${other} declares a global \`${name}\``) : held();
  });
}

function builtinsArePlain({ index, elsewhere }: View): Answer {
  const evidence = elsewhere?.evidence;
  const node = index.table(changeOfBuiltins);
  if (node) return open({ node, says: `\`${index.quoted(node)}\` may change what built-ins do` });
  const [redeclared] = evidence ? [...index.table(libraryTypesIn)].flatMap((name) => evidence.declaresGlobal(name) ?? []) : [];
  const other = evidence?.changesBuiltins() ?? redeclared;
  const stranger = evidence?.runsUnread();
  if (stranger !== undefined) return openInProject('put-together-import', index.source.ast, `${stranger} imports this file, and is not read`);
  if (other) return openInProject('dynamic-scope', index.source.ast, `${other} may change what built-ins do`);
  const { write } = globalUses({ index, elsewhere, file: undefined });
  if (write) return openInProject('dynamic-scope', write.node, `${write.says} may put something in the place of a built-in`);
  return held({ says: 'no file changes what built-ins do', node: index.source.ast, axiom: 'builtins' });
}

/** An export is reached by imports under its name alone. */
function importsAreNamed({ isExported, exportNames }: Weakening, { index, creations, uses, elsewhere }: View): Answer {
  if (!isExported) return held();
  const evidence = elsewhere?.evidence;
  const node: Node = creations[0] ?? uses[0]?.node ?? index.source.ast;
  if (!evidence) return refused('exported', node, 'other files can import it');
  const other = evidence.putTogether();
  if (other) return refused('put-together-import', node, `${other} imports modules under names that are put together, and this may be one of them`);
  const named = exportNames.filter((name) => name !== '=' && name !== 'default');
  const byThis = named.length > 0 ? exportsByThis(named, index) : undefined;
  if (byThis) return open({ node: byThis, says: `\`${index.quoted(byThis)}\` may be an export of this file` });
  const unread = evidence.importedUnread() ?? named.map((name) => evidence.namedUnread(name)).find((found) => found !== undefined);
  return unread ? refused('put-together-import', node, `${unread} names it, and is not read`) : held({ says: 'all files that import it are read', node, axiom: 'outsiders' });
}

function keysAreObjects({ index, uses, creations }: View, kind: Weakening['kind'], prover: ObjectProver): Answer {
  return both(
    () => allOf(creations, (creation) => initialKeysAreObjects(creation, kind, index, prover)),
    () => allOf(uses.filter((use): use is WriteUse => use.kind === 'set'), (use) => (use.how === 'initial' ? held() : prover.prove(use.key, use.node))),
  );
}

/** `new Map([[root, 0]])`: the entries that a container begins with. */
function initialKeysAreObjects(creation: Node, kind: Weakening['kind'], index: SourceIndex, prover: ObjectProver): Answer {
  if (creation.type === 'ArrayExpression') return creation.elements.length === 0 ? held() : open({ node: creation, says: 'it begins with entries' });
  if (creation.type !== 'NewExpression') return held();
  const [iterable] = creation.arguments;
  if (!iterable || (iterable.type === 'Literal' && iterable.raw === 'null')) return held();
  const list = unwrap(iterable);
  const gap = open({ node: iterable, says: `nothing proves what \`${index.quoted(iterable)}\` has for keys` });
  if (list.type !== 'ArrayExpression') return gap;
  return allOf(list.elements, (element) => {
    const entry = element ? unwrap(element) : undefined;
    const key = kind === 'map' ? (entry?.type === 'ArrayExpression' ? entry.elements[0] : undefined) : entry;
    return key && key.type !== 'SpreadElement' ? prover.prove(key, creation) : gap;
  });
}

/** The key types that are written for the container. */
function keyTypesOf({ index, creations, places }: View): readonly TSESTree.TypeNode[] {
  return [
    ...creations.flatMap((creation) => (creation.type === 'NewExpression' ? (creation.typeArguments?.params[0] ?? []) : [])),
    ...places.flatMap((place) => typesOfPlace(place, index)).flatMap((type) => keyTypesIn(type, index)),
  ];
}

/** Where no key type is written, the weak container takes any object and the strong one took anything: what it is asked for must be objects, too. */
function mentionsAreObjects({ index, uses, elsewhere }: View, prover: ObjectProver): Answer {
  const isChecked = index.isTyped || /@ts-check\b/.test(index.source.text) || elsewhere?.evidence?.compilesWith('checkJs') !== undefined;
  const asked = isChecked ? uses.filter((use) => use.kind === 'get' || use.kind === 'has' || use.kind === 'delete') : [];
  const keyed = index.isTyped ? uses.filter((use) => 'key' in use) : [];
  return both(
    () => allOf(asked, ({ key, node }) => prover.prove(key, node)),
    () => allOf(keyed, ({ key }) => (isTypedAsObject(key, index) ? held() : open({ node: key, says: `\`${index.quoted(key)}\` may have a type that a weak container does not take` }))),
  );
}

/** Does the compiler take a key for an object, by what is written where it is declared or tested? */
function isTypedAsObject(key: Node, index: SourceIndex): boolean {
  switch (key.type) {
    case 'TSAsExpression':
    case 'TSTypeAssertion':
      return excludesPrimitives({ node: key.typeAnnotation }, index);
    case 'Identifier': {
      const variable = index.variableOf(key);
      const definition = variable?.defs[0];
      const name = definition?.name as Node | undefined;
      if (!variable || !definition || name?.type !== 'Identifier') return false;
      const guards = isNeverAssigned(variable) ? guardsOf(variable, key, index) : undefined;
      // The compiler does not follow a guard into another function.
      const guarded = guards?.test && !/\w\s*\(/.test(index.text(guards.test).replaceAll(/\btypeof\s*\(|\bArray\.isArray\(/g, '')) ? guards : undefined;
      if (guarded?.isObject) return true;
      if (name.typeAnnotation) return guarded?.isPresent ? excludesPrimitivesButNothing({ node: name.typeAnnotation.typeAnnotation }, index) : excludesPrimitives({ node: name.typeAnnotation.typeAnnotation }, index);
      if (definition.type === 'FunctionName' || definition.type === 'ClassName') return true;
      return definition.type === 'Variable' && definition.node.id === name && definition.node.init !== null && isTypedAsObject(definition.node.init, index);
    }
    case 'CallExpression': {
      const named = key.callee.type === 'Identifier' ? index.variableOf(key.callee) : undefined;
      const fn = named && index.functionOf(named);
      return fn === undefined ? key.callee.type === 'MemberExpression' : fn.async || fn.generator || fn.returnType === undefined || excludesPrimitives({ node: fn.returnType.typeAnnotation }, index);
    }
    default:
      return /^(?:This|New|Object|Array|Function|ArrowFunction|Class)Expression$|^Literal$/.test(key.type);
  }
}

/** Every key type that is written excludes primitives. */
function typesExcludePrimitives(view: View): Answer {
  const { index, creations, places } = view;
  // `new Map()` fits every type of a `Map`, and `new WeakMap()` does not: where it is made or kept without one, another place may have one.
  const isAny = (value: Node | undefined): boolean => value?.type === 'NewExpression' && !value.typeArguments && creations.includes(value);
  const untyped = places.length > 1 ? places.find((place) => typesOfPlace(place, index).length === 0 && isAny(initialValue(place, index))) : undefined;
  if (untyped) return open({ node: creations[0] ?? index.source.ast, says: `\`${placeName(untyped)}\` has no type of its own, and another name of it has one` });
  return allOf(keyTypesOf(view), (type) => (type.type === 'TSAnyKeyword' || excludesPrimitives({ node: type }, index) ? held({ says: `\`${index.quoted(type)}\` is a type of weak keys`, node: type, axiom: 'annotations' }) : open({ node: type, says: `\`${index.quoted(type)}\` may allow primitives` })));
}

/** Types in a comment that the rewrite leaves as they are; it follows a plain `@type {Map<…>}` alone. */
const TYPES_IN_COMMENT = /@(?:typedef|callback|template|import)\b|import\(|@(?!type\s*\{\s*(?:Map|Set)\s*<)\w+[^@]*?\b(?:Readonly)?(?:Map|Set)\b|@type\s*\{[^}]*\b(?:Map|Set)\b[^}]*\b(?:Map|Set)\b/;

/** Annotations speak of `null` and `undefined` only where the compiler is told to check them. */
function isCheckedStrictly({ index, elsewhere }: View): Answer {
  const config = index.isTyped ? elsewhere?.evidence?.compilesLoosely() : undefined;
  return config === undefined ? held() : open({ node: index.source.ast, says: `under ${config} every type has \`null\` and \`undefined\`, for it does not set \`strict\`` });
}

/** What a file is compiled as that a rewrite would not follow. */
function otherTypes(index: SourceIndex): Gap | undefined {
  const { ast, text } = index.source;
  if (text.includes('@ts-expect-error')) return { node: ast, says: 'an error that `@ts-expect-error` expects may go' };
  const [query] = index.nodesOf('TSTypeQuery');
  return query && { node: query, says: `\`${index.quoted(query)}\` may be the type of the container, or have it in itself` };
}

/** The same for a file whose types are comments. */
function typesInComments({ source: { text } }: SourceIndex): 'checked here' | 'there' | undefined {
  return TYPES_IN_COMMENT.test(text) ? (/@ts-check\b/.test(text) ? 'checked here' : 'there') : undefined;
}

/** What is written with types has the same ones afterwards, and what the compiler is told to expect. */
function stillCompiles(view: View, { kind, idOf }: Weakening): Answer {
  const { index, elsewhere } = view;
  const other = index.table(otherTypes) ?? typeLeftStrong(view, kind);
  if (other !== undefined) return open(other);
  const evidence = elsewhere?.evidence;
  const commented = index.isTyped ? undefined : index.table(typesInComments);
  if (commented === 'checked here' || (commented && evidence?.compilesWith('checkJs'))) return open({ node: index.source.ast, says: 'a comment gives the type of a container' });
  if (!index.isTyped || !idOf) return held();
  const unused = evidence?.compilesWith('noUnusedLocals');
  const unchecked = kind === 'dictionary' ? evidence?.compilesWith('noUncheckedIndexedAccess') : undefined;
  if (unchecked !== undefined) return open({ node: index.source.ast, says: `${unchecked} has \`noUncheckedIndexedAccess\`, under which a read may be \`undefined\`` });
  return both(
    () => allOf(unused === undefined ? [] : keyTypesOf(view), (type) => (type.type.endsWith('Keyword') ? held() : open({ node: type, says: `nothing else may use \`${index.quoted(type)}\`, and ${String(unused)} has \`noUnusedLocals\`` }))),
    // A read of a dictionary gets a `!`, which takes more from a type than the `undefined` of `get`.
    () => allOf(kind === 'dictionary' ? dictionaryTypesOf(view) : [], (type) => (excludesNothing(type, index) ? held() : open({ node: type, says: `\`${index.quoted(type)}\` may have \`null\` or \`undefined\` among its values` }))),
  );
}

/** The value types that are written for a dictionary, or all that is written where they are not seen. */
function dictionaryTypesOf({ index, creations, places }: View): readonly TSESTree.TypeNode[] {
  const written = places.flatMap((place) => typesOfPlace(place, index));
  const cast = creations.flatMap((creation) => (creation.parent?.type === 'TSAsExpression' || creation.parent?.type === 'TSSatisfiesExpression' ? [creation.parent.typeAnnotation] : []));
  return [...written, ...cast].map((type) => {
    const [member] = type.type === 'TSTypeLiteral' ? type.members : [];
    if (member?.type === 'TSIndexSignature' && member.typeAnnotation) return member.typeAnnotation.typeAnnotation;
    return (type.type === 'TSTypeReference' ? type.typeArguments?.params[1] : undefined) ?? type;
  });
}

/** `K` of `Map<K, V>`, of `Set<K>` and of `K[]`, in each member of a union and behind an alias of the file. */
function keyTypesIn(type: TSESTree.TypeNode, index: SourceIndex, depth = 0): readonly TSESTree.TypeNode[] {
  switch (type.type) {
    case 'TSUnionType':
      return type.types.flatMap((member) => keyTypesIn(member, index, depth));
    case 'TSArrayType':
      return [type.elementType];
    case 'TSTypeOperator':
      return type.typeAnnotation ? keyTypesIn(type.typeAnnotation, index, depth) : [];
    case 'TSTypeReference': {
      const [key] = type.typeArguments?.params ?? [];
      if (key) return [key];
      const meaning = type.typeName.type === 'Identifier' && depth < 4 ? meaningOf(type.typeName.name, type, index) : undefined;
      return meaning?.kind === 'declared' ? meaning.nodes.flatMap((declared) => (declared.type === 'TSTypeAliasDeclaration' ? keyTypesIn(declared.typeAnnotation, index, depth + 1) : [])) : [];
    }
    default:
      return [];
  }
}

function idUsesOf(uses: readonly Use[], idOf: (use: Keyed) => IdUse['id'] | undefined): readonly IdUse[] {
  return uses.flatMap((use) => {
    if (!('key' in use)) return [];
    const id = idOf(use);
    return id ? [{ key: use.key, node: use.node, id }] : [];
  });
}
