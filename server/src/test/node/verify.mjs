// Reads received requests, one JSON object a line: {"secret","headers":{…},"body"} with the body in
// base64. Verifies each with both public libraries, and X-Hook-Signature with node:crypto as the
// model product's documents show it. Prints one line: {"ok":n,"bad":n,"faults":[…]}.
import { createHmac } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';

const checks = {
  standardwebhooks: ({ secret, headers }, body) =>
    new StandardWebhook(`whsec_${secret}`).verify(body, headers),
  svix: ({ secret, headers }, body) => new SvixWebhook(`whsec_${secret}`).verify(body, headers),
  'x-hook-signature': ({ secret, headers }, body) => {
    // A receiver that is out there parses and prints the body again before it verifies.
    for (const text of [body, JSON.stringify(JSON.parse(body))]) {
      const expected = createHmac('sha256', secret).update(text).digest('hex');
      if (headers['x-hook-signature'] !== expected) {
        throw new Error('no match');
      }
    }
  },
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(checks);
let ok = 0;
const faults = [];
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const body = Buffer.from(request.body, 'base64').toString('utf8');
  const before = faults.length;
  for (const name of wanted) {
    try {
      checks[name](request, body);
    } catch (error) {
      faults.push(`${request.headers['webhook-id']} ${name}: ${error.message}`);
    }
  }
  ok += faults.length === before ? 1 : 0;
}
const bad = new Set(faults.map((fault) => fault.split(' ')[0])).size;
console.log(JSON.stringify({ ok, bad, faults }));
