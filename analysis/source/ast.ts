import type { TSESTree } from '@typescript-eslint/utils';

export type Node = TSESTree.Node;
export type Expression = TSESTree.Expression;
export type FunctionNode = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
export type FieldNode = TSESTree.PropertyDefinition | TSESTree.AccessorProperty;

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return node?.type === 'FunctionDeclaration' || node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression';
}

export function isClass(node: Node | null | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}

export function isField(node: Node | null | undefined): node is FieldNode {
  return node?.type === 'PropertyDefinition' || node?.type === 'AccessorProperty';
}

/** The inner expression of casts, `!`, optional chains and instantiations: same value, other clothes. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return unwrap(node.expression);
    default:
      return node;
  }
}

/** Is `parent` one of the wrappers that `unwrap` takes off? */
export function isWrapper(parent: Node): boolean {
  return unwrap(parent) !== parent;
}

/** The name that an identifier, a private one (`#name`), a text or a number gives to what it names. */
export function nameBorne(node: Node): string | undefined {
  switch (node.type) {
    case 'Identifier':
      return node.name;
    case 'PrivateIdentifier':
      return `#${node.name}`;
    case 'Literal':
      return typeof node.value === 'string' || typeof node.value === 'number' ? String(node.value) : undefined;
    default:
      return undefined;
  }
}

/** The decorators of a class or member; trees of plain JavaScript have no place for them. */
export function decoratorsOf({ decorators }: { readonly decorators?: readonly TSESTree.Decorator[] }): readonly TSESTree.Decorator[] {
  return decorators ?? [];
}

/** Does a function declare what its `this` is, before the parameters that arguments go to? */
export function declaresThis({ params: [first] }: FunctionNode): boolean {
  return first?.type === 'Identifier' && first.name === 'this';
}

/** Does a class name an interface that it implements? Trees of plain JavaScript have no place for that. */
export function implementsAny({ implements: named }: { readonly implements?: readonly Node[] }): boolean {
  return named !== undefined && named.length > 0;
}

/** The ancestors of a node, nearest first, without the node itself. A loop that may end early takes less. */
export function ancestors(node: Node): readonly Node[] {
  const found: Node[] = [];
  for (let at = node.parent; at; at = at.parent) found.push(at);
  return found;
}

export function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/**
 * The name of a property where the text fixes it: `a.b`, `a['b']`, `a.#b` (as `#b`), `{ b: 1 }`.
 *
 * @returns `undefined` for computed names.
 */
export function propertyName(node: Node): string | undefined {
  switch (node.type) {
    case 'MemberExpression':
      return keyName(node.property, node.computed);
    case 'Property':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'MethodDefinition':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractMethodDefinition':
      return keyName(node.key, node.computed);
    default:
      return undefined;
  }
}

function keyName(key: Node, computed: boolean): string | undefined {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Identifier' && !computed) return key.name;
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return String(key.value);
  return undefined;
}

/** The method call `receiver.name(…)` that `receiver` is the object of, through wrappers and optional chains. */
export function methodCall(receiver: Node): { name: string; call: TSESTree.CallExpression } | undefined {
  const member = receiver.parent;
  if (member?.type !== 'MemberExpression' || member.object !== receiver) return undefined;
  const call = outermost(member).parent;
  const name = propertyName(member);
  if (name === undefined || call?.type !== 'CallExpression' || unwrap(call.callee) !== member) return undefined;
  return { name, call };
}

/** The call of what a node names: `make` of `make(…)`, `box.make` of `box.make(…)`. */
export function callOf(callee: Node): TSESTree.CallExpression | undefined {
  const at = outermost(callee);
  return at.parent?.type === 'CallExpression' && at.parent.callee === at ? at.parent : undefined;
}

/** The assignment whose whole target a node is: `box.size = 1`. */
export function assignmentTo(target: Node): TSESTree.AssignmentExpression | undefined {
  const at = outermost(target);
  return at.parent?.type === 'AssignmentExpression' && at.parent.left === at ? at.parent : undefined;
}

/** The two sides of a comparison, what is written as a literal last: `'object' === typeof page` asks the same as the other way round. */
export function sidesOf({ left, right }: TSESTree.BinaryExpression): readonly [asked: Node, compared: Node] {
  return left.type === 'Literal' ? [right, left] : [left, right];
}

/** The construction of what a node names: `new Box(…)`, `new boxes.Box(…)`. */
export function makingOf(callee: Node): TSESTree.NewExpression | undefined {
  const at = outermost(callee);
  return at.parent?.type === 'NewExpression' && at.parent.callee === at ? at.parent : undefined;
}

/** The class that extends what a node names. */
export function heirOf(base: Node): ClassNode | undefined {
  const at = outermost(base);
  return isClass(at.parent) && at.parent.superClass === at ? at.parent : undefined;
}

/** Climbs out of casts, `!` and chains as long as they wrap nothing but this node. */
export function outermost(node: Node): Node {
  let at = node;
  while (at.parent && isWrapper(at.parent)) at = at.parent;
  return at;
}

/** The nearest function around a node; a function is not around itself. */
export function enclosingFunction(node: Node): FunctionNode | undefined {
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

/**
 * What runs when: the nearest function, static block or instance field initialiser around a node, or `undefined` at the
 * top level of the file.
 */
export function frameOf(node: Node): FunctionNode | FieldNode | TSESTree.StaticBlock | undefined {
  let child = node;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isFunction(at) || at.type === 'StaticBlock') return at;
    if (isField(at) && !at.static && at.value === child) return at;
    child = at;
  }
  return undefined;
}

/** The class that a node is a direct member of, or a member's function is. */
export function classOfMember(member: Node): ClassNode | undefined {
  const body = member.parent;
  return body?.type === 'ClassBody' && isClass(body.parent) ? body.parent : undefined;
}

/** Whose `this` an expression sees. */
export type ThisOwner =
  | { readonly kind: 'class'; readonly node: ClassNode; readonly isStatic: boolean }
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'none' };

/** Finds whose `this` is seen at a node: arrow functions look through to their surroundings. */
export function thisOwner(node: Node): ThisOwner {
  let child = node;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if ((isFunction(at) && at.type !== 'ArrowFunctionExpression') || at.type === 'StaticBlock') {
      const member = at.type === 'StaticBlock' ? at : at.parent;
      const owner = classOfMember(member);
      if (owner && member.type === 'StaticBlock') return { kind: 'class', node: owner, isStatic: true };
      if (owner && member.type === 'MethodDefinition') return { kind: 'class', node: owner, isStatic: member.static };
      if (isFunction(at)) return { kind: 'function', node: at };
    }
    if (isField(at) && at.value === child) {
      const owner = classOfMember(at);
      if (owner) return { kind: 'class', node: owner, isStatic: at.static };
    }
    child = at;
  }
  return { kind: 'none' };
}

/** Does a node hold statements: a file or its script element, a block? */
export function isStatementList(node: Node): boolean {
  return /^(?:Program|BlockStatement|StaticBlock|TSModuleBlock|SvelteScriptElement)$/.test(node.type);
}

/** The method, accessor or constructor that a function is the body of. */
export function methodOf(fn: FunctionNode): TSESTree.MethodDefinition | undefined {
  return fn.parent.type === 'MethodDefinition' && fn.parent.value === fn ? fn.parent : undefined;
}

/** Is a function called where it is written: `(() => { … })()`, also with `.call(this)`? */
export function isImmediatelyCalled(fn: FunctionNode): boolean {
  if (fn.type === 'FunctionDeclaration') return false;
  const whole = outermost(fn);
  const parent = whole.parent;
  if (parent?.type === 'CallExpression' && parent.callee === whole) return !fn.generator;
  const called = methodCall(whole);
  return called !== undefined && (called.name === 'call' || called.name === 'apply');
}

/** Is the innermost function around a node a constructor? */
export function isInConstructor(node: Node): boolean {
  const fn = enclosingFunction(node);
  return fn !== undefined && methodOf(fn)?.kind === 'constructor';
}

/** `for`, `while` and `do`, of whatever kind. */
export function isLoop(node: Node): boolean {
  return /^(?:For|While|DoWhile)/.test(node.type);
}

/** The name by which people call a function: its own, its variable's, its method's. */
export function functionName(fn: FunctionNode): string | undefined {
  if (fn.id) return fn.id.name;
  const parent = fn.parent;
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  if (parent.type === 'AssignmentExpression') {
    return parent.left.type === 'Identifier' ? parent.left.name : propertyName(parent.left);
  }
  return propertyName(parent);
}

/** A parameter without its default, rest dots and access modifier. */
export function parameterTarget(param: TSESTree.Parameter): Node {
  if (param.type === 'TSParameterProperty') return parameterTarget(param.parameter);
  if (param.type === 'AssignmentPattern') return param.left;
  return param;
}

/** Does the function give something back: a value in a `return`, or an arrow's expression body? */
export function isStatementPosition(node: Node): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (parent.type === 'ExpressionStatement') return true;
  if (parent.type === 'UnaryExpression' && parent.operator === 'void') return true;
  return parent.type === 'ChainExpression' && isStatementPosition(parent);
}

/** Does a write give a variable the whole value, not a part of it by a pattern or an element by a loop? */
export function isWholeValue(identifier: Node, value: Node): boolean {
  const { parent } = identifier;
  if (parent?.type === 'VariableDeclarator') return parent.id === identifier && parent.init === value;
  return parent?.type === 'AssignmentExpression' && parent.left === identifier && parent.right === value && /^(?:\?\?|\|\||&&)?=$/.test(parent.operator);
}

/** `item => item === x` seeks `x` by identity. */
export function identitySought(callback: Expression): Expression | undefined {
  const [parameter, sides] = comparison(callback);
  return parameter?.type === 'Identifier' ? otherSide(sides, (side) => side.type === 'Identifier' && side.name === parameter.name)?.other : undefined;
}

/** `([page]) => page === x`, `({ page }) => page === x`, `(item) => item.page === x`: which part of the items is sought, and what for. */
export function partSought(callback: Expression): { readonly part: string; readonly key: Expression } | undefined {
  const [parameter, sides] = comparison(callback);
  const found = parameter && otherSide(sides, (side) => partIn(parameter, side) !== undefined);
  const part = found && partIn(parameter, found.side);
  return found && part !== undefined ? { part, key: found.other } : undefined;
}

/** The parameter of a predicate that compares two values, and these. */
function comparison(callback: Expression): readonly [TSESTree.Parameter | undefined, readonly Expression[]] {
  if (callback.type !== 'ArrowFunctionExpression' || callback.body.type !== 'BinaryExpression' || !/^===?$/.test(callback.body.operator)) return [undefined, []];
  const { left, right } = callback.body;
  return [callback.params[0], left.type === 'PrivateIdentifier' ? [] : [left, right]];
}

function otherSide(sides: readonly Expression[], isOne: (side: Expression) => boolean): { readonly side: Expression; readonly other: Expression } | undefined {
  const side = sides.find(isOne);
  const other = sides.find((one) => one !== side);
  return side && other && { side, other };
}

/** Which part of what a parameter is given a name or member stands for. */
function partIn(parameter: TSESTree.Parameter, side: Expression): string | undefined {
  if (side.type === 'MemberExpression') return parameter.type === 'Identifier' && side.object.type === 'Identifier' && side.object.name === parameter.name ? partNamed(side) : undefined;
  if (side.type !== 'Identifier') return undefined;
  const isNamed = (target: Node | null): boolean => target?.type === 'Identifier' && target.name === side.name;
  if (parameter.type === 'ArrayPattern') {
    const at = parameter.elements.findIndex(isNamed);
    return at < 0 ? undefined : String(at);
  }
  const property = parameter.type === 'ObjectPattern' ? parameter.properties.find((one) => one.type === 'Property' && isNamed(one.value)) : undefined;
  return property?.type === 'Property' ? propertyName(property) : undefined;
}

/** `item.page`, `item[0]` */
function partNamed(member: TSESTree.MemberExpression): string | undefined {
  return member.computed && member.property.type === 'Literal' && typeof member.property.value === 'number' ? String(member.property.value) : propertyName(member);
}

/** The function that gives a value back as it is. */
export function returnedFrom(value: Node): FunctionNode | undefined {
  const parent = value.parent;
  if (parent?.type === 'ArrowFunctionExpression' && parent.body === value) return parent;
  if (parent?.type !== 'ReturnStatement') return undefined;
  for (let at: Node | undefined = parent.parent; at; at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

/** The name in an import or export list, which may be a text: `export { box as "a box" }`. */
export function moduleExportName(name: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return name.type === 'Identifier' ? name.name : name.value;
}

/** Can only code in the class body name the member? */
export function isPrivateMember(member: TSESTree.MethodDefinition | TSESTree.PropertyDefinition | TSESTree.AccessorProperty): boolean {
  return member.key.type === 'PrivateIdentifier' || member.accessibility === 'private';
}

/** The possible values of an expression, through casts and branches. */
export function valuesOf(node: Node): readonly Node[] {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'LogicalExpression':
      return [...valuesOf(inner.left), ...valuesOf(inner.right)];
    case 'ConditionalExpression':
      return [...valuesOf(inner.consequent), ...valuesOf(inner.alternate)];
    case 'SequenceExpression':
      return valuesOf(inner.expressions.at(-1) as Node);
    case 'AssignmentExpression':
      return valuesOf(inner.right);
    default:
      return [inner];
  }
}

/** `null`, and not `undefined`. */
export function isNull(value: Node | null | undefined): boolean {
  return value?.type === 'Literal' && value.raw === 'null';
}

/** `null`, `undefined`, `void 0`. */
export function isNothing(node: Node): boolean {
  return isNull(node) || (node.type === 'Identifier' && node.name === 'undefined') || (node.type === 'UnaryExpression' && node.operator === 'void');
}

/** Is a function's type written apart from it: `const put: Put = (map) => …`, `(… ) satisfies Put`? */
export function isTypedApart(fn: FunctionNode): boolean {
  const whole = outermost(fn);
  if (whole !== fn) return true;
  return whole.parent.type === 'VariableDeclarator' && whole.parent.id.typeAnnotation !== undefined;
}

/** Is a member written where it stands: assigned, stepped, deleted, a target of a pattern or of a loop? Anything but a plain read counts. */
export function isWritten(member: Node): boolean {
  const at = outermost(member);
  const { parent } = at;
  switch (parent?.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForOfStatement':
    case 'ForInStatement':
      return parent.left === at;
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'RestElement':
      return true;
    case 'UnaryExpression':
      return parent.operator === 'delete';
    case 'Property':
      return parent.parent.type === 'ObjectPattern' && parent.value === at;
    default:
      return false;
  }
}

/** A place that names a member: `x.name`, or `{ name } = x`. */
export type MemberPlace = TSESTree.MemberExpression | TSESTree.Property;

/** The members that an expression's value is asked for by name where it stands. */
export function memberReadsOf(object: Node): readonly MemberPlace[] {
  const whole = outermost(object);
  const { parent } = whole;
  if (parent?.type === 'MemberExpression' && parent.object === whole) return propertyName(parent) === undefined ? [] : [parent];
  if (parent?.type !== 'VariableDeclarator' || parent.init !== whole || parent.id.type !== 'ObjectPattern') return [];
  return parent.id.properties.filter((property) => property.type === 'Property' && propertyName(property) !== undefined) as TSESTree.Property[];
}
