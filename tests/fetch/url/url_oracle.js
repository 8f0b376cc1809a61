// Reads a JSON array of [input, base] and writes an array of the URLs that Node parses from them: the href of
// an http or https URL, "" for another scheme, null for no URL.
let text = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (piece) => { text += piece; });
process.stdin.on('end', () => {
  const answers = JSON.parse(text).map(([input, base]) => {
    try {
      const url = base === null ? new URL(input) : new URL(input, base);
      return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : '';
    } catch {
      return null;
    }
  });
  process.stdout.write(JSON.stringify(answers));
});
