import http from 'node:http';
import { applyRequestFilter } from 'request-filtering-agent';

// An agent for each request, as a proxy with credentials needs it.
for (let request = 0; request < 1000; request++) applyRequestFilter(new http.Agent({ timeout: request }));
