import { ContextEvent, ContextRoot } from '@lit-labs/context';

const root = new ContextRoot();
const page = new EventTarget();
root.attach(page);
// Each widget asks for a context of its own that nobody provides.
for (let widget = 0; widget < 1000; widget++) page.dispatchEvent(new ContextEvent({ widget }, () => widget, true));
globalThis.root = root;
