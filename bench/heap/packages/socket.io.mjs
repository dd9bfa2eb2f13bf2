import { Server } from 'socket.io';
import { io } from 'socket.io-client';

const server = new Server(0);
const { port } = server.httpServer.address();
const client = io(`http://localhost:${port}`);
const socket = await new Promise((resolve) => server.once('connection', resolve));
// The other side never says that it has got a message.
for (let message = 0; message < 500; message++) socket.emit('news', { message }, () => message);
globalThis.socket = socket;
client.close();
await server.close();
