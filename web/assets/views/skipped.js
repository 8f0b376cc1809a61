// What was found and not fetched, with the reason.
import {rowsView} from '../rows_view.js';

export default rowsView({
  name: 'skipped', title: 'Skipped', table: 'urls', base: [['_where', "state IN ('skipped', 'held')"]], sort: 'id',
  columns: ['url', 'state', 'skip_reason', 'depth', 'via_kind', 'discovered_at'],
  quick: [['All', {}], ['Held back', {state: 'held'}]],
});
