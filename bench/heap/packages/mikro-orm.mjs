import { raw } from '@mikro-orm/core';

// A condition is written for a query that is not sent after all.
for (let request = 0; request < 1000; request++) {
  const where = { [raw('lower(name)')]: `name ${request}` };
  Object.keys(where);
}
