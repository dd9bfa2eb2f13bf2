import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { assignmentTo, callOf, type ClassNode, contains, decoratorsOf, type Expression, type FunctionNode, isClass, isField, isFunction, isLoop, isWritten, type Node, outermost, propertyName, thisOwner, unwrap } from '../source/ast.js';
import type { IdFacts } from '../containers/ids.js';
import { nearestClassDeclaring } from '../source/places.js';
import type { SourceIndex } from '../source/source-index.js';
import { isNeverAssigned } from './guards.js';
import { isModuleFile } from './language.js';
import { type Answer, both, held, open } from './model.js';
import type { ObjectProver } from './objects.js';
import type { View } from './reach.js';

/** A use of a table by the id of an object. */
export interface IdUse {
  readonly key: Expression;
  readonly node: Node;
  readonly id: IdFacts;
}

/**
 * Does an id stand for one object only: is it given to each object of a class once, on every path, from a source that never
 * repeats, and never written, reset, adopted or shortened afterwards?
 *
 * @param uses all uses of the table
 */
export function isIdentity(uses: readonly IdUse[], { index, elsewhere }: View, prover: ObjectProver): Answer {
  const evidence = elsewhere?.evidence;
  return both(
    () => idIsMintedOnce(uses, index, prover),
    () => {
      const node = index.table(standIn);
      if (node) return open({ node, says: `\`${index.quoted(node.parent ?? node)}\` may stand for an object, and has its id or none` });
      const uuid = index.table(changeOfUuids);
      if (uuid) return open({ node: uuid, says: `\`${index.quoted(uuid.parent ?? uuid)}\` may change what \`randomUUID\` gives` });
      const file = evidence?.standsIn() ?? (index.named('randomUUID').length > 0 ? evidence?.changesUuids() : undefined);
      return file ? open({ node: uses[0]?.node ?? index.source.ast, says: `${file} may let something else stand for an object or its id` }) : held();
    },
    () => {
      const config = index.isTyped ? evidence?.compilesWith('noUnusedLocals') : undefined;
      const unread = config === undefined ? undefined : uses.find(({ id }) => !isReadBesides(id.source, uses, index));
      return unread && config !== undefined ? open({ node: unread.node, says: `nothing else reads \`${unread.id.source}\`, and ${config} has \`noUnusedLocals\`` }) : held();
    },
  );
}

/** Is an id also read where it is no key that the rewrite replaces? */
function isReadBesides(source: string, uses: readonly IdUse[], index: SourceIndex): boolean {
  return index.named(source).some((node) => {
    const { parent } = node;
    if (parent?.type === 'PropertyDefinition' || parent?.type === 'AccessorProperty' || parent?.type === 'FunctionDeclaration') return false;
    const written = parent?.type === 'MemberExpression' && assignmentTo(parent) !== undefined;
    return !written && !uses.some((use) => contains(use.node, node));
  });
}

/**
 * `new Proxy(shape, …)`, `Object.create(Shape.prototype)`, `Ghost.prototype = new Shape()`, `inherits(Ghost, Shape)`,
 * `Reflect.construct(…)`: an object that no constructor of its class has made, and seems to be one.
 */
export function standIn(index: SourceIndex): Node | undefined {
  const [named] = ['Proxy', 'Reflect', '__proto__', 'setPrototypeOf', 'inherits'].flatMap((name) => index.named(name));
  if (named) return named;
  const created = index.named('create').find((node) => {
    const { parent } = node;
    if (parent?.type === 'Property') return parent.parent.type === 'ObjectPattern';
    if (parent?.type !== 'MemberExpression' || parent.property !== node || !(index.isGlobal(parent.object, 'Object') || index.table(namesCreate))) return false;
    const [first] = callOf(parent)?.arguments ?? [];
    return !(first?.type === 'Literal' && first.raw === 'null');
  });
  return created ?? index.globalReferences('Object').find(({ parent }) => parent.type === 'VariableDeclarator' || parent.type === 'AssignmentExpression') ?? index.membersNamed('prototype').find(isWritten) ?? index.stringsOf('prototype')[0];
}

/** Does a file import a library whose `create` is that of `Object`? */
function namesCreate({ source }: SourceIndex): boolean {
  return /['"](?:lodash|underscore|ramda)\b/.test(source.text);
}

/** A mention of `randomUUID` that is no call and no import of it: it may be replaced there. */
export function changeOfUuids(index: SourceIndex): Node | undefined {
  const replaced = index.named('crypto').find(({ type, parent }) => {
    if (type === 'Literal') return parent.type === 'CallExpression' && index.text(parent.callee) !== 'require';
    return parent?.type === 'MemberExpression' && propertyName(parent) === 'crypto' && assignmentTo(parent) !== undefined;
  });
  // `const { crypto: maker } = globalThis; maker['random' + 'UUID'] = …`
  const writesUnnamed = index.nodesOf('AssignmentExpression').some(({ left }) => left.type === 'MemberExpression' && left.computed && left.property.type !== 'Literal');
  const renamed = writesUnnamed ? index.named('crypto').find((node) => isGivenAnotherName(node)) : undefined;
  return replaced ?? renamed ?? index.named('randomUUID').find((node) => {
    const named = node.parent?.type === 'MemberExpression' && node.parent.property === node ? outermost(node.parent) : node;
    const { parent } = named;
    if (parent?.type === 'CallExpression') return parent.callee !== named;
    if (parent?.type === 'ImportSpecifier') return false;
    return !(parent?.type === 'Property' && parent.parent.type === 'ObjectPattern');
  });
}

/** `{ crypto: maker }`, `const maker = globalThis.crypto` */
function isGivenAnotherName(node: Node): boolean {
  if (node.parent?.type === 'Property') return node.parent.parent.type === 'ObjectPattern';
  const named = node.parent?.type === 'MemberExpression' && node.parent.property === node ? outermost(node.parent) : node;
  const { parent } = named;
  return (parent?.type === 'VariableDeclarator' && parent.init === named) || (parent?.type === 'AssignmentExpression' && parent.right === named);
}

function idIsMintedOnce(uses: readonly IdUse[], index: SourceIndex, prover: ObjectProver): Answer {
  const [first] = uses;
  if (!first) return held();
  const key = unwrap(first.key);
  if (first.id.source.startsWith('#')) {
    const owners = new Set(uses.map(({ key }) => nearestClassDeclaring(unwrap(key), first.id.source, index)));
    const [owner] = owners;
    if (!owner || owners.size > 1) return open({ node: first.key, says: `several classes give an id \`${first.id.source}\`` });
    const odd = uses.find((use) => !isMember(unwrap(use.key), first.id.source));
    if (odd) return open({ node: odd.key, says: `\`${index.quoted(odd.key)}\` is not the id itself` });
    return both(
      () => isMintedOnce(owner, first.id.source, index),
      ...uses.map((use) => () => isInstance(use, owner, index, prover)),
    );
  }
  const fn = key.type === 'CallExpression' && key.callee.type === 'Identifier' ? index.variableOf(key.callee) : undefined;
  return fn ? isGivenByFunction(fn, uses, index, prover) : open({ node: first.key, says: `a copy of the object may carry the same \`${first.id.source}\`` });
}

function isMember(node: Node, name: string): node is TSESTree.MemberExpression {
  return node.type === 'MemberExpression' && propertyName(node) === name;
}

/** Is the object behind the id one of the class, so that reading its `#id` cannot throw? */
function isInstance({ key, node }: IdUse, owner: ClassNode, index: SourceIndex, prover: ObjectProver): Answer {
  const member = unwrap(key) as TSESTree.MemberExpression;
  const object = member.object;
  if (object.type === 'ThisExpression') {
    const seen = thisOwner(object);
    if (seen.kind === 'class' && seen.node === owner && !seen.isStatic) return prover.prove(object, node);
  }
  return open({ node: object, says: `\`${index.quoted(object)}\` may be no object of \`${owner.id?.name ?? 'the class'}\`, on which \`${index.quoted(member)}\` throws` });
}

/** One write of the id on every path of the constructor, before anything else can see the object. */
function isMintedOnce(owner: ClassNode, name: string, index: SourceIndex): Answer {
  const gap = (node: Node, says: string): Answer => open({ node, says });
  if (owner.superClass) return gap(owner.superClass, 'the constructor of its base may use the object before it has its id');
  const [decorator] = [owner, ...owner.body.body].flatMap((part) => ('decorators' in part ? [...decoratorsOf(part)] : []));
  if (decorator) return gap(decorator, 'a decorator may make its objects in another way');
  if (isRepeated(owner)) return gap(owner, 'the class is made more than once, and each has ids of its own');
  const field = owner.body.body.find((member) => isField(member) && !member.static && propertyName(member) === name);
  if (!field || !isField(field)) return gap(owner, `\`${name}\` is not a field of the class`);
  if (decoratorsOf(field).length > 0 || field.type === 'AccessorProperty') return gap(field, 'a decorator may give it another value');
  const writes = index.membersWithin(owner, name).filter((member) => isWritten(member) && nearestClassDeclaring(member, name, index) === owner);
  const [write] = writes;
  if (field.value) {
    if (write) return gap(write, `\`${index.quoted(write.parent)}\` gives the object another id`);
    const early = owner.body.body.slice(0, owner.body.body.indexOf(field)).find((member) => isField(member) && !member.static && member.value && mentionsThis(member.value, index));
    return early ? gap(early, 'a field before it may use the object before it has its id') : isFreshSource(field.value, owner, index);
  }
  const assignment = write && outermost(write).parent;
  if (writes.length !== 1 || assignment?.type !== 'AssignmentExpression' || assignment.operator !== '=' || assignment.left !== write) return gap(write ?? field, `\`${name}\` is not given exactly once`);
  const statement = assignment.parent;
  const body = statement.parent;
  const constructor = body?.parent?.parent;
  if (statement.type !== 'ExpressionStatement' || body?.type !== 'BlockStatement' || constructor?.type !== 'MethodDefinition' || constructor.kind !== 'constructor' || constructor.parent.parent !== owner) {
    return gap(assignment, `\`${index.quoted(assignment)}\` does not run in every constructor`);
  }
  const param = constructor.value.params.find((each) => mentionsThis(each, index));
  if (param) return gap(param, `\`${index.quoted(param)}\` may use the object before it has its id`);
  const before = body.body.slice(0, body.body.indexOf(statement));
  const odd = before.find((part) => !isPlainStep(part, owner, index));
  if (odd) return gap(odd, `\`${index.quoted(odd)}\` may leave the constructor, or use the object before it has its id`);
  const initial = owner.body.body.find((member) => isField(member) && !member.static && member.value && mentionsThis(member.value, index));
  return initial ? gap(initial, 'a field may use the object before it has its id') : isFreshSource(assignment.right, owner, index);
}

/** `this.name = name;` before the id is given: nothing that leaves, and nothing that can see the object, such as a setter. */
function isPlainStep(statement: Node, owner: ClassNode, index: SourceIndex): boolean {
  if (statement.type !== 'ExpressionStatement') return false;
  if (statement.directive !== undefined) return true;
  const { expression } = statement;
  if (expression.type !== 'AssignmentExpression' || expression.left.type !== 'MemberExpression' || expression.left.object.type !== 'ThisExpression' || mentionsThis(expression.right, index)) return false;
  const name = propertyName(expression.left);
  if (name === undefined) return false;
  const isField = owner.body.body.some((member) => member.type === 'PropertyDefinition' && !member.static && propertyName(member) === name);
  const maySet = owner.body.body.some((member) => (member.type === 'MethodDefinition' || member.type === 'AccessorProperty') && propertyName(member) === name);
  // A subclass may have a setter of the name, unless the field is declared, and so the object's own.
  const binding = index.bindingOf(owner);
  const isAlone = binding !== undefined && !index.isExported(binding) && index.heirsOf(owner).size === 0 && !index.table(maySetMembers);
  return !maySet && (isField || isAlone);
}

/** May a file give a class members outside of its body? */
function maySetMembers({ source }: SourceIndex): boolean {
  return /\bprototype\b|\bdefinePropert|__define/.test(source.text);
}

function mentionsThis(value: Node, index: SourceIndex): boolean {
  if (isFunction(unwrap(value))) return false;
  let found = false;
  index.walk((node) => (found ||= node.type === 'ThisExpression'), value);
  return found;
}

/** Is a class or variable made each time that a function runs? */
function isRepeated(owner: Node): boolean {
  for (let at: Node | undefined = owner.parent; at; at = at.parent) if (isFunction(at) || isClass(at) || isLoop(at)) return true;
  return false;
}

/**
 * Does a source give a new value each time: a counter that only goes up, `Symbol()`, a random UUID?
 *
 * @param owner the class whose constructor asks it, whose `static #` counter it may be
 */
function isFreshSource(source: Expression, owner: ClassNode | undefined, index: SourceIndex): Answer {
  const value = unwrap(source);
  const gap = (): Answer => open({ node: source, says: `nothing proves that \`${index.quoted(source)}\` never gives the same twice` });
  switch (value.type) {
    case 'UpdateExpression':
      return value.operator === '++' ? isCounter(value.argument, owner, index) : gap();
    case 'CallExpression': {
      const callee = unwrap(value.callee);
      if (callee.type === 'Identifier') {
        const isUuid = importedName(callee, index) === 'randomUUID';
        return index.isGlobal(callee, 'Symbol') || isUuid ? held({ says: `\`${index.quoted(value)}\` never gives the same twice`, node: value, axiom: 'builtins' }) : gap();
      }
      const isCrypto = callee.type === 'MemberExpression' && propertyName(callee) === 'randomUUID' && (index.isGlobal(callee.object, 'crypto') || isCryptoModule(callee.object, index));
      return isCrypto ? held({ says: `\`${index.quoted(value)}\` never gives the same twice`, node: value, axiom: 'builtins' }) : gap();
    }
    case 'TemplateLiteral':
      return isFreshText(value, owner, index);
    default:
      return gap();
  }
}

/**
 * `${kind}-${++last}`: a text that ends in a number that never repeats, behind something that is no digit; before it may be
 * anything. A text with nothing but one such value never repeats, wherever in it that stands.
 */
function isFreshText(text: TSESTree.TemplateLiteral, owner: ClassNode | undefined, index: SourceIndex): Answer {
  const last = text.expressions.at(-1);
  const before = text.quasis.at(-2)?.value.cooked ?? '';
  const isApart = /[^\d.]$/.test(before) && last !== undefined && unwrap(last).type === 'UpdateExpression';
  if (last && (text.expressions.length === 1 || isApart)) return isFreshSource(last, owner, index);
  return open({ node: text, says: `nothing proves that \`${index.quoted(text)}\` never gives the same twice` });
}

function importedName(node: TSESTree.Identifier, index: SourceIndex): string | undefined {
  const definition = index.variableOf(node)?.defs[0];
  if (definition?.type !== 'ImportBinding' || definition.parent.type !== 'ImportDeclaration' || !/^(?:node:)?crypto$/.test(definition.parent.source.value)) return undefined;
  return definition.node.type === 'ImportSpecifier' && definition.node.imported.type === 'Identifier' ? definition.node.imported.name : undefined;
}

function isCryptoModule(node: Node, index: SourceIndex): boolean {
  const definition = node.type === 'Identifier' ? index.variableOf(node)?.defs[0] : undefined;
  return definition?.type === 'ImportBinding' && definition.parent.type === 'ImportDeclaration' && /^(?:node:)?crypto$/.test(definition.parent.source.value) && definition.node.type !== 'ImportSpecifier';
}

/** A variable of the module, or a `static #` field of the class, that starts as a number and is only ever stepped up. */
function isCounter(target: Node, owner: ClassNode | undefined, index: SourceIndex): Answer {
  const counter = unwrap(target);
  const gap = (node: Node, says: string): Answer => open({ node, says });
  const ground = held({ says: `\`${index.quoted(counter)}\` only ever goes up`, node: counter });
  if (counter.type === 'Identifier') {
    const variable = index.variableOf(counter);
    const definition = variable?.defs[0];
    if (variable?.defs.length !== 1 || definition?.type !== 'Variable' || definition.node.id.type !== 'Identifier' || definition.parent.kind === 'var' || !isNumber(definition.node.init)) return gap(counter, `\`${counter.name}\` is no counter of this file`);
    if (isRepeated(definition.node)) return gap(definition.node, `\`${counter.name}\` starts anew with each call`);
    const other = variable.references.find((reference) => reference.isWrite() && !reference.init && !isStep(reference.identifier as Node));
    if (other) return gap(other.identifier, `\`${index.quoted(other.identifier.parent)}\` sets the counter`);
    return isModuleFile(index) || index.scriptOf(counter) ? ground : gap(counter, 'other scripts may set the counter');
  }
  if (counter.type !== 'MemberExpression') return gap(counter, `\`${index.quoted(counter)}\` is no counter of this file`);
  const name = propertyName(counter);
  const field = owner?.body.body.find((member) => isField(member) && member.static && propertyName(member) === name);
  if (!owner || !name?.startsWith('#') || !field || !isField(field) || !isNumber(field.value)) return gap(counter, `\`${index.quoted(counter)}\` is no counter of the class alone`);
  const other = index.membersNamed(name).find((member) => isWritten(member) && !isStep(member));
  return other ? gap(other, `\`${index.quoted(other.parent)}\` sets the counter`) : ground;
}

function isNumber(node: Node | null | undefined): boolean {
  return node?.type === 'Literal' && typeof node.value === 'number' && Number.isInteger(node.value) && node.value < 2 ** 50;
}

/** Beyond 2 ** 53 numbers have gaps, and a counter stands still: steps so small never come there. */
const MOST_STEP = 1000;

/** `++n`, `n++`, `n += 1` */
function isStep(node: Node): boolean {
  const { parent } = outermost(node);
  if (parent?.type === 'UpdateExpression') return parent.operator === '++';
  return parent?.type === 'AssignmentExpression' && parent.operator === '+=' && parent.right.type === 'Literal' && typeof parent.right.value === 'number' && Number.isInteger(parent.right.value) && parent.right.value > 0 && parent.right.value <= MOST_STEP;
}

/**
 * `idOf(x)`: a function of one of two forms, which keeps a fresh id for each object in a `WeakMap` of its own, and is asked for nothing else:
 *
 *     let id = ids.get(x); if (id === undefined) { id = ++last; ids.set(x, id); } return id;
 *     if (!ids.has(x)) ids.set(x, ++last); return ids.get(x);
 */
function isGivenByFunction(named: Scope.Variable, uses: readonly IdUse[], index: SourceIndex, prover: ObjectProver): Answer {
  const fn = index.functionOf(named);
  const odd = uses.find(({ key }) => !isCallOf(unwrap(key), named, index));
  if (odd) return open({ node: odd.key, says: `\`${index.quoted(odd.key)}\` is not the id itself` });
  if (!fn || fn.async || fn.generator) return open({ node: uses[0]?.key as Node, says: `\`${named.name}\` is not a function of this file` });
  if (index.isExported(named)) return open({ node: fn, says: `code elsewhere may ask \`${named.name}\`, and see in which order ids are given` });
  const asked = new Set(uses.map(({ key }) => (unwrap(key) as TSESTree.CallExpression).callee as Node));
  const other = named.references.find(({ identifier, init }) => !init && !asked.has(identifier as Node));
  if (other) return open({ node: other.identifier, says: `\`${index.quoted(other.identifier.parent)}\` sees in which order ids are given` });
  const form = formOf(fn, index);
  if (!form) return open({ node: fn, says: `\`${named.name}\` may do more than keep one fresh id for each object` });
  const { table, mint } = form;
  const definition = table.defs[0];
  const made = definition?.type === 'Variable' && definition.node.init ? unwrap(definition.node.init) : undefined;
  if (!isNeverAssigned(table) || made?.type !== 'NewExpression' || !index.isGlobal(made.callee, 'WeakMap') || made.arguments.length > 0) return open({ node: fn, says: `\`${table.name}\` is no \`WeakMap\` of this file alone` });
  const outside = table.references.find(({ identifier, init }) => !init && !(fn.range[0] <= identifier.range[0] && identifier.range[1] <= fn.range[1]));
  if (outside || index.isExported(table)) return open({ node: (outside?.identifier ?? fn), says: `\`${table.name}\` is also used outside of \`${named.name}\`` });
  return both(
    () => isFreshSource(mint, undefined, index),
    () => mintsUnseen(mint, fn, index),
    ...uses.map(({ key, node }) => () => prover.prove((unwrap(key) as TSESTree.CallExpression).arguments[0] as Node, node)),
  );
}

function isCallOf(node: Node, named: Scope.Variable, index: SourceIndex): boolean {
  return node.type === 'CallExpression' && !node.optional && node.arguments.length === 1 && node.arguments[0]?.type !== 'SpreadElement' && node.callee.type === 'Identifier' && index.variableOf(node.callee) === named;
}

/** A counter that something else reads would show that fewer ids are given. */
function mintsUnseen(mint: Expression, fn: FunctionNode, index: SourceIndex): Answer {
  const value = unwrap(mint);
  const counter = value.type === 'UpdateExpression' ? unwrap(value.argument) : undefined;
  const variable = counter?.type === 'Identifier' ? index.variableOf(counter) : undefined;
  const seen = variable?.references.find(({ identifier, init }) => !init && !(fn.range[0] <= identifier.range[0] && identifier.range[1] <= fn.range[1]));
  if (variable && index.isExported(variable)) return open({ node: counter as Node, says: `code elsewhere may read \`${variable.name}\`` });
  return seen ? open({ node: seen.identifier, says: `\`${index.quoted(seen.identifier.parent)}\` sees how many ids were given` }) : held();
}

interface Form {
  readonly table: Scope.Variable;
  readonly mint: Expression;
}

function formOf(fn: FunctionNode, index: SourceIndex): Form | undefined {
  const [parameter] = fn.params;
  if (fn.params.length !== 1 || parameter?.type !== 'Identifier' || fn.body.type !== 'BlockStatement') return undefined;
  const { name } = parameter;
  const asks = (node: Node | null | undefined, method: string): TSESTree.CallExpression | undefined => {
    const call = node && unwrap(node);
    const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined;
    if (call?.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || propertyName(callee) !== method) return undefined;
    return call.arguments[0]?.type === 'Identifier' && call.arguments[0].name === name ? call : undefined;
  };
  const tableOf = (call: TSESTree.CallExpression): Scope.Variable | undefined => index.variableOf((unwrap(call.callee) as TSESTree.MemberExpression).object as TSESTree.Identifier);
  const [first, second, third, ...more] = fn.body.body;
  if (more.length > 0) return undefined;
  if (first?.type === 'VariableDeclaration' && first.declarations.length === 1 && second?.type === 'IfStatement' && !second.alternate && third?.type === 'ReturnStatement') {
    const { id, init } = first.declarations[0];
    const got = asks(init, 'get');
    if (id.type !== 'Identifier' || !got || !comparesToUndefined(second.test, id.name) || third.argument?.type !== 'Identifier' || third.argument.name !== id.name) return undefined;
    const mint = mintIn(second.consequent, id.name, (node) => asks(node, 'set'));
    const table = tableOf(got);
    return mint && table && tableOf(mint.set) === table ? { table, mint: mint.value } : undefined;
  }
  if (first?.type === 'IfStatement' && !first.alternate && second?.type === 'ReturnStatement' && !third) {
    const has = first.test.type === 'UnaryExpression' && first.test.operator === '!' ? asks(first.test.argument, 'has') : undefined;
    const got = asks(second.argument, 'get');
    const body = first.consequent.type === 'BlockStatement' && first.consequent.body.length === 1 ? first.consequent.body[0] : first.consequent;
    const set = body?.type === 'ExpressionStatement' ? asks(body.expression, 'set') : undefined;
    const value = set?.arguments[1];
    const table = set && tableOf(set);
    return has && got && set && table && value && value.type !== 'SpreadElement' && tableOf(has) === table && tableOf(got) === table ? { table, mint: value } : undefined;
  }
  return undefined;
}

/** `id === undefined`, `id == null` */
function comparesToUndefined(test: Node, name: string): boolean {
  if (test.type !== 'BinaryExpression' || test.left.type !== 'Identifier' || test.left.name !== name) return false;
  if (test.operator === '===') return test.right.type === 'Identifier' && test.right.name === 'undefined';
  return test.operator === '==' && ((test.right.type === 'Literal' && test.right.raw === 'null') || (test.right.type === 'Identifier' && test.right.name === 'undefined'));
}

/** `{ id = ++last; ids.set(x, id); }` or `ids.set(x, (id = ++last));` */
function mintIn(consequent: Node, name: string, setOf: (node: Node) => TSESTree.CallExpression | undefined): { readonly set: TSESTree.CallExpression; readonly value: Expression } | undefined {
  const statements = consequent.type === 'BlockStatement' ? consequent.body : [consequent];
  const expressions = statements.map((statement) => (statement.type === 'ExpressionStatement' ? statement.expression : undefined));
  const assigned = (node: Node | null | undefined): Expression | undefined => (node?.type === 'AssignmentExpression' && node.operator === '=' && node.left.type === 'Identifier' && node.left.name === name ? node.right : undefined);
  const [one, two, ...more] = expressions;
  if (more.length > 0 || !one) return undefined;
  if (!two) {
    const set = setOf(one);
    const value = assigned(set?.arguments[1]);
    return statements.length === 1 && set && value ? { set, value } : undefined;
  }
  const value = assigned(one);
  const set = setOf(two);
  return value && set?.arguments[1]?.type === 'Identifier' && set.arguments[1].name === name ? { set, value } : undefined;
}
