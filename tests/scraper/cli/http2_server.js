// A server on 127.0.0.1 that speaks HTTP/2 and 1.1 over TLS, and says its port on stderr. Each page is titled with the
// version and the connection that it was asked by, and with the request's Authorization.
const {execFileSync} = require('child_process');
const made = execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
  '-days', '2', '-subj', '/CN=localhost', '-keyout', '-', '-out', '-'], {stdio: ['ignore', 'pipe', 'ignore']});
const server = require('http2').createSecureServer({key: made, cert: made, allowHTTP1: true});
let connections = 0;
server.on('secureConnection', () => ++connections);
server.on('request', (request, response) => {
  const links = request.url === '/' ? '<a href=/a>a</a><a href=/b>b</a>' : '';
  response.setHeader('content-type', 'text/html');
  response.end(`<title>${request.httpVersion} ${connections} ${request.headers.authorization}</title>${links}`);
});
server.listen(0, '127.0.0.1', () => process.stderr.write(`port ${server.address().port}\n`));
