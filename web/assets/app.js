'use strict';
// Asks /api/status once a second while the tab is visible, and shows the answer. Every string may come from a hostile
// site: it only ever becomes a text node, and a link only when it is http or https.

const kClasses = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'];
const kClassNames = ['no response', '1xx', '2xx success', '3xx redirect', '4xx client error', '5xx server error'];
const kEnds = ['finished', 'interrupted', 'failed'];
const kPollEvery = 1000, kBreakdownEvery = 3000, kHistoryEvery = 10_000, kSlowestRetry = 30_000;

const byId = (id) => document.getElementById(id);

// The printed link has the token of this run in its fragment. The tab keeps it, so that a reload does not lose it.
function tokenOfRun() {
  const fromLink = location.hash.slice(1);
  if (fromLink && !fromLink.startsWith('/')) {
    sessionStorage.setItem('token', fromLink);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem('token') ?? '';
}
const token = tokenOfRun();

// Names this page to the server, which stays at the end of the crawl until the page has seen it.
const pageName = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');

function put(id, text) {
  const target = byId(id);
  const shown = visible(text);
  if (target.textContent !== shown) target.textContent = shown;
}

const errorCount = (status) => Object.values(status.errors).reduce((sum, value) => sum + value, 0);
const hasEnded = (status) => kEnds.includes(status.state);

// The server of a running crawl goes with it; that of `trawl serve` stays.
const isLast = (status) => status.can_command && hasEnded(status);

// For the title of the tab: how much of what is known is done, or how many pages there are.
function progressOf(status) {
  if (hasEnded(status)) return '';
  const all = status.page_limit > 0 ? Math.min(status.page_limit, status.pages + status.queued) : status.pages + status.queued;
  return all > 0 ? `${Math.floor((100 * status.pages) / all)}% of ${count(all)} · ` : '';
}

function showHeader(status) {
  const state = status.state || 'empty';
  document.title = visible(`${progressOf(status)}${status.name || status.file} · ${state}`);
  put('name', status.name || status.file);
  showState(state);
  showSentence([sentenceOf(status), isLast(status) ? afterEnd(status) : ''].filter(Boolean).join(' '));
  put('elapsed', `${hasEnded(status) ? 'took' : 'for'} ${duration(status.elapsed_s)}`);
  put('eta', status.eta_s === null ? '' : `about ${duration(status.eta_s)} to go`);
  const earlier = status.pages - status.pages_this_run;
  const isResumed = status.can_command && earlier > 0;
  put('earlier', isResumed ? `resumed: ${count(earlier)} pages are of earlier runs, which took ${duration(status.earlier_s)}` : '');
  put('file', status.file);
  put('version', status.version && `trawl ${status.version}`);
}

// What stands between backquotes is a command to type.
function showSentence(text) {
  if (byId('sentence').dataset.text === text) return;
  byId('sentence').dataset.text = text;
  byId('sentence').replaceChildren(...text.split('`').map((part, index) => (index % 2 === 1 ? element('code', '', part) : visible(part))));
}

function showState(state) {
  put('state', state);
  byId('state').dataset.state = state;
}

function showCommands(status) {
  const live = ['running', 'paused'].includes(status.state);
  byId('commands').hidden = !status.can_command || !live;
  byId('pause').hidden = status.state === 'paused';
  byId('resume').hidden = status.state !== 'paused';
  for (const id of ['pause', 'resume', 'stop']) {
    byId(id).disabled = !token;
    byId(id).title = token ? '' : 'Open the link that trawl printed: it carries the permission to control this crawl.';
  }
}

function showNumbers(status) {
  const isOver = hasEnded(status);
  const took = status.earlier_s + status.elapsed_s;
  const speed = (now, all) => (isOver ? all / (took || 1) : now);
  put('pages', count(status.pages));
  const limit = status.page_limit > 0 ? [`of at most ${count(status.page_limit)}`] : [];
  const sitemaps = status.sitemaps > 0 ? [counted(status.sitemaps, 'sitemap', 'sitemaps')] : [];
  put('pages-note', [...limit, ...sitemaps].join(', '));
  put('pages-per-s', rate(speed(status.pages_per_s, status.pages)));
  put('pages-per-s-note', isOver ? 'on average' : counted(status.links, 'link', 'links'));
  put('bytes-per-s', size(speed(status.bytes_per_s, status.bytes)));
  put('bytes', `${size(status.bytes)} in total`);
  put('queued', count(status.queued));
  put('in-flight', count(status.in_flight));
  put('concurrency', status.concurrency > 0 ? `of at most ${count(status.concurrency)}` : '');
  put('error-count', count(errorCount(status)));
  put('retries', counted(status.retries, 'retry', 'retries'));
  const isKnown = status.concurrency > 0 && !isOver;
  byId('in-flight-card').hidden = byId('runtime').hidden = !isKnown;
  put('runtime-lag', milliseconds(status.loop_lag_ms));
  put('runtime-hold', milliseconds(status.longest_hold_ms));
  put('runtime-leased', count(status.leased));
  put('runtime-flight', `${count(status.in_flight)} of at most ${count(status.concurrency)}`);
}

let shownClasses = '';
function showClasses(status) {
  const parts = kClasses.map((name, index) => ({name, title: kClassNames[index], value: status.status_classes[index]}))
    .filter((part) => part.value > 0);
  const key = JSON.stringify(parts);
  if (shownClasses === key) return;
  shownClasses = key;
  byId('status-bar').replaceChildren(...parts.map((part) => {
    const segment = element('span', `class-${part.name}`);
    segment.style.flexGrow = part.value;
    return segment;
  }));
  byId('status-legend').replaceChildren(...parts.map((part) =>
    element('li', '', element('span', `dot class-${part.name}`), `${part.title} `,
      element('b', '', rowsLink('pages', part.name === 'none' ? {status: 0} : {status_class: part.name[0]}, count(part.value))))));
}

const tables = {
  errors: new LiveTable(byId('errors'), ([name]) => name, shareCells(orOthers(errorLink)), 'None so far'),
  skipped: new LiveTable(byId('skipped'), ([name]) => name, shareCells(orOthers(skipLink)), 'None so far'),
  types: new LiveTable(byId('types'), ([name]) => name, shareCells(orOthers(typeLink)), 'None yet'),
  depths: new LiveTable(byId('depths'), ([name]) => name, shareCells(orOthers(depthLink)), 'None yet'),
  items: new LiveTable(byId('items'), (field) => JSON.stringify([field.table, field.field]), fieldCells, 'None yet'),
  hosts: new LiveTable(byId('hosts'), (host) => host.name, hostCells, 'None asked yet'),
  recent: new LiveTable(byId('recent'), (page) => JSON.stringify(page), pageCells, 'None yet'),
};
const charts = new Charts();

function showItems(items) {
  byId('items-card').hidden = items.tables.length === 0;
  put('items-note', items.tables.map(tableNote).join(' · '));
  tables.items.show(items.fields);
}

function showBreakdown(sums) {
  brokenDown = sums.crawl_id;
  showShares(tables.types, sums.types);
  showShares(tables.depths, sums.depths, 15);
  put('types-note', sums.complete ? '' : `of the first ${count(sums.rows)} pages`);
}

function show(status) {
  showHeader(status);
  showCommands(status);
  showNumbers(status);
  showClasses(status);
  showShares(tables.errors, largestFirst(status.errors));
  showShares(tables.skipped, largestFirst(status.skipped));
  tables.hosts.show(byPages(status.hosts));
  tables.recent.show(status.recent);
  put('hosts-note', hostsNote(status));
  if (status.can_command) charts.add(status);
  charts.draw(hasEnded(status));
}

function showNotice(text) {
  byId('notice').hidden = text === '';
  put('notice', text);
}

async function answerOf(path) {
  const answer = await fetch(path, {cache: 'no-store', headers: {'X-Trawl-Page': pageName}, signal: AbortSignal.timeout(5000)});
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

let last = null;      // the newest answer
let lastAt = '';      // its time of day
let historyAt = -kHistoryEvery;
let itemsAt = -kHistoryEvery;
let breakdownAt = -kBreakdownEvery;
let failures = 0;     // in a row

// The chart may be missing; the numbers come all the same.
async function refreshHistory(isNeeded) {
  if (!isNeeded && performance.now() - historyAt < kHistoryEvery) return;
  historyAt = performance.now();
  try {
    charts.setHistory(await answerOf('/api/history'));
  } catch {
    historyAt = performance.now() - kHistoryEvery + kPollEvery;
  }
}

// A crawl without rules has none, so they are seldom asked for until there are some.
async function refreshItems(isNeeded) {
  const isDue = performance.now() - itemsAt >= kHistoryEvery || !byId('items-card').hidden;
  if (!isNeeded && !isDue) return;
  itemsAt = performance.now();
  try {
    showItems(await answerOf('/api/items'));
  } catch {
    // The server goes with the crawl, maybe before this last answer.
  }
}

async function refreshBreakdown(isNeeded) {
  if (!isNeeded && (performance.now() - breakdownAt < kBreakdownEvery || byId('status').hidden)) return;
  breakdownAt = performance.now();
  try {
    showBreakdown(await answerOf('/api/v1/breakdown'));
  } catch {
    // As above; or there is no file.
  }
}

async function refresh() {
  try {
    await refreshHistory(false);
    await refreshItems(false);
    refreshBreakdown(false);  // of a large file it takes a moment, for which nothing else waits
    last = await answerOf('/api/status?more');
    if (isLast(last)) {
      await Promise.all([refreshHistory(true), refreshItems(true), refreshBreakdown(true)]);
      last = await answerOf('/api/status');  // after which the server goes
    }
    lastAt = new Date().toLocaleTimeString('en-GB');
    failures = 0;
    show(last);
  } catch {
    ++failures;
    if (failures > 1) showLost();
  }
}

function showLost() {
  if (last && isLast(last)) return;
  showState('no answer');
  showSentence(lostSentence(last, lastAt));
  put('eta', '');
  byId('commands').hidden = true;
}

let timer = 0;
async function poll() {
  clearTimeout(timer);
  if (document.visibilityState !== 'visible') return;
  await refresh();
  clearTimeout(timer);
  if (failures === 0 && last && isLast(last)) return;
  timer = setTimeout(poll, Math.min(kPollEvery * 2 ** Math.max(0, failures - 1), kSlowestRetry));
}

async function send(name) {
  try {
    const answer = await fetch(`/api/${name}`, {method: 'POST', headers: {'X-Trawl-Token': token}});
    if (!answer.ok) throw new Error(await answer.text());
    showNotice('');
    await refresh();
  } catch (error) {
    showNotice(`The crawl did not accept the command: ${error.message}`);
  }
}

byId('pause').addEventListener('click', () => send('pause'));
byId('resume').addEventListener('click', () => send('resume'));
byId('stop').addEventListener('click', () => byId('stop-question').showModal());
byId('stop-question').addEventListener('close', (event) => {
  if (event.target.returnValue === 'stop') send('stop');
  event.target.returnValue = '';
});
addEventListener('hashchange', () => {
  charts.draw();
  refreshBreakdown(false);
});
document.addEventListener('visibilitychange', poll);
poll();
