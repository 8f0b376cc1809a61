// All that the file has about one fetched page: `#/page?id=N`, N being its id in `pages`.
import {ask, failureNote, inside, make, objects, outside} from '../dom.js';
import {whenOf} from '../cells.js';
import {itemCards, storyCard, timingCard, versionsCard} from '../page_story.js';
import {pairsCard, tableCard} from '../table_card.js';

const kShown = 50;  // rows of a table here
const rowsOf = async (table, fields) => ask(`rows/${table}`, fields);

// The links of a page with their targets.
const linksOf = (id) => ask('sql', {sql: `SELECT u.url AS link_url, l.kind, l.text, l.rel, l.fragment, p.status, p.error, p.id AS to_page_id
FROM links AS l LEFT JOIN urls AS u ON u.id = l.url_id LEFT JOIN pages_latest AS p ON p.url_id = l.url_id
WHERE l.page_id = ${id} ORDER BY l.position LIMIT ${kShown + 1}`});

const firstOf = (answer) => ({...answer, rows: answer.rows.slice(0, kShown), next: answer.next ?? (answer.rows.length > kShown ? 'more' : null)});

function headerPairs(json) {
  const parsed = JSON.parse(json ?? '[]');
  if (Array.isArray(parsed)) return parsed.map((entry) => (Array.isArray(entry) ? entry : Object.entries(entry)[0]));
  return Object.entries(parsed).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
}

// The body as text, or as it would look, in a frame without scripts and without network.
function bodyCard(id) {
  const place = make('div', {});
  const put = (text) => place.replaceChildren(make('pre', {class: 'body', tabindex: '0', role: 'region', 'aria-label': 'Body'}, text));
  const showSource = async () => {
    const answer = await fetch(`/api/v1/body/${id}`);
    put(answer.ok ? await answer.text() : 'There is no body.');
  };
  const showText = async () => {
    try {
      put((await ask('sql', {sql: `SELECT body_text(${id})`})).rows[0][0] ?? 'There is no text.');
    } catch (error) {
      place.replaceChildren(failureNote(error));
    }
  };
  const showFrame = () => place.replaceChildren(make('iframe', {src: `/api/v1/body/${id}?as=html`, sandbox: '', title: 'The stored page', class: 'body'}));
  return make('section', {class: 'card'}, make('div', {class: 'head'}, make('h2', {}, 'Body'), make('p', {class: 'choice'},
    make('button', {type: 'button', onclick: showText}, 'Text'), make('button', {type: 'button', onclick: showSource}, 'Source'), make('button', {type: 'button', onclick: showFrame}, 'As a page'))), place);
}

async function show(container, fields) {
  const id = Number(fields.get('id'));
  try {
    const [page] = objects(await rowsOf('pages', {id}));
    if (!page) throw new Error(`The file has no page ${id}.`);
    const [[flat], out, into, versions, items] = await Promise.all([
      rowsOf('pages_flat', {url_id: page.url_id}).then(objects).catch(() => []), linksOf(id), rowsOf('inlinks', {url_id: page.url_id, _size: kShown}),
      versionsCard(page.url_id, id), itemCards(page, tableCard)]);
    const newest = flat && flat.page_id !== id ? make('p', {class: 'quiet'}, 'A newer fetch of it is ', inside('page', {id: flat.page_id}, whenOf(flat.fetched_at)), '.') : null;
    container.append(...[
      make('section', {class: 'card'}, make('h2', {}, page.title ?? page.url), make('p', {class: 'address'}, outside(page.url)), newest),
      make('div', {class: 'columns'},
        pairsCard('Answer', [['status', page.status], ['error', page.error], ['detail', page.error_detail], ['final URL', page.final_url !== page.url ? page.final_url : null],
          ['redirects to', flat?.redirect_url], ['type', page.content_type], ['size', size(page.size)], ['fetched', whenOf(page.fetched_at)],
          ['host', flat ? inside('host', {name: flat.host}, flat.host) : null], ['from', page.ip], ['HTTP', page.http_version]]),
        pairsCard('Page', [['description', page.description], ['language', page.lang], ['canonical', page.canonical], ['robots', page.robots], ['words', page.word_count],
          ['links inside', page.links_internal], ['links outside', page.links_external], ['depth', flat?.depth], ['found by', flat?.via_kind],
          ['found on', flat?.via_url ? inside('pages', {url: flat.via_url}, flat.via_url) : null]]),
        timingCard(page), pairsCard('Headers', headerPairs(page.headers))),
      storyCard(page.url), versions, ...items,
      tableCard('Links on this page', firstOf(out), {hidden: ['to_page_id'], more: ['table', {table: 'links', page_id: id}]}),
      tableCard('Links to this page', into, {hidden: ['url', 'url_id', 'from_page_id'], more: ['table', {table: 'inlinks', url_id: page.url_id}]}),
      page.body_id ? bodyCard(id) : null].filter(Boolean));
  } catch (error) {
    container.append(failureNote(error));
  }
}

export default {name: 'page', of: 'pages', show};
