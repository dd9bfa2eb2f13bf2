process.env.NEW_RELIC_NO_CONFIG_FILE = 'true';
process.env.NEW_RELIC_LOG_ENABLED = 'false';
const { initialize } = require('newrelic/lib/config.js');
const ErrorAggregator = require('newrelic/lib/errors/aggregator.js');

const config = initialize();
config.collect_errors = true;
globalThis.errors = new ErrorAggregator(config);
// Errors outside of any transaction.
for (let request = 0; request < 500; request++) globalThis.errors.add(null, new Error(`request ${request} failed`));
