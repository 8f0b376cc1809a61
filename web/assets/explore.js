// The views beside the status: each is a file of views/ and a line here. The fragment of the address names the view and
// what it shows, as in "#/pages?status=404", so an address can be kept and sent.
import './keys.js';
import events from './views/events.js';
import host from './views/host.js';
import hosts from './views/hosts.js';
import links from './views/links.js';
import log from './views/log.js';
import page from './views/page.js';
import pages from './views/pages.js';
import queue from './views/queue.js';
import report from './views/report.js';
import reports from './views/reports.js';
import search from './views/search.js';
import shapes from './views/shapes.js';
import skipped from './views/skipped.js';
import sql from './views/sql.js';
import steer from './views/steer.js';
import table from './views/table.js';
import tables from './views/tables.js';

const kViews = [hosts, pages, links, queue, skipped, shapes, search, reports, log, events, tables, sql, steer, host, page, report, table];

const view = document.getElementById('view');
const status = document.getElementById('status');
const nav = document.getElementById('views');

// The view that the fragment names, and its fields. Anything else is the status.
function wanted() {
  const [, name, query] = /^#\/([a-z]*)(?:\?(.*))?$/.exec(location.hash) ?? [];
  return {shown: kViews.find((candidate) => candidate.name === name), fields: new URLSearchParams(query ?? '')};
}

function markNav(name) {
  for (const link of nav.querySelectorAll('a')) {
    if (link.dataset.view === name) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({block: 'nearest', inline: 'nearest'});
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

let left = null;  // what to call when the view goes

function route() {
  const {shown, fields} = wanted();
  left?.();
  left = shown?.leave ?? null;
  status.hidden = shown !== undefined;
  view.hidden = shown === undefined;
  markNav(shown?.of ?? shown?.name ?? 'status');
  view.replaceChildren();
  shown?.show(view, fields);
}

for (const {name, title} of [{name: 'status', title: 'Status'}, ...kViews.filter((candidate) => candidate.title)]) {
  const link = document.createElement('a');
  link.href = name === 'status' ? '#/' : `#/${name}`;
  link.dataset.view = name;
  link.textContent = title;
  nav.append(link);
}
nav.hidden = false;

// Whoever follows a link stands at the beginning of what it leads to.
const content = () => (view.hidden ? status : view);
addEventListener('hashchange', () => {
  route();
  content().focus({preventScroll: true});
});
document.getElementById('skip').addEventListener('click', () => content().focus());
route();
