// What caniemail says of pages: node caniemail.mjs PACKAGE < {"files": [...], "support": {slug: {client: letter}}}
// prints {file: {title: {clients: [...], lines: [...]}}}, errors alone: what a client does not know at all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { caniemail, rawData } = await import(pathToFileURL(join(process.argv[2], 'dist', 'index.js')));
const { files, support } = JSON.parse(readFileSync(0, 'utf8'));

// The package takes the version whose name sorts last for the newest, and stops at a client that was never
// tested: each client is given what its newest version does, and nothing known where nobody looked.
const clients = new Set(Object.values(support).flatMap((one) => Object.keys(one)));
for (const feature of rawData.data) {
  for (const client of clients) {
    const [family, platform] = client.split('.');
    feature.stats[family] ??= {};
    feature.stats[family][platform] = { newest: support[feature.slug]?.[client] ?? 'u' };
  }
}

const told = {};
for (const file of files) {
  const found = {};
  const { issues } = caniemail({ clients: [...clients], html: readFileSync(file, 'utf8') });
  for (const [client, errors] of issues.errors) {
    for (const { title, position } of errors) {
      found[title] ??= { clients: [], lines: [] };
      if (!found[title].clients.includes(client)) found[title].clients.push(client);
      const line = position?.start?.line;
      if (line && !found[title].lines.includes(line)) found[title].lines.push(line);
    }
  }
  told[file] = found;
}
console.log(JSON.stringify(told));
