const { gql, InMemoryCache, makeVar } = require('@apollo/client/core');

const theme = makeVar('light');
const query = gql`query { theme }`;
// A server has a cache for each request; all read the same variable.
for (let request = 0; request < 200; request++) {
  const cache = new InMemoryCache({ typePolicies: { Query: { fields: { theme: () => theme() } } } });
  cache.readQuery({ query });
}
globalThis.theme = theme;
