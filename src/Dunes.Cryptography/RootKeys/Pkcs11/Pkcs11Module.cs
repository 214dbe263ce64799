using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Dunes.Cryptography.RootKeys.Pkcs11;

/// <summary>
/// A PKCS#11 library in this process. PKCS#11 knows one initialisation per process (PKCS#11 v3.1, section 5.4), so there is one instance per
/// path, and it lives as long as the process. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Modules that lost a token may not see it return until they are initialised again (SoftHSM does not), and that ends the sessions and logins of
/// everybody in the process. Each initialisation therefore has a number: what was made under another one is no longer valid.
/// </remarks>
internal sealed class Pkcs11Module
{
    private static readonly ConcurrentDictionary<string, Pkcs11Module> Modules = new(StringComparer.Ordinal);
    private static readonly Pkcs11InteropFactories Factories = new();

    private readonly string path;
    private readonly ReaderWriterLockSlim gate = new();
    private IPkcs11Library? library;
    private long initialisation;

    // glibc 2.34 and later have libdl.so.2 only, and Pkcs11Interop asks for "libdl".
    static Pkcs11Module() => NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, ResolveLibdl);

    private Pkcs11Module(string path) => this.path = path;

    /// <summary>The module of a path; loaded at its first use.</summary>
    public static Pkcs11Module At(string path) => Modules.GetOrAdd(path, static path => new Pkcs11Module(path));

    /// <summary>Runs a call; many may run at once. The library is not initialised again before it has returned.</summary>
    /// <param name="call">Gets the library and the number of its initialisation.</param>
    /// <exception cref="RootKeyException">DUNES-ROOT-033: the library cannot be loaded or initialised.</exception>
    public T Use<T>(Func<IPkcs11Library, long, T> call)
    {
        while (true)
        {
            long seen;
            gate.EnterReadLock();
            try
            {
                if (library is { } loaded)
                    return call(loaded, initialisation);
                seen = initialisation;
            }
            finally
            {
                gate.ExitReadLock();
            }

            Restart(seen);
        }
    }

    /// <summary>Runs a call if the library has not been initialised again since <paramref name="seen"/>.</summary>
    public void IfStill(long seen, Action call)
    {
        gate.EnterReadLock();
        try
        {
            if (library is not null && initialisation == seen)
                call();
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    /// <summary>Initialises the library again, unless that happened since the initialisation <paramref name="seen"/>.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-033: the library cannot be loaded or initialised.</exception>
    public void Restart(long seen)
    {
        gate.EnterWriteLock();
        try
        {
            if (initialisation != seen)
                return;
            initialisation++;
            library?.Dispose();
            library = null;
            library = Load();
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    private IPkcs11Library Load()
    {
        if (!Path.IsPathFullyQualified(path))
            throw new RootKeyException(Pkcs11KekErrors.LibraryCode, $"The PKCS#11 library '{path}' has to be named by its absolute path.");
        try
        {
            // A reference that is never given back: the code stays where it is when the module is initialised again, whatever threads it left.
            NativeLibrary.Load(path);
            return Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, path, AppType.MultiThreaded);
        }
        catch (Pkcs11Exception e)
        {
            throw new RootKeyException(Pkcs11KekErrors.LibraryCode, $"The PKCS#11 library '{path}' cannot be initialised ({e.RV}). Check its configuration.");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or LibraryArchitectureException or UnmanagedException)
        {
            throw new RootKeyException(Pkcs11KekErrors.LibraryCode, $"'{path}' cannot be loaded as a PKCS#11 library ({e.GetType().Name}). Is it there, and for this machine?");
        }
    }

    private static nint ResolveLibdl(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        string.Equals(name, "libdl", StringComparison.Ordinal) && NativeLibrary.TryLoad("libdl.so.2", out var handle) ? handle : 0;
}
