using Dunes.DemoUpstream;
using ModelContextProtocol.Server;

// Stdout carries the protocol and nothing else, so nothing here may log to it. No generic host:
// there is nothing to start, stop or configure but the server itself.
var options = new McpServerOptions();
new DemoServer(TimeProvider.System).Configure(options);

await using var transport = new StdioServerTransport(options);
await using var server = McpServer.Create(transport, options);

// The SDK's run waits for every call in hand, and one that asked its client something would wait for ever once
// stdin is closed. Nobody can be answered any more then (the transport drops what it is given), so all calls end.
using var closed = new CancellationTokenSource();
var run = server.RunAsync(closed.Token);
await Task.WhenAny(run, transport.MessageReader.Completion);
await closed.CancelAsync();
await run;
