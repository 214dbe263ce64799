// One walk through every feature of the demo server, whichever client library and protocol era carries it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

const tools = ['ask', 'clock', 'echo', 'notes_add', 'notes_list', 'slow'];
const invalidParams = -32602;
const methodNotFound = -32601;

/** The user's side of an elicitation: checks the form that arrives and fills it in. */
export class Respondent {
  forms = [];
  reply = { action: 'accept', content: { answer: 'Ada' } };

  answer(params) {
    this.forms.push(params);
    return this.reply;
  }
}

/**
 * @param client a connected Client of either library
 * @param callTool (params, options) => result: the one signature that differs between the libraries
 * @param requestRaw (method) => result: sends a method that no server knows
 * @param respondent the Respondent behind the client's elicitation/create handler
 * @returns what was seen, for the summary line
 */
export async function exercise(client, callTool, requestRaw, respondent) {
  const listed = (await client.listTools()).tools;
  assert.deepEqual(listed.map((tool) => tool.name).sort(), tools);
  const hints = Object.fromEntries(listed.map((tool) => [tool.name, tool.annotations?.readOnlyHint]));
  assert.equal(hints.echo, true, 'echo is marked read-only');
  assert.equal(hints.notes_add, false, 'notes_add is marked as writing');
  assert.deepEqual(listed.find((tool) => tool.name === 'slow').inputSchema.required, ['steps', 'delayMs']);

  const call = async (name, args = {}, options) => texts(await callTool({ name, arguments: args }, options));

  const message = 'Grüße aus den Dünen, 砂丘 🏜 \u0000 "quoted"\n';
  assert.deepEqual(await call('echo', { message }), [message]);

  const [time] = await call('clock');
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);

  const note = `note ${randomUUID()}`;
  assert.match((await call('notes_add', { text: note }))[0], /^Note \d+ kept\.$/);
  assert.ok((await call('notes_list')).includes(note), 'notes_list returns the note just added');

  const progress = [];
  const done = await call('slow', { steps: 5, delayMs: 40 }, { onprogress: (update) => progress.push(update) });
  const progressAtAnswer = [...progress];
  assert.deepEqual(done, ['Done after 5 steps.']);
  assert.ok(progressAtAnswer.length >= 3, `3 or more progress notifications before the answer, got ${progressAtAnswer.length}`);
  assert.deepEqual(progressAtAnswer, progressAtAnswer.toSorted((a, b) => a.progress - b.progress), 'progress in order');
  assert.ok(progressAtAnswer.every((update) => update.total === 5 && /^Step \d of 5$/.test(update.message)));

  const faulty = await callTool({ name: 'slow', arguments: { steps: 0, delayMs: 1 } });
  assert.equal(faulty.isError, true, 'a wrong argument is a tool error');
  assert.match(faulty.content[0].text, /DUNES-DEMO-004/);

  assert.deepEqual(await call('ask', { question: 'Your name?' }), ['The user answered: Ada']);
  respondent.reply = { action: 'decline' };
  assert.deepEqual(await call('ask', { question: 'Really?' }), ['The user did not answer (decline).']);
  assert.deepEqual(respondent.forms.map((form) => form.message), ['Your name?', 'Really?']);
  assert.equal(respondent.forms[0].requestedSchema.properties.answer.type, 'string');

  const prompts = (await client.listPrompts()).prompts;
  assert.deepEqual(prompts.map((prompt) => prompt.name), ['summarize']);
  const prompt = await client.getPrompt({ name: 'summarize', arguments: { text: 'Sand moves.', length: 'sentence' } });
  assert.match(prompt.messages[0].content.text, /at most one sentence[^]*Sand moves\.$/);

  const resources = (await client.listResources()).resources;
  assert.deepEqual(resources.map((resource) => resource.uri), ['demo://readme']);
  const [readme] = (await client.readResource({ uri: 'demo://readme' })).contents;
  assert.match(readme.text, /^Dunes demo upstream/);

  const ref = { type: 'ref/prompt', name: 'summarize' };
  const { completion } = await client.complete({ ref, argument: { name: 'length', value: 'p' } });
  assert.deepEqual(completion.values, ['paragraph', 'page']);

  await assert.rejects(callTool({ name: 'no_such_tool', arguments: {} }), hasCode(invalidParams));
  await assert.rejects(requestRaw('dunes/no-such-method'), isUnknownMethod);

  return {
    server: client.getServerVersion()?.name,
    tools: listed.length,
    prompts: prompts.length,
    resources: resources.length,
    progress: progressAtAnswer.length,
    elicitations: respondent.forms.length,
    completions: completion.values.length,
  };
}

/** Runs a driver: the url and token come from the command line, the summary goes to stdout, what failed to stderr. */
export async function run(drive) {
  const [url, token] = process.argv.slice(2);
  if (!url || !token) {
    console.error(`usage: node ${process.argv[1]} <mcp url> <bearer token>`);
    process.exit(2);
  }
  try {
    const summary = await drive(new URL(url), { headers: { Authorization: `Bearer ${token}` } });
    console.log(JSON.stringify({ ok: true, ...summary }));
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

/** 2026-07-28 answers with HTTP 404 besides, of which that era's client hands up only the status and the body's text. */
function isUnknownMethod(error) {
  if (error.status !== 404)
    return hasCode(methodNotFound)(error);
  assert.match(error.data.text, /"code":\s*-32601\b/);
  return true;
}

function hasCode(code) {
  return (error) => {
    assert.equal(error.code, code, `expected error ${code}, got ${error.code}: ${error.message}`);
    return true;
  };
}

function texts(result) {
  assert.ok(!result.isError, `tool error: ${JSON.stringify(result.content)}`);
  return result.content.map((block) => block.text);
}
