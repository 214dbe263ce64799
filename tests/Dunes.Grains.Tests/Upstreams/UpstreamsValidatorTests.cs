using Dunes.Grains.Upstreams;

namespace Dunes.Grains.Tests.Upstreams;

public sealed class UpstreamsValidatorTests
{
    [Fact]
    public void Accepts_a_command_and_a_url()
    {
        Assert.Empty(UpstreamsValidator.Errors("demo", new() { Command = "x", Arguments = ["a"], Environment = { ["A"] = "b" } }));
        Assert.Empty(UpstreamsValidator.Errors("web-1", new() { Url = "https://host/mcp", Headers = { ["Authorization"] = "Bearer x" } }));
    }

    [Fact]
    public void Says_all_that_is_wrong_at_once()
    {
        var options = new UpstreamsOptions
        {
            Upstreams =
            {
                ["bad name"] = new(),
                ["both"] = new() { Command = "x", Url = "http://h/" },
                ["url"] = new() { Url = "http://user:secret@h/", Headers = { ["Mcp-Session-Id"] = "x", ["A"] = "b\r\nc" }, Arguments = ["a"] },
                ["scheme"] = new() { Url = "ftp://h/", ResponseTimeout = TimeSpan.Zero },
                ["variable"] = new() { Command = "x", Environment = { ["A=B"] = "" } },
            },
        };
        var result = new UpstreamsValidator().Validate(null, options);
        Assert.True(result.Failed);
        Assert.Equal(10, result.Failures!.Count());
        Assert.DoesNotContain(result.Failures!, f => f.Contains("secret"));
    }
}
