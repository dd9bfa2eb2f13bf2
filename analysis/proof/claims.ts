/**
 * What a *safe* rewrite claims. Each claim is proven, or the rewrite is no safe one: then it is refused, or becomes a
 * suggestion that assumes the claim. The docs are generated from this table.
 */
export const CLAIMS = {
  scope: { says: 'Names mean what the text shows', asks: 'no direct `eval`, no `with`, no parameter that `arguments` stands for, no top level that other scripts share, no function whose name leaves its block', assumes: 'no code reaches its variables without naming them' },
  names: { says: 'The words written mean what they say', asks: 'a name that the edits write is the global one where they write it', assumes: 'the names that the edits write are those of the language' },
  builtins: { says: 'Built-ins are those of the language', asks: 'no file extends the prototypes of primitives or containers, or declares their types again', assumes: 'no file changes what built-ins do' },
  closed: { says: 'Every use is known', asks: 'nobody else can reach the container, by its name, by reflection, by an import, and nothing else comes to where it is kept and handed to', assumes: 'no other code reaches it' },
  keys: { says: 'Every key is an object', asks: 'each written key is an object or a function, on every path', assumes: 'every key is an object' },
  types: { says: 'The program still compiles', asks: 'every written key type is one that a weak container takes, and no other type or comment depends on those that change', assumes: 'it compiles as before' },
  identity: { says: 'An id stands for one object', asks: 'the id is given once to each object, from a source that never repeats, and never changes', assumes: 'each object keeps an id that no other has' },
  holder: { says: 'Nobody else holds the same container', asks: 'where `clear()` becomes a fresh container, there is one holder of it', assumes: 'nothing else holds the same container' },
  unobserved: { says: 'Nobody notices what is freed', asks: 'no weak reference or registry finds an object that only the container keeps', assumes: 'no weak reference looks for its keys or values' },
  useful: { says: 'It frees something', asks: 'keys can die, values end by themselves, and no other store keeps the keys', assumes: 'something else lets its keys go' },
  cleanup: { says: 'The cleanup is that of the entry', asks: 'the callback runs for the death of the very object that the entry refers to, and for nothing else', assumes: 'the cleanup runs only when the object of that entry has died' },
} as const satisfies Record<string, { readonly says: string; readonly asks: string; readonly assumes: string }>;

/** The name of a claim. */
export type Claim = keyof typeof CLAIMS;
