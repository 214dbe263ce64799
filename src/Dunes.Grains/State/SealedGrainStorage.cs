using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Cryptography.Sealing;
using Dunes.Grains.RootKeys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Dunes.Grains.State;

/// <summary>
/// Grain storage that seals what it stores. A row that was altered, swapped or moved is refused with
/// <see cref="DunesException"/> Integrity: <c>DUNES-STORE-101</c> when it does not open, <c>-102</c> when it opens but holds another type of state.
/// While the cluster is sealed everything but clearing is <c>DUNES-ROOT-001</c> (Unavailable), and nothing is written.
/// ETags pass through: a write against a row that has changed throws <see cref="InconsistentStateException"/>.
/// </summary>
internal sealed partial class SealedGrainStorage(
    IGrainStorage inner,
    RootKeyService rootKeys,
    Serializer serializer,
    IActivatorProvider activators,
    IOptions<ClusterOptions> cluster,
    ILogger<SealedGrainStorage> logger) : IGrainStorage
{
    /// <summary>Name of the provider, which is also the default.</summary>
    public const string Name = "dunes";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = new GrainState<SealedState>(new SealedState());
        try
        {
            await inner.ReadStateAsync(stateName, grainId, row);
        }
        catch (Exception e)
        {
            LogFailure(logger, e, "read", stateName, grainId);
            throw new DunesException("DUNES-STORE-105", ErrorKind.Unavailable, "Stored state cannot be read now. Try again later.");
        }

        grainState.State = row.RecordExists ? await OpenAsync<T>(row.State?.Bytes, stateName, grainId) : activators.GetActivator<T>().Create();
        (grainState.ETag, grainState.RecordExists) = (row.ETag, row.RecordExists);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = Row(grainState);
        row.State = new SealedState { Bytes = await SealAsync(grainState.State, stateName, grainId) };
        await ChangeAsync(() => inner.WriteStateAsync(stateName, grainId, row), "write", stateName, grainId);
        (grainState.ETag, grainState.RecordExists) = (row.ETag, row.RecordExists);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = Row(grainState);
        await ChangeAsync(() => inner.ClearStateAsync(stateName, grainId, row), "clear", stateName, grainId);
        grainState.State = activators.GetActivator<T>().Create();
        (grainState.ETag, grainState.RecordExists) = (row.ETag, row.RecordExists);
    }

    private static GrainState<SealedState> Row<T>(IGrainState<T> state) =>
        new(new SealedState(), state.ETag) { RecordExists = state.RecordExists };

    private async Task ChangeAsync(Func<Task> change, string operation, string stateName, GrainId grainId)
    {
        try
        {
            await change();
        }
        catch (Exception e) when (e is not InconsistentStateException)
        {
            LogFailure(logger, e, operation, stateName, grainId);
            throw new DunesException("DUNES-STORE-104", ErrorKind.Unknown, "It is not known whether the change was stored: look before you repeat it.");
        }
    }

    private async Task<byte[]> SealAsync<T>(T state, string stateName, GrainId grainId)
    {
        var ring = await rootKeys.GetToSealAsync();
        var plaintext = serializer.SerializeToArray(state);
        try
        {
            return LabelledState.Join(ring.Seal(plaintext, StateBinding.For(cluster.Value.ServiceId, stateName, grainId)), grainId);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private async Task<T> OpenAsync<T>(byte[]? stored, string stateName, GrainId grainId)
    {
        byte[]? plaintext = null;
        try
        {
            if (!LabelledState.TryRead(stored, grainId, out var message))
                throw new FormatException("The label is missing or another's.");
            plaintext = (await rootKeys.GetToOpenAsync(message)).Open(message.Span, StateBinding.For(cluster.Value.ServiceId, stateName, grainId));
            return serializer.Deserialize<T>(plaintext) ?? throw new FormatException("A state is never null.");
        }
        catch (Exception e) when (e is SealingException || (e is FormatException && plaintext is null))
        {
            LogFault(logger, e, stateName, grainId);
            throw new DunesException("DUNES-STORE-101", ErrorKind.Integrity, $"The stored state '{stateName}' of {grainId} does not open: its row was altered, or is another's.");
        }
        catch (Exception e) when (plaintext is not null)
        {
            LogFault(logger, e, stateName, grainId);
            throw new DunesException("DUNES-STORE-102", ErrorKind.Integrity, $"The stored state '{stateName}' of {grainId} is genuine, but not of a form that this version reads.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
