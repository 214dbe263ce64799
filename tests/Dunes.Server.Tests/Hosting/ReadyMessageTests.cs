using Dunes.Server.Hosting;

namespace Dunes.Server.Tests.Hosting;

public sealed class ReadyMessageTests
{
    [Fact]
    public void Says_url_token_connection_and_data_and_nothing_else() => Assert.Equal(
        """
        Dunes Cluster is ready at http://localhost:8080
          token    dunes token --role agent
          connect  claude mcp add --transport http demo http://localhost:8080/mcp/demo --header "Authorization: Bearer $(dunes token --role agent)"
          data     /srv/dunes
        """,
        ReadyMessage.ForGateway(new("http://localhost:8080/"), "/srv/dunes", isDefaultDirectory: true, ["zeta", "demo"]),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void Names_the_directory_where_commands_would_not_find_it()
    {
        var text = ReadyMessage.ForGateway(new("http://localhost:8080/"), "/srv/my dunes", isDefaultDirectory: false, ["github"]);
        Assert.Contains("$(dunes token --role agent --data '/srv/my dunes')", text);
        Assert.Contains("/mcp/github", text);
    }

    [Fact]
    public void Without_an_upstream_it_says_how_to_add_one() =>
        Assert.Contains("Dunes:Upstreams:<name>", ReadyMessage.ForGateway(new("http://localhost:8080/"), "/d", isDefaultDirectory: true, []));
}
