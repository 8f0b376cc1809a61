'use strict';
// The tables of the status: what stands in their rows, and where their numbers lead.

const kMostHosts = 100;  // that the server lists

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.map((child) => (child instanceof Node ? child : visible(child))));
  return made;
}

const cell = (text) => element('td', '', text);
const numberCell = (text) => element('td', 'number', text);

function webLink(url, text) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    return document.createTextNode(visible(text));
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return document.createTextNode(visible(text));
  const link = element('a', '', text);
  link.href = parsed.href;
  link.rel = 'noreferrer noopener';
  link.target = '_blank';
  link.title = visible(url);
  return link;
}

const largestFirst = (counts) => Object.entries(counts).sort((a, b) => b[1] - a[1]);

// A link to the rows that a number counts.
function rowsLink(view, fields, text) {
  const link = element('a', '', text);
  link.href = `#/${view}?${new URLSearchParams(fields)}`;
  return link;
}

// Entries of [name, rows]: the name, a bar as long as its share of the largest, and the number.
const shareCells = (linkOf) => ([name]) => {
  const value = numberCell('');
  const bar = element('span', 'share');
  const update = ([, rows, most]) => {
    putText(value, count(rows));
    bar.style.width = `${Math.max(1, Math.round((100 * rows) / (most || 1)))}%`;
  };
  return {cells: [element('td', 'label', linkOf(name)), element('td', 'track', bar), value], update};
};

// A table of such entries with at most `limit` rows; what is beyond stands in one row without a link.
function showShares(table, entries, limit = 12) {
  const most = Math.max(...entries.map(([, rows]) => rows));
  const shown = entries.slice(0, limit).map(([name, rows]) => [name, rows, most]);
  const others = entries.slice(limit).reduce((sum, [, rows]) => sum + rows, 0);
  table.show(others > 0 ? [...shown, [null, others, most]] : shown);
}

const orOthers = (linkOf) => (name) => (name === null ? element('span', 'quiet', 'others') : linkOf(name));

// An error is a status, as in "status 404", or has a name.
function errorLink(name) {
  const status = /^status (\d+)$/.exec(name)?.[1];
  return rowsLink('pages', status ? {status} : {error: name}, name);
}

const skipLink = (name) => rowsLink('skipped', {skip_reason__startswith: name}, name);

// The crawl of which /api/v1/breakdown tells; a file may have several.
let brokenDown = 0;
const inCrawl = () => (brokenDown > 1 ? {crawl_id: brokenDown} : {});
const typeLink = (name) => rowsLink('pages', {...(name === '' ? {content_type__isnull: 1} : {content_type: name}), ...inCrawl()}, name || 'none');
const depthLink = (name) => rowsLink('pages', {depth: name, ...inCrawl()}, name === 0 ? '0 (seeds)' : String(name));

function hostCells(host) {
  const numbers = Array.from({length: 6}, (none, index) => element('td', index < 3 ? 'number' : 'number extra'));
  const waits = cell('');
  const name = element('a', '', host.name);
  name.href = `#/host?${new URLSearchParams({name: host.name})}`;
  const update = (now) => {
    const texts = [count(now.pages), count(now.errors), count(now.queued), count(now.in_flight), size(now.bytes), seconds(now.delay_s)];
    texts.forEach((text, index) => putText(numbers[index], text));
    putText(waits, now.wait_reason && (now.wait_s > 0 ? `${now.wait_reason}, ${seconds(now.wait_s)}` : now.wait_reason));
  };
  return {cells: [element('td', 'host', name), ...numbers, waits], update};
}

function pageCells(page) {
  const outcome = page.error || String(page.status);
  const kind = page.status > 0 && !page.error ? `${Math.floor(page.status / 100)}xx` : 'none';
  const about = element('td', 'page', webLink(page.url, page.title || page.url));
  if (page.title) about.append(element('span', 'quiet address', page.url));
  return {cells: [element('td', 'extra', clockTime(page.fetched_at)), element('td', '', element('span', `status class-${kind}`, outcome)), about,
    element('td', 'extra', page.content_type), numberCell(size(page.size)), element('td', 'number extra', milliseconds(page.elapsed_ms))]};
}

const percent = (value) => `${Number(value.toFixed(1))}%`;

function fieldCells(field) {
  const numbers = Array.from({length: 5}, (none, index) => element('td', index === 1 || index === 3 ? 'number extra' : 'number'));
  const update = (now) => {
    const isEmpty = now.rows === 0;
    const before = now.before && now.before.rows > 0 ? percent(now.before.null_percent) : '';
    const texts = [count(now.rows), count(now.matched), isEmpty ? '' : percent(now.null_percent), count(now.bad_type), before];
    texts.forEach((text, index) => putText(numbers[index], text));
    numbers[2].classList.toggle('worse', now.is_worse);
  };
  return {cells: [element('td', '', rowsLink('table', {table: field.table}, `${field.table}.${field.field}`)), ...numbers], update};
}

function tableNote(table) {
  const parts = [counted(table.rows, 'row', 'rows')];
  if (table.added > 0 && table.added !== table.rows) parts.push(`${count(table.added)} new`);
  if (table.changed > 0) parts.push(counted(table.changed, 'value changed', 'values changed'));
  return `${table.table}: ${parts.join(', ')}`;
}

function hostsNote(status) {
  const asked = Math.max(status.hosts_asked, status.hosts.length);
  const shown = status.hosts.length < asked && status.hosts.length >= kMostHosts ? `the ${count(status.hosts.length)} busiest of ${count(asked)} asked` : `${count(asked)} asked`;
  const others = status.hosts_known - asked;
  return others > 0 ? `${shown}; ${counted(others, 'other is', 'others are')} known and not asked` : shown;
}

const byPages = (hosts) => [...hosts].sort((a, b) => b.pages - a.pages || b.queued - a.queued);
