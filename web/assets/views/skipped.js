// What was found and not fetched, with the reason.
import {rowsView} from '../rows_view.js';

export default rowsView({
  name: 'skipped', title: 'Skipped', table: 'urls', base: [['state', 'skipped']], sort: 'id',
  columns: ['url', 'skip_reason', 'depth', 'via_kind', 'discovered_at'],
});
