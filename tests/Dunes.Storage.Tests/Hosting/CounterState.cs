namespace Dunes.Storage.Tests.Hosting;

[GenerateSerializer, Alias("dunes.tests.counter")]
public sealed class CounterState
{
    [Id(0)]
    public int Value { get; set; }
}
