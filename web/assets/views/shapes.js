// URLs that look alike, what fetching them brought, and those that are held back.
import {rowsView} from '../rows_view.js';

export default rowsView({
  name: 'shapes', title: 'Shapes', table: 'shape_summary',
  columns: ['host', 'shape', 'state', 'fetched', 'new_content', 'new_items', 'waiting', 'held_at', 'id'],
  quick: [['All', {}], ['Held back', {state: 'held'}]],
});
