import http from 'node:http';
import nock from 'nock';

// Tests that never clean up: each answer waits for a timer.
for (let request = 0; request < 200; request++) {
  nock('http://api.example').get('/').delay(1).reply(200, { request });
  await new Promise((resolve) => http.get('http://api.example/', (answer) => answer.resume().on('end', resolve)));
}
