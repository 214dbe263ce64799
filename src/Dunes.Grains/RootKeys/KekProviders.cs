using Dunes.Cryptography.RootKeys;
using Dunes.Cryptography.RootKeys.AwsKms;
using Dunes.Cryptography.RootKeys.Environment;
using Dunes.Cryptography.RootKeys.Pkcs11;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.RootKeys;

/// <summary>The configured KEK providers, nearest first. None is called when it is made.</summary>
internal sealed class KekProviders : IDisposable
{
    public KekProviders(IOptions<RootKeyOptions> options, TimeProvider time)
    {
        var settings = options.Value;
        var all = new List<IKekProvider>();
        KekFile = settings.FileToUse;
        if (KekFile is not null)
            all.Add(new FileKekProvider(KekFile));
        if (settings.Environment.IsSet)
            all.Add(new EnvironmentKekProvider(settings.Environment.Variable!));
        if (settings.Pkcs11.IsSet)
        {
            all.Add(new Pkcs11KekProvider(
                new Pkcs11KekOptions
                {
                    Library = settings.Pkcs11.Library!,
                    TokenLabel = settings.Pkcs11.TokenLabel!,
                    KeyLabel = settings.Pkcs11.KeyLabel!,
                    PinFile = settings.Pkcs11.PinFile,
                    PinVariable = settings.Pkcs11.PinVariable,
                },
                time));
        }

        if (settings.AwsKms.IsSet)
        {
            all.Add(new AwsKmsKekProvider(
                new AwsKmsKekOptions { KeyId = settings.AwsKms.KeyId!, Region = settings.AwsKms.Region, ServiceUrl = settings.AwsKms.ServiceUrl }, time));
        }

        All = all;
    }

    /// <summary>The file of provider <c>file</c>, or null when that is not configured.</summary>
    public string? KekFile { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<IKekProvider> All { get; }

    public void Dispose()
    {
        foreach (var provider in All.OfType<IDisposable>())
            provider.Dispose();
    }
}
