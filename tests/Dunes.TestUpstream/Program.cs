using Dunes.DemoUpstream;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

// The demo's features over Streamable HTTP, both protocol eras on one endpoint: an upstream for tests and benchmarks.
// Configured through the options, so all sessions and all requests without one share the same tools and notes.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddMcpServer().WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.StatefulForInitializeClients);
builder.Services.AddOptions<McpServerOptions>().Configure<TimeProvider>(DemoServer.Configure);

var app = builder.Build();
app.MapMcp("/mcp");
await app.RunAsync();
