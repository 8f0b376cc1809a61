// Every host that was ever found, with its politeness.
import {rowsView} from '../rows_view.js';

export default rowsView({
  name: 'hosts', title: 'Hosts', table: 'hosts', sort: '-pages',
  columns: ['name', 'pages', 'errors', 'bytes', 'pending', 'robots_status', 'current_delay', 'delay_source', 'wait_reason', 'next_allowed_at', 'ip'],
  quick: [['All', {}], ['Asked', {pages__gte: '1'}], ['With errors', {errors__gte: '1'}], ['Waiting', {wait_reason__notnull: '1'}]],
});
