import { EventEmitter } from 'node:events';
import { ReEmitter } from 'matrix-js-sdk/lib/ReEmitter.js';

const client = new EventEmitter();
const reEmitter = new ReEmitter(client);
// Rooms come and go; the client passes on what they say.
for (let room = 0; room < 1000; room++) reEmitter.reEmit(new EventEmitter(), ['Room.name']);
globalThis.client = { client, reEmitter };
