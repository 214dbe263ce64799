using Orleans.Storage;

namespace Dunes.Grains.State;

/// <summary>Hands the sealed bytes to the database as they are, so that whatever is changed in a row is met by the seal and never by a parser.</summary>
internal sealed class SealedStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => input is SealedState state ? new BinaryData(state.Bytes) : throw NotSealed<T>();

    public T Deserialize<T>(BinaryData input) => new SealedState { Bytes = input.ToArray() } is T state ? state : throw NotSealed<T>();

    private static InvalidOperationException NotSealed<T>() => new($"Only sealed state may be stored, not {typeof(T)}.");
}
