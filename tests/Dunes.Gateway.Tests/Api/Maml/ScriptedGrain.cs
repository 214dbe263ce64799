using System.Reflection;

namespace Dunes.Gateway.Tests.Api.Maml;

/// <summary>A grain, or a cluster, that does what a test says.</summary>
public class ScriptedGrain : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> script = null!;

    public static T Create<T>(Func<MethodInfo, object?[], object?> script) where T : class
    {
        var grain = Create<T, ScriptedGrain>();
        ((ScriptedGrain)(object)grain).script = script;
        return grain;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => script(targetMethod!, args ?? []);
}
