/**
 * The closed list of reasons that end a rewrite. The union type, the anchors of the docs and every format that names a
 * code come from this one table.
 */
export const REFUSALS = {
  iterated: 'it is iterated, and weak containers cannot be listed',
  sized: 'its size is read, and weak containers have none',
  cleared: 'it is cleared, and its declaration does not allow a fresh container in its place',
  escapes: 'it leaves the code that this file shows',
  exported: 'code outside this file can reach it',
  'unknown-use': 'a use is not understood',
  'primitive-key': 'a key is a primitive',
  'nullable-key': 'a key may be null or undefined',
  'mixed-keys': 'its keys are of several sorts',
  'unknown-key': 'nothing shows that every key is an object',
  'unbounded-generic': 'the type parameter of its keys allows primitives',
  'only-owner': 'nothing else is seen to keep its members alive',
  'value-reaches-owner': 'a value keeps its owner alive',
  'no-owner': 'the owner is not in hand at the write',
  'domain-id': 'the id is passed in or read from data, so two objects can share it',
  subclassed: 'a subclass shares it',
  'typed-elsewhere': 'its type is written where this rewrite cannot follow',
  'missing-lib': 'the `lib` of the tsconfig lacks what the output needs',
  'multi-file': 'the rewrite needs several files',
  suppressed: 'a disable comment covers it',
  'transient-owner': 'the object does not live as long as its entry is wanted',
  reflected: 'code may reach it without naming it',
  'shared-holder': 'something else holds the same container',
  'weakly-observed': 'a weak reference or a registry would notice',
  'dynamic-scope': 'names in the file may mean something else when it runs',
  'put-together-import': 'a module is imported under a name that is put together',
  'shadowed-name': 'a name that the rewrite writes means something else there',
  useless: 'a weak container would free nothing',
} as const satisfies Record<string, string>;

/** Why a rewrite was refused. */
export type RefusalCode = keyof typeof REFUSALS;

/** All refusal codes, in the order of the docs. */
export const REFUSAL_CODES = Object.keys(REFUSALS) as readonly RefusalCode[];
