'use strict';
// Asks /api/status once a second while the tab is visible, and shows the answer. Every string may come from a hostile
// site: it only ever becomes a text node, and a link only when it is http or https.

const kShortestSpan = 60_000;
const kLongestSpan = 300_000;
const kClasses = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'];
const kClassNames = ['no response', '1xx', '2xx success', '3xx redirect', '4xx client error', '5xx server error'];

const byId = (id) => document.getElementById(id);
const samples = [];

// The printed link has the token of this run in its fragment. The tab keeps it, so that a reload does not lose it.
function tokenOfRun() {
  const fromLink = location.hash.slice(1);
  if (fromLink) {
    sessionStorage.setItem('token', fromLink);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem('token') ?? '';
}
const token = tokenOfRun();

function put(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

const row = (...cells) => element('tr', '', ...cells);
const cell = (text) => element('td', '', text);
const numberCell = (text) => element('td', 'number', text);

// Replaces the rows of a table only when they change, so that text stays selected and links keep the focus.
const shown = new Map();
function putRows(id, entries, toRow, emptyText) {
  const key = JSON.stringify(entries);
  if (shown.get(id) === key) return;
  shown.set(id, key);
  const rows = entries.map(toRow);
  if (rows.length === 0) rows.push(row(element('td', 'quiet', emptyText)));
  byId(id).replaceChildren(...rows);
}

function webLink(url, text) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    return document.createTextNode(text);
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return document.createTextNode(text);
  const link = element('a', '', text);
  link.href = parsed.href;
  link.rel = 'noreferrer noopener';
  link.target = '_blank';
  link.title = url;
  return link;
}

function showHeader(status) {
  document.title = `${status.name} · trawl`;
  put('name', status.name);
  put('state', status.state);
  byId('state').dataset.state = status.state;
  put('exit-reason', status.exit_reason);
  byId('waiting').hidden = !status.waiting;
  put('waiting', status.waiting ?? '');
  put('elapsed', `for ${duration(status.elapsed_s)}`);
  const left = status.page_limit - status.pages;
  const known = status.page_limit > 0 && left > 0 && status.pages_per_s > 0 && status.state === 'running';
  put('eta', known ? `at most ${duration(left / status.pages_per_s)} left` : '');
  put('file', status.file);
  put('version', status.version && `trawl ${status.version}`);
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
  put('pages', count(status.pages));
  const limit = status.page_limit > 0 ? [`of at most ${count(status.page_limit)}`] : [];
  const sitemaps = status.sitemaps > 0 ? [`${count(status.sitemaps)} sitemaps`] : [];
  put('pages-note', [...limit, ...sitemaps].join(', '));
  put('pages-per-s', rate(status.pages_per_s));
  put('links', `${count(status.links)} links`);
  put('bytes-per-s', size(status.bytes_per_s));
  put('bytes', `${size(status.bytes)} in total`);
  put('queued', count(status.queued));
  put('in-flight', count(status.in_flight));
  put('concurrency', status.concurrency > 0 ? `of at most ${count(status.concurrency)}` : '');
  put('error-count', count(Object.values(status.errors).reduce((sum, value) => sum + value, 0)));
  put('retries', `${count(status.retries)} retries`);
  put('loop-lag', milliseconds(status.loop_lag_ms));
}

function showSpeed(status) {
  const now = Date.now();
  samples.push({at: now, value: status.pages_per_s});
  while (samples[0].at < now - kLongestSpan) samples.shift();
  const span = Math.max(kShortestSpan, now - samples[0].at);
  const peak = Math.max(...samples.map((sample) => sample.value));
  const points = samples.map((sample) => {
    const x = 300 - (300 * (now - sample.at)) / span;
    return `${x.toFixed(1)},${(57 - (54 * sample.value) / (peak || 1)).toFixed(1)}`;
  });
  const first = points[0].split(',')[0];
  byId('speed').querySelector('.line').setAttribute('points', points.join(' '));
  byId('speed').querySelector('.area').setAttribute('points', `${first},60 ${points.join(' ')} 300,60`);
  put('speed-note', `now ${rate(status.pages_per_s)}, peak ${rate(peak)}`);
}

function showClasses(status) {
  const parts = kClasses.map((name, index) => ({name, title: kClassNames[index], value: status.status_classes[index]}))
    .filter((part) => part.value > 0);
  const key = JSON.stringify(parts);
  if (shown.get('classes') === key) return;
  shown.set('classes', key);
  byId('status-bar').replaceChildren(...parts.map((part) => {
    const segment = element('span', `class-${part.name}`);
    segment.style.flexGrow = part.value;
    return segment;
  }));
  byId('status-legend').replaceChildren(...parts.map((part) =>
    element('li', '', element('span', `dot class-${part.name}`), `${part.title} `, element('b', '', count(part.value)))));
}

const largestFirst = (counts) => Object.entries(counts).sort((a, b) => b[1] - a[1]);
const countRow = ([name, value]) => row(cell(name), numberCell(count(value)));

function hostRow(host) {
  const waits = host.wait_reason && (host.wait_s > 0 ? `${host.wait_reason}, ${seconds(host.wait_s)}` : host.wait_reason);
  return row(cell(webLink(host.name, host.name)), numberCell(count(host.in_flight)), numberCell(count(host.queued)),
    numberCell(count(host.pages)), numberCell(count(host.errors)), numberCell(size(host.bytes)),
    numberCell(seconds(host.delay_s)), cell(waits));
}

function recentRow(page) {
  const outcome = page.status > 0 ? String(page.status) : page.error;
  const kind = page.status > 0 ? `${Math.floor(page.status / 100)}xx` : 'none';
  const about = element('td', 'page', webLink(page.url, page.title || page.url));
  if (page.title) about.append(element('span', 'quiet address', page.url));
  return row(cell(clockTime(page.fetched_at)), element('td', '', element('span', `status class-${kind}`, outcome)), about,
    cell(page.content_type), numberCell(size(page.size)), numberCell(milliseconds(page.elapsed_ms)));
}

function show(status) {
  showHeader(status);
  showCommands(status);
  showNumbers(status);
  showSpeed(status);
  showClasses(status);
  putRows('errors', largestFirst(status.errors), countRow, 'None so far');
  putRows('skipped', largestFirst(status.skipped), countRow, 'None so far');
  putRows('hosts', status.hosts, hostRow, 'None yet');
  putRows('recent', status.recent, recentRow, 'None yet');
}

function showNotice(text) {
  byId('notice').hidden = text === '';
  put('notice', text);
}

async function refresh() {
  try {
    const answer = await fetch('/api/status', {cache: 'no-store', signal: AbortSignal.timeout(5000)});
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const status = await answer.json();
    showNotice('');
    document.body.classList.remove('stale');
    show(status);
  } catch {
    showNotice('The crawl has ended or cannot be reached.');
    document.body.classList.add('stale');
    byId('commands').hidden = true;
  }
}

let timer = 0;
async function poll() {
  clearTimeout(timer);
  if (document.visibilityState !== 'visible') return;
  await refresh();
  clearTimeout(timer);
  timer = setTimeout(poll, 1000);
}

async function command(name) {
  try {
    const answer = await fetch(`/api/${name}`, {method: 'POST', headers: {'X-Trawl-Token': token}});
    if (!answer.ok) throw new Error(await answer.text());
    await refresh();
  } catch (error) {
    showNotice(`The crawl did not accept the command: ${error.message}`);
  }
}

byId('pause').addEventListener('click', () => command('pause'));
byId('resume').addEventListener('click', () => command('resume'));
byId('stop').addEventListener('click', () => {
  if (confirm('Stop the crawl? Everything fetched so far is kept, and you can resume the crawl later.')) command('stop');
});
document.addEventListener('visibilitychange', poll);
poll();
