import { EventEmitter } from 'node:events';
import { PuppeteerBlocker } from '@cliqz/adblocker-puppeteer';

class Page extends EventEmitter {
  evaluateOnNewDocument() {}
  frames() {
    return [];
  }
  isClosed() {
    return true;
  }
  setRequestInterception() {}
  mainFrame() {}
}

globalThis.blocker = PuppeteerBlocker.parse('||ads.example^');
// Pages are opened and closed; nobody says so to the blocker.
for (let request = 0; request < 500; request++) await globalThis.blocker.enableBlockingInPage(new Page());
