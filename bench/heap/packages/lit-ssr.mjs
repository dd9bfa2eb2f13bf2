import { render } from '@lit-labs/ssr';
import { html } from 'lit';

// A template that is not written once, but made for each page: by `eval`, or in a context of node:vm.
for (let request = 0; request < 500; request++) {
  const template = new Function('html', 'name', 'return html`<p>Hello, ${name}</p>`');
  for (const part of render(template(html, `name ${request}`))) String(part);
}
