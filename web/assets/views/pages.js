// The newest fetch of each page.
import {rowsView} from '../rows_view.js';

export default rowsView({
  name: 'pages', title: 'Pages', table: 'pages_flat', sort: '-page_id',
  columns: ['status', 'url', 'title', 'content_type', 'size', 'elapsed_ms', 'depth', 'fetched_at', 'error'],
  quick: [['All', {}], ['OK', {status_class: '2'}], ['Redirects', {status_class: '3'}], ['Client errors', {status_class: '4'}],
    ['Server errors', {status_class: '5'}], ['No response', {status: '0'}], ['No title', {status_class: '2', title__isnull: '1'}], ['Slowest', {_sort_desc: 'elapsed_ms'}],
    ['Largest', {_sort_desc: 'size'}]],
});
