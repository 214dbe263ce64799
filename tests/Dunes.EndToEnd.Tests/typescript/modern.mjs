// The 2026-07-28 era: no session, input_required instead of server requests. usage: node modern.mjs <mcp url> <token>
import assert from 'node:assert/strict';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { exercise, Respondent, run } from './exercise.mjs';

const protocol = '2026-07-28';
const anyResult = { '~standard': { version: 1, vendor: 'dunes', validate: (value) => ({ value }) } };

await run(async (url, requestInit) => {
  const respondent = new Respondent();
  const client = new Client(
    { name: 'dunes-modern-driver', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: protocol } } },
  );
  client.setRequestHandler('elicitation/create', (request) => respondent.answer(request.params));

  const transport = new StreamableHTTPClientTransport(url, { requestInit });
  await client.connect(transport);
  assert.equal(client.getProtocolEra(), 'modern');
  assert.equal(client.getNegotiatedProtocolVersion(), protocol);
  assert.ok(client.getDiscoverResult().supportedVersions.includes(protocol));

  const seen = await exercise(
    client,
    (params, options) => client.callTool(params, options),
    (method) => client.request({ method, params: {} }, anyResult),
    respondent,
  );
  assert.equal(transport.sessionId, undefined, 'no session is made in this era');
  await client.close();

  return { protocol, session: false, ...seen };
});
