// Every host that was ever found, with its politeness.
import {rowsView} from '../rows_view.js';

export default rowsView({
  name: 'hosts', title: 'Hosts', table: 'hosts', sort: '-pages',
  columns: ['name', 'pages', 'errors', 'bytes', 'pending', 'robots_status', 'crawl_delay', 'current_delay', 'delay_source', 'wait_reason', 'next_allowed_at', 'ip'],
  linked: {
    pages: (host) => ['pages', {host: host.name}],
    errors: (host) => ['pages', {host: host.name, _where: 'error IS NOT NULL OR status >= 400'}],
    pending: (host) => ['queue', {host_id: host.id}],
  },
  sums: ['pages', 'errors', 'bytes', 'pending'],
  quick: [['All', {}], ['Asked', {pages__gte: '1'}], ['With errors', {errors__gte: '1'}], ['Waiting', {wait_reason__notnull: '1'}]],
});
