using System.Net;
using System.Reflection;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;

namespace Dunes.Grains.Tests.Keys.Use;

/// <summary>
/// Stands where the grains of keys would: answers with a record and a duration that the test sets, when the test lets it.
/// It is no class that implements a grain interface, for Orleans would take it for a grain.
/// </summary>
internal sealed class ScriptedLeases(KeyRecord record) : ILocalSiloDetails
{
    private TaskCompletionSource door = Opened();

    public KeyRecord Record { get; set; } = record;

    public int Asked { get; private set; }

    public int Rotations { get; private set; }

    /// <summary>How many requests from now on are answered by an activation that has lost a race.</summary>
    public int Conflicts { get; set; }

    public IGrainFactory Grains
    {
        get
        {
            var key = Proxy<IKeyLeaseGrain>((method, arguments) => method == nameof(IKeyLeaseGrain.RotateForUseAsync) ? RotateAsync((int)arguments[1]!) : LeaseAsync());
            return Proxy<IGrainFactory>((_, _) => key);
        }
    }

    public string Name => "test";

    public string ClusterId => "test";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    public SiloAddress GatewayAddress => SiloAddress;

    public void Close() => door = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => door.TrySetResult();

    private async Task<KeyLease> LeaseAsync()
    {
        Asked++;
        if (Conflicts-- > 0)
            throw new DunesException("DUNES-STORE-103", ErrorKind.Conflict, "The state has been changed by another activation meanwhile.");
        var answer = new KeyLease(Record, TimeSpan.FromSeconds(5));
        await door.Task;
        return answer;
    }

    private Task<KeyLease> RotateAsync(int version)
    {
        Rotations++;
        if (Record.CurrentVersion == version)
            Record = Record with { CurrentVersion = version + 1, Epoch = Record.Epoch + 1 };
        return LeaseAsync();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private static T Proxy<T>(Func<string, object?[], object> answer)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, Answering>();
        ((Answering)(object)proxy).Answer = answer;
        return proxy;
    }

    public class Answering : DispatchProxy
    {
        public Func<string, object?[], object> Answer { get; set; } = (_, _) => throw new NotSupportedException();

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!.Name, args ?? []);
    }
}
