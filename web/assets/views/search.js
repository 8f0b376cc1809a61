// Pages with words, as `trawl search` finds them: `#/search?q=WORDS`. While the file has no index that is up to date, the
// server makes one part by part; the view asks again until it is whole.
import {ask, failureNote, inside, make, outside, viewHref} from '../dom.js';

const kPause = 400;

// What was found stands between U+0001 and U+0002.
const marked = (snippet) => snippet.split('\u0001').flatMap((part, index) => {
  const [found, rest] = part.split('\u0002');
  return index === 0 ? [part] : [make('mark', {}, found), rest ?? ''];
});

const hitItem = (hit) => make('li', {},
  inside('page', {id: hit.page_id}, hit.title || hit.url), make('span', {class: 'address quiet'}, outside(hit.url)),
  hit.snippet ? make('p', {}, ...marked(hit.snippet)) : null);

async function look(words, place, note, stop) {
  for (let most = 50; !stop.aborted;) {
    const answer = await ask('search', {q: words, size: most}, stop);
    const isWhole = answer.done >= answer.all;
    const found = answer.hits.length >= most ? `the best ${count(most)} pages` : `${count(answer.hits.length)} ${answer.hits.length === 1 ? 'page' : 'pages'}`;
    note.textContent = isWhole ? found : `${found} so far; ${count(answer.done)} of ${count(answer.all)} are indexed`;
    place.replaceChildren(answer.hits.length > 0 ? make('ol', {class: 'hits'}, ...answer.hits.map(hitItem)) : make('p', {class: 'quiet'}, isWhole ? 'No page has that.' : 'None yet.'));
    if (isWhole) return;
    await new Promise((done) => setTimeout(done, kPause));
  }
}

let asking = null;

function show(container, fields) {
  asking?.abort();
  asking = new AbortController();
  const words = fields.get('q') ?? '';
  const box = make('input', {type: 'search', 'aria-label': 'Words', placeholder: 'Words, "a phrase", begin*, a OR b, a NOT b, title:word', value: words, class: 'wide'});
  const submit = (event) => {
    event.preventDefault();
    location.hash = viewHref('search', {q: box.value});
  };
  const note = make('p', {class: 'quiet', role: 'status'});
  const place = make('div', {});
  container.append(make('section', {class: 'card'}, make('div', {class: 'head'}, make('h2', {}, 'Search in titles and texts'), note),
    make('form', {class: 'tools', role: 'search', onsubmit: submit}, box, make('button', {type: 'submit'}, 'Search')), place));
  if (!words) return;
  note.textContent = 'Looking …';
  look(words, place, note, asking.signal).catch((error) => {
    if (error.name === 'AbortError') return;
    note.textContent = '';
    place.replaceChildren(failureNote(error));
  });
}

export default {name: 'search', title: 'Search', show, leave: () => asking?.abort()};
