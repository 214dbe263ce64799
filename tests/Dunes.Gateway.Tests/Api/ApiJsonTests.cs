using System.Text.Json;
using Dunes.Gateway.Api;

namespace Dunes.Gateway.Tests.Api;

public sealed class ApiJsonTests
{
    public static TheoryData<JsonSerializerOptions> Shared { get; } = [ApiJson.Answers, ApiJson.Requests];

    // The first answers of a server that come at the same moment would else race to complete them, and one of them would be a 500.
    [Theory]
    [MemberData(nameof(Shared), DisableDiscoveryEnumeration = true)]
    public void Options_that_all_requests_share_are_final_before_the_first(JsonSerializerOptions options) => Assert.True(options.IsReadOnly);
}
