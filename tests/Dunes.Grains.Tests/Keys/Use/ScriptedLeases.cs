using System.Net;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;

namespace Dunes.Grains.Tests.Keys.Use;

/// <summary>Stands where the grains of keys would: answers with a record and a duration that the test sets, when the test lets it.</summary>
internal sealed class ScriptedLeases(KeyRecord record) : IGrainFactory, IKeyLeaseGrain, ILocalSiloDetails
{
    private TaskCompletionSource door = Opened();

    public KeyRecord Record { get; set; } = record;

    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(5);

    public int Asked { get; private set; }

    public int Rotations { get; private set; }

    public string Name => "test";

    public string ClusterId => "test";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    public SiloAddress GatewayAddress => SiloAddress;

    public void Close() => door = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => door.TrySetResult();

    public async Task<KeyLease> LeaseAsync(SiloAddress silo)
    {
        Asked++;
        var answer = new KeyLease(Record, Duration);
        await door.Task;
        return answer;
    }

    public Task<KeyLease> RotateForUseAsync(SiloAddress silo, int version)
    {
        Rotations++;
        if (Record.CurrentVersion == version)
            Record = Record with { CurrentVersion = version + 1, Epoch = Record.Epoch + 1 };
        return LeaseAsync(silo);
    }

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix) => (TGrainInterface)(object)this;

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix) => throw new NotSupportedException();

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix) => throw new NotSupportedException();

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix) => throw new NotSupportedException();

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix) => throw new NotSupportedException();

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(GrainId grainId) => throw new NotSupportedException();

    IAddressable IGrainFactory.GetGrain(GrainId grainId) => throw new NotSupportedException();

    IAddressable IGrainFactory.GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => throw new NotSupportedException();

    TGrainObserverInterface IGrainFactory.CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) => throw new NotSupportedException();

    void IGrainFactory.DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) => throw new NotSupportedException();

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
