using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests.Hosting;

/// <summary>What somebody sees of <c>dunes serve</c>: its start, its errors, its end.</summary>
public sealed class ServeTests(ITestOutputHelper output)
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Is_ready_and_says_only_what_helps()
    {
        await using var server = await DunesProcess.StartAsync();
        output.WriteLine($"Ready after {server.TimeToReady.TotalSeconds:0.00} s.");

        var lines = server.Output.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal($"Dunes Cluster is ready at http://localhost:{server.HttpPort}", lines[0]);
        Assert.StartsWith("  token    dunes token --role agent", lines[1]);
        Assert.StartsWith($"  connect  claude mcp add --transport http demo http://localhost:{server.HttpPort}/mcp/demo --header", lines[2]);
        Assert.Equal($"  data     {server.DataDirectory}", lines[3]);
        Assert.DoesNotContain(" fail ", server.Log);
    }

    [Fact]
    public async Task Tells_where_it_is_while_it_runs_and_ends_with_0()
    {
        await using var server = await DunesProcess.StartAsync();
        var file = Path.Combine(server.DataDirectory, "server.json");
        var address = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
        Assert.Equal(server.Pid, address.GetProperty("pid").GetInt32());
        Assert.Equal(server.Url, new Uri(address.GetProperty("url").GetString()!));

        Assert.Equal(0, await server.StopAsync());
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Killed_and_started_again_it_finds_its_data_and_its_callers()
    {
        await using var server = await DunesProcess.StartAsync();
        var token = await server.TokenAsync("operator");
        server.Kill();
        Assert.Equal(10, (await server.CliAsync("contexts", "list")).ExitCode);

        await server.StartAgainAsync();
        output.WriteLine($"Ready again after {server.TimeToReady.TotalSeconds:0.00} s.");
        (await DunesCli.RunAsync("contexts", "list", "--json", "--url", server.Url.AbsoluteUri, "--token", token)).Expect(0);
    }

    [Fact]
    public async Task A_token_is_printed_alone_and_opens_what_its_role_may()
    {
        await using var server = await DunesProcess.StartAsync();
        var printed = (await server.CliAsync("token", "--role", "operator")).Expect(0);
        Assert.Empty(printed.Error);
        Assert.Equal(3, Assert.Single(printed.Output.TrimEnd('\n').Split('\n')).Split('.').Length);

        using var http = await server.HttpAsync("operator");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("v1/contexts")).StatusCode);
        using var agent = await server.HttpAsync("agent");
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.GetAsync("v1/contexts")).StatusCode);
        using var nobody = await server.HttpAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("v1/contexts")).StatusCode);
    }

    [Fact]
    public async Task Not_allowed_is_told_apart_from_not_reached()
    {
        await using var server = await DunesProcess.StartAsync();
        var agent = await server.TokenAsync("agent");
        (await DunesCli.RunAsync("contexts", "verify", "--url", server.Url.AbsoluteUri, "--token", agent)).Expect(11);
        (await DunesCli.RunAsync("contexts", "verify", "--url", server.Url.AbsoluteUri, "--token", "nonsense")).Expect(11);
        (await DunesCli.RunAsync("contexts", "verify", "--url", "http://localhost:1", "--token", agent)).Expect(10);
        (await server.CliAsync("contexts", "verify")).Expect(0);
    }

    [Fact]
    public async Task Health_and_metrics_need_no_token()
    {
        await using var server = await DunesProcess.StartAsync();
        using var http = await server.HttpAsync();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("health/live")).StatusCode);
        foreach (var probe in (string[])["startup", "ready"])
        {
            // A cluster that does not answer within two seconds is not ready yet.
            for (var started = Stopwatch.GetTimestamp(); (await http.GetAsync($"health/{probe}")).StatusCode != HttpStatusCode.OK;)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < ReadyWithin, $"{probe} is not OK.");
                await Task.Delay(250);
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("metrics")).StatusCode);
        Assert.Contains("dunes_audit_risk_score", await http.GetStringAsync("metrics"));
    }

    [Fact]
    public async Task Metrics_ask_for_a_token_where_that_is_set()
    {
        await using var server = await DunesProcess.StartAsync(new Dictionary<string, string> { ["Dunes:Metrics:RequireToken"] = "true" });
        using var nobody = await server.HttpAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("metrics")).StatusCode);
        using var agent = await server.HttpAsync("agent");
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.GetAsync("metrics")).StatusCode);
        using var auditor = await server.HttpAsync("auditor");
        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync("metrics")).StatusCode);
    }

    [Fact]
    public async Task No_secret_reaches_the_log_at_its_finest()
    {
        await using var server = await DunesProcess.StartAsync(new Dictionary<string, string> { ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:Dunes"] = "Trace", ["Logging:Console:LogLevel:OpenIddict"] = "Trace" });
        var token = await server.TokenAsync("admin");
        var credential = (await File.ReadAllTextAsync(Path.Combine(server.DataDirectory, "local-credential"))).Trim();
        using var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("v1/contexts")).StatusCode);
        Assert.Equal(0, await server.StopAsync());

        Assert.Contains(" dbug ", server.Log);
        Assert.DoesNotContain(credential, server.Log);
        // The last part is the signature: whoever has the other two as well has the token.
        Assert.DoesNotContain(token.Split('.')[2], server.Log);
    }

    [Fact]
    public async Task A_data_directory_is_for_one_server()
    {
        await using var server = await DunesProcess.StartAsync();
        var second = await DunesCli.RunAsync("serve", "--urls", "http://localhost:0", $"--Dunes:DataDirectory={server.DataDirectory}");
        AssertError(second, 5, "DUNES-CFG-004");
        Assert.Contains($"process {server.Pid}", second.Error);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_is_told()
    {
        var file = Path.GetTempFileName();
        try
        {
            AssertError(await DunesCli.RunAsync("serve", $"--Dunes:DataDirectory={file}/below"), 4, "DUNES-CFG-003");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("Dunes__Cluster__SiloPort")]
    [InlineData("Dunes__Cluster__GatewayPort")]
    public async Task A_taken_port_is_told(string setting)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://localhost:0",
            ["Dunes__Cluster__SiloPort"] = $"{FreePort.Next()}",
            ["Dunes__Cluster__GatewayPort"] = $"{FreePort.Next()}",
            [setting] = setting == "ASPNETCORE_URLS" ? $"http://localhost:{port}" : $"{port}",
        };
        var result = await DunesCli.RunAsync(environment, "serve");
        AssertError(result, 3, "DUNES-CFG-002");
        Assert.Contains($"{port}", result.Error);
    }

    [Fact]
    public async Task An_unreachable_database_is_told_without_its_password()
    {
        var result = await DunesCli.RunAsync(
            new Dictionary<string, string>
            {
                ["Dunes__Storage__Provider"] = "PostgreSql",
                ["Dunes__Storage__ConnectionString"] = "Host=localhost;Port=1;Username=dunes;Password=open-sesame;Database=dunes;Timeout=5",
                ["Dunes__Cluster__SiloPort"] = $"{FreePort.Next()}",
                ["Dunes__Cluster__GatewayPort"] = $"{FreePort.Next()}",
            },
            "serve",
            "--urls",
            "http://localhost:0");
        AssertError(result, 6, "DUNES-CFG-005");
        Assert.DoesNotContain("sesame", result.Error);
    }

    [Fact]
    public async Task All_configuration_errors_are_told_at_once()
    {
        var result = await DunesCli.RunAsync(
            new Dictionary<string, string> { ["Dunes__Storag__Provider"] = "Sqlite", ["Dunes__Cluster__SiloPort"] = "many", ["Dunes__Roles"] = "butler" }, "serve");
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith("dunes: DUNES-CFG-001: 3 configuration errors\n", result.Error);
        Assert.Contains("  Dunes:Storag: unknown key; did you mean Dunes:Storage?\n", result.Error);
        Assert.Contains("  Dunes:Cluster:SiloPort: 'many' cannot be read; allowed: 1 to 65535\n", result.Error);
        Assert.Contains("  Dunes:Roles: ", result.Error);
    }

    [Fact]
    public async Task Without_the_demo_there_is_no_demo()
    {
        await using var server = await DunesProcess.StartAsync(null, "--no-demo");
        Assert.DoesNotContain("/mcp/demo", server.Output);
    }

    private static void AssertError(CommandResult result, int exitCode, string code)
    {
        result.Expect(exitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith($"dunes: {code}: ", result.Error.Split('\n')[^2]);
        Assert.DoesNotContain("   at ", result.Error);
    }
}
