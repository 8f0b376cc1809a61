// What is still to fetch.
import {rowsView} from '../rows_view.js';

export default rowsView({
  name: 'queue', title: 'Queue', table: 'urls', base: [['_where', "state IN ('pending', 'leased')"]], sort: 'id',
  columns: ['url', 'state', 'depth', 'priority', 'due_at', 'attempts', 'via_kind', 'discovered_at'],
  quick: [['All', {}], ['Under way', {state: 'leased'}], ['Tried before', {attempts__gte: '1'}]],
});
