using Dunes.Server.Telemetry;
using Microsoft.Extensions.Configuration;

namespace Dunes.Server.Tests.Telemetry;

public sealed class OtlpTargetsTests
{
    [Theory]
    [InlineData("", false, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", true, true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", true, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", false, true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", false, false, true)]
    public void Only_what_a_variable_names_is_exported(string variable, bool metrics, bool traces, bool logs) =>
        Assert.Equal(new OtlpTargets(metrics, traces, logs), Read((variable, "http://collector:4317")));

    [Fact]
    public void The_standard_switch_turns_all_off() =>
        Assert.Equal(default, Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_SDK_DISABLED", "true")));

    private static OtlpTargets Read(params (string Key, string Value)[] variables) => OtlpTargets.Read(
        new ConfigurationBuilder().AddInMemoryCollection(variables.Where(v => v.Key.Length > 0).Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());
}
