// What the file tells of a page's past: its story, as `trawl why` has it, and what changed between its fetches.
import {ask, failureNote, make, objects} from './dom.js';
import {whenOf} from './cells.js';
import {pairsCard} from './table_card.js';

const kCompared = ['status', 'error', 'title', 'description', 'canonical', 'robots', 'lang', 'content_type', 'word_count', 'links_internal', 'links_external', 'size', 'content'];

// A section that is filled when its answer comes.
export function storyCard(url) {
  const place = make('div', {}, make('p', {class: 'quiet'}, 'Reading …'));
  ask('why', {url}).then((story) => {
    const lines = story.story.flatMap(([label, text], index) =>
      [make('dt', {}, story.story[index - 1]?.[0] === label ? '' : label), make('dd', {}, text)]);
    place.replaceChildren(make('p', {}, story.answer), make('dl', {class: 'pairs'}, ...lines));
  }).catch((error) => place.replaceChildren(failureNote(error)));
  return make('section', {class: 'card'}, make('h2', {}, 'Its story'), place);
}

const versionsOf = (urlId) => ask('sql', {sql: `SELECT id, crawl_id, fetched_at, status, error, title, description, canonical, robots, lang,
  content_type, word_count, links_internal, links_external, size, substr(hex(content_hash), 1, 12) AS content
FROM pages WHERE url_id = ${urlId} ORDER BY id DESC LIMIT 51`});

const shown = (value) => (value === null || value === '' ? '–' : String(value));

// A 304 says that the page is as it was.
function changesOf(now, before) {
  if (!before || now.status === 304) return [];
  return kCompared.filter((name) => shown(now[name]) !== shown(before[name])).map((name) =>
    make('li', {}, `${name.replaceAll('_', ' ')}: `, make('del', {}, shown(before[name])), ' → ', make('ins', {}, shown(now[name]))));
}

// Every fetch of the URL, the newest first, with what was different from the one before.
export async function versionsCard(urlId, pageId) {
  const versions = objects(await versionsOf(urlId));
  if (versions.length < 2) return null;
  const rows = versions.slice(0, 50).map((version, index) => {
    const whole = versions.slice(index + 1).find((one) => one.status !== 304);
    const changes = changesOf(version, whole);
    const what = version.status === 304 ? 'not modified' : !whole ? 'the first' : changes.length === 0 ? 'nothing changed' : make('ul', {class: 'changes'}, ...changes);
    const time = whenOf(version.fetched_at);
    return make('tr', {}, make('td', {}, version.id === pageId ? make('b', {}, time) : make('a', {href: `#/page?id=${version.id}`}, time)),
      make('td', {class: 'number'}, version.crawl_id), make('td', {}, version.status || 'none'), make('td', {class: 'long'}, what));
  });
  return make('section', {class: 'card'}, make('h2', {}, 'Its fetches, and what changed'),
    make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Fetches'}, make('table', {},
      make('thead', {}, make('tr', {}, ...['Fetched', 'Crawl', 'Status', 'Changed'].map((name) => make('th', {scope: 'col', class: name === 'Crawl' ? 'number' : ''}, name)))),
      make('tbody', {}, ...rows))));
}

const kPhases = [['resolve', 'lookup'], ['connect', 'connect'], ['tls', 'TLS'], ['first_byte', 'first byte']];

// How long each part of the fetch took, in seconds in the file; the times of `timing` count from its beginning.
export function timingCard(page) {
  const timing = JSON.parse(page.timing ?? '{}');
  return pairsCard('Timing', [...kPhases.map(([name, text]) => [text, timing[name] > 0 ? milliseconds(timing[name] * 1000) : null]),
    ['in all', milliseconds(page.elapsed_ms)]]);
}

// The rows that rules made of this page, of each item table.
export async function itemCards(page, tableCard) {
  const tables = objects(await ask('rows/item_tables', {_size: 50}).catch(() => ({columns: [], rows: []})));
  if (tables.length === 0) return [];
  const pageId = page.id;
  const cards = await Promise.all(tables.map(async ({name}) =>
    tableCard(`Items: ${name}`, await ask(`rows/${encodeURIComponent(name)}`, {_page_id: pageId, _size: 50}),
      {hidden: ['_page_id', '_crawl_id', '_url'], more: ['table', {table: name, _page_id: pageId}]})));
  const changes = await ask('rows/changes', {url: page.url, _size: 50}).catch(() => ({columns: [], rows: []}));
  return [...cards, tableCard('Values that fetches of it changed', changes, {hidden: ['url'], more: ['table', {table: 'changes', url: page.url}]})].filter(Boolean);
}
