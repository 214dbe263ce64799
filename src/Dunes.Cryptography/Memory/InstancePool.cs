using System.Collections.Concurrent;

namespace Dunes.Cryptography.Memory;

/// <summary>Instances of a platform class that is not safe for concurrent use: as many as are in use at once, made when first needed.</summary>
internal sealed class InstancePool<T>(Func<T> create) : IDisposable
    where T : class, IDisposable
{
    private readonly ConcurrentBag<T> idle = [];
    private volatile bool disposed;

    /// <summary>An instance for this caller alone; give it back with <see cref="Return"/>.</summary>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public T Rent()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return idle.TryTake(out var instance) ? instance : create();
    }

    public void Return(T instance)
    {
        idle.Add(instance);
        if (disposed)
            DisposeIdle();
    }

    public void Dispose()
    {
        disposed = true;
        DisposeIdle();
    }

    private void DisposeIdle()
    {
        while (idle.TryTake(out var instance))
            instance.Dispose();
    }
}
