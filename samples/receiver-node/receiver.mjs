// Receives webhooks and verifies that they are genuine. Node 20 or later, nothing to install.
//
//   SECRET=<the webhook's secretToken> node receiver.mjs
//
// PORT         where to listen on this machine; 9000 unless set, 0 = any free port
// SECRET       the webhook's secretToken
// SECRET_FILE  or a file that holds it; read for every request, so that it may appear or change
// VERIFY       standard (unless set): the Standard Webhooks headers must be good;
//              x-hook-signature: only that header must be, for senders without the others.
//              It covers no time, so an old request that somebody recorded passes again.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const PORT = Number(process.env.PORT ?? 9000);
const VERIFY = process.env.VERIFY ?? 'standard';
const BODY_BYTES_MAX = 10 * 1024 * 1024;
const TOLERANCE_SECONDS = 5 * 60;
const REMEMBERED_MAX = 10_000;

if (VERIFY !== 'standard' && VERIFY !== 'x-hook-signature') {
  throw new Error(`VERIFY is '${VERIFY}', but must be standard or x-hook-signature`);
}

const seen = new Set();

function secret() {
  if (process.env.SECRET) {
    return process.env.SECRET;
  }
  return process.env.SECRET_FILE ? readFileSync(process.env.SECRET_FILE, 'utf8').trim() : '';
}

// Comparing takes the same time wherever the difference is, so that nobody can feel their way.
function same(expected, given) {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

// Lower-case hex HMAC-SHA256 of the body as it came; the key is the token's text as it stands.
function hookSignatureFault(headers, body, token) {
  const given = headers['x-hook-signature'];
  if (!given) {
    return 'there is no X-Hook-Signature';
  }
  const expected = createHmac('sha256', token).update(body).digest('hex');
  return same(expected, given) ? '' : 'X-Hook-Signature does not match';
}

// https://www.standardwebhooks.com: HMAC-SHA256 of id.timestamp.body; the key is the decoded token.
// While a replaced token is still valid there are two signatures, and one good one is enough.
function standardFault(headers, body, token) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !timestamp || !signatures) {
    return 'webhook-id, webhook-timestamp or webhook-signature is missing';
  }
  const age = Date.now() / 1000 - Number(timestamp);
  if (!/^\d+$/.test(timestamp) || Math.abs(age) > TOLERANCE_SECONDS) {
    return 'webhook-timestamp is more than 5 minutes away from now';
  }
  const expected = createHmac('sha256', Buffer.from(token, 'base64'))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest('base64');
  const good = signatures.split(' ').some((signature) => same(`v1,${expected}`, signature));
  return good ? '' : 'webhook-signature does not match';
}

function fault(headers, body) {
  const token = secret();
  if (!token) {
    return 'no SECRET is set here';
  }
  return VERIFY === 'standard'
    ? standardFault(headers, body, token)
    : hookSignatureFault(headers, body, token);
}

// Deliveries come at least once: the same webhook-id is the same event again.
function again(id) {
  if (!id) {
    return false;
  }
  const before = seen.has(id);
  seen.add(id);
  if (seen.size > REMEMBERED_MAX) {
    seen.delete(seen.values().next().value);
  }
  return before;
}

function received(headers, body) {
  const event = JSON.parse(body);
  const about = event.assetId ?? event.folderPath ?? event.authKey ?? '';
  // of a new asset every value is a change: what was asked for is shorter
  const told = event.type.endsWith('_create') ? event.metadata : event.changedMetadata;
  const word = again(headers['webhook-id']) ? 'again' : 'event';
  console.log(`${word} ${event.type} ${about} ${JSON.stringify(told ?? {})}`);
}

async function bytesOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function answer(request) {
  if (request.method !== 'POST') {
    return 405;
  }
  const body = await bytesOf(request);
  if (body === undefined) {
    return 413;
  }
  const why = fault(request.headers, body);
  if (why) {
    console.log(`refused: ${why}`);
    return 401;
  }
  received(request.headers, body);
  return 204;
}

const server = createServer(async (request, response) => {
  try {
    response.writeHead(await answer(request)).end();
  } catch (error) {
    console.log(`failed: ${error.message}`);
    response.writeHead(500).end();
  }
});

server.listen(PORT, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`);
});
