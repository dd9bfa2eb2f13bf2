import { callOf, isClass, isFunction, type Node, propertyName, unwrap } from '../source/ast.js';
import type { KeyEvidence } from '../containers/facts.js';
import type { Sight } from '../modules/elsewhere.js';
import { classOfKey } from '../modules/key-class.js';
import { madeAtLoad } from '../modules/owners-elsewhere.js';
import type { WriteUse } from '../flow/use.js';
import { isMentionedIn, SourceIndex } from '../source/source-index.js';
import { holdsItselfAlive, liveValue, NAMES_LIVE_CLASS } from './live-values.js';
import { type Answer, held, open, refused } from './model.js';
import { type Found, storeOfKey, storeOfValue } from './other-stores.js';
import { typesOfPlace } from '../source/place-types.js';
import type { View } from './reach.js';

/** Would a weak container free anything: can its keys die, do its values end by themselves, and does no other store keep the keys? */
export function isUseful(view: View, key: KeyEvidence): Answer {
  const { index, uses, creations, places, elsewhere } = view;
  const types = [...creations.flatMap((creation) => (creation.type === 'NewExpression' ? (creation.typeArguments ?? []) : [])), ...places.flatMap((place) => typesOfPlace(place, index)).flatMap((type) => (type.type === 'TSTypeReference' ? (type.typeArguments ?? []) : []))].flatMap(({ params }) => params.slice(1));
  const alive = types.find((type) => NAMES_LIVE_CLASS.test(index.text(type)));
  if (alive) return refused('useless', alive, `\`${index.quoted(alive)}\` has values that live until somebody ends them`);
  if (key.sort === 'class') return refused('useless', key.node, 'classes live as long as the program', key.file);
  const had = storeOfOwner(view);
  if (had) return refused('useless', had, `\`${index.quoted(had)}\` gives such keys, which its owner has anyway`);
  const sight: Sight = { index, elsewhere, file: undefined };
  // What is known of each write: does its key live as long as the program?
  const fixed: (Found | undefined)[] = [];
  for (const use of uses) {
    if (use.kind !== 'set') continue;
    if (isClass(unwrap(use.key))) return refused('useless', use.key, 'classes live as long as the program');
    const owner = classOfKey(use.key, index, elsewhere);
    const made = owner && madeAtLoad(owner);
    if (made) return refused('useless', made.node, `all objects of \`${owner.owner.id?.name ?? 'the class'}\` are made while modules load`, made.file);
    if (owner && holdsItselfAlive(owner)) return refused('useless', owner.owner, `each object of \`${owner.owner.id?.name ?? 'the class'}\` lives until somebody ends what its constructor starts`, owner.file);
    const live = use.value && liveValue(use.value, sight);
    if (live) return refused('useless', live, `\`${index.quoted(live)}\` lives until somebody ends it, and so does what it holds`);
    const holder = mayHoldOn(use, index);
    if (holder) return open({ node: holder, says: `\`${index.quoted(holder)}\` may hold the function that it is given, and the key with it` });
    const store = storeOfKey(use, owner, sight) ?? storeOfValue(use, sight);
    if (store && !store.isFixed) return refused('useless', store.node, `\`${(store.file ? SourceIndex.of(store.file.source) : index).quoted(store.node)}\` keeps the same object`, store.file);
    fixed.push(store);
  }
  const [first] = fixed;
  return first && !fixed.includes(undefined) ? refused('useless', first.node, `\`${(first.file ? SourceIndex.of(first.file.source) : index).quoted(first.node)}\` lives as long as the program`, first.file) : held();
}

/**
 * `const meta = this.metadata.find(name)`, where that is a key of another table of the same owner, for keys of the same type: the
 * owner has such objects itself.
 */
function storeOfOwner({ index, places: [place] }: View): Node | undefined {
  if (place?.kind !== 'field' || place.isStatic) return undefined;
  const keyType = (member: Node | undefined): string | undefined => {
    if (member?.type !== 'PropertyDefinition') return undefined;
    const declared = member.typeAnnotation?.typeAnnotation;
    const made = member.value && unwrap(member.value);
    const types = declared?.type === 'TSTypeReference' ? declared.typeArguments : made?.type === 'NewExpression' ? made.typeArguments : undefined;
    const [type] = types?.params ?? [];
    return type?.type === 'TSTypeReference' ? index.text(type) : undefined;
  };
  const own = keyType(place.declaration);
  if (own === undefined) return undefined;
  const besides = new Set(place.owner.body.body.filter((member) => member !== place.declaration && keyType(member) === own).map((member) => propertyName(member)));
  const keys = ['set', 'add'].flatMap((name) => index.membersWithin(place.owner, name)).flatMap((member) => {
    const table = member.type === 'MemberExpression' ? unwrap(member.object) : undefined;
    return table?.type === 'MemberExpression' && table.object.type === 'ThisExpression' && besides.has(propertyName(table)) ? (callOf(member)?.arguments[0] ?? []) : [];
  });
  return keys.map((key) => {
    const variable = key.type === 'Identifier' ? index.variableOf(key) : undefined;
    const value = variable && index.constantValue(variable);
    const read = value && unwrap(value);
    const member = read?.type === 'CallExpression' ? unwrap(read.callee) : read;
    const store = member?.type === 'MemberExpression' ? unwrap(member.object) : undefined;
    return store?.type === 'MemberExpression' && store.object.type === 'ThisExpression' ? read : undefined;
  }).find((found) => found !== undefined);
}

/** A call that is given a function which holds the key, and that is not known to let go of it: a timer or subscription by another name. */
function mayHoldOn(use: WriteUse, index: SourceIndex): Node | undefined {
  const key = unwrap(use.key);
  const variable = key.type === 'Identifier' ? index.variableOf(key) : undefined;
  const value = use.value && unwrap(use.value);
  const given = value?.type === 'Identifier' ? index.variableOf(value) : undefined;
  const call = given ? unwrap(index.constantValue(given) ?? value as Node) : value;
  if (call?.type !== 'CallExpression' || !variable) return undefined;
  const callee = unwrap(call.callee);
  const local = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
  if (local && index.functionOf(local)) return undefined;
  return call.arguments.some((argument) => isFunction(unwrap(argument)) && isMentionedIn(variable, argument)) ? call : undefined;
}
