// The 2025-11-25 era: initialize, a session, server requests, ping, DELETE. usage: node legacy.mjs <mcp url> <token>
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, EmptyResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { exercise, Respondent, run } from './exercise.mjs';

await run(async (url, requestInit) => {
  const respondent = new Respondent();
  const client = new Client({ name: 'dunes-legacy-driver', version: '1.0.0' }, { capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler(ElicitRequestSchema, (request) => respondent.answer(request.params));

  let protocol;
  const transport = new StreamableHTTPClientTransport(url, { requestInit });
  const setProtocolVersion = transport.setProtocolVersion.bind(transport);
  transport.setProtocolVersion = (version) => {
    protocol = version; // the client tells its transport alone what was negotiated
    setProtocolVersion(version);
  };
  await client.connect(transport);
  assert.equal(protocol, '2025-11-25');
  const session = transport.sessionId;
  assert.match(session, /^[\x21-\x7e]+$/, 'a session id of visible ASCII');

  const seen = await exercise(
    client,
    (params, options) => client.callTool(params, undefined, options),
    (method) => client.request({ method }, EmptyResultSchema),
    respondent,
  );
  assert.deepEqual(await client.ping(), {});

  await transport.terminateSession();
  await client.close();
  const headers = {
    ...requestInit.headers,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'Mcp-Session-Id': session,
    'MCP-Protocol-Version': protocol,
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
  const late = await fetch(url, { method: 'POST', headers, body });
  assert.equal(late.status, 404, 'a deleted session is not found');

  return { protocol, session: true, ping: true, ...seen };
});
