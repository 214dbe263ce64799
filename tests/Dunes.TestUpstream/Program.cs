using Dunes.DemoUpstream;
using ModelContextProtocol.AspNetCore;

// The demo's features over Streamable HTTP, both protocol eras on one endpoint: an upstream for tests and benchmarks.
// The SDK makes the options anew for each session and each request without one; the features behind them stay.
var demo = new DemoServer(TimeProvider.System);

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
builder.Services.AddMcpServer(demo.Configure).WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.StatefulForInitializeClients);

var app = builder.Build();
app.MapMcp("/mcp");
await app.RunAsync();
