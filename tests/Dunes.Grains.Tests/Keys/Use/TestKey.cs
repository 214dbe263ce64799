using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Tests.Keys.Use;

/// <summary>The grains of a key, with calls for one item.</summary>
internal sealed record TestKey(IGrainFactory Grains, KeyName Name)
{
    private static readonly Principal Admin = KeyUseFixture.Admin;

    public IKeyGrain Life => Grains.GetGrain<IKeyGrain>(Name.ToString());

    public IKeyServiceGrain Service => Grains.GetGrain<IKeyServiceGrain>(Name.ToString());

    public async Task<KeyBytesResult> SignAsync(byte[] message, byte[]? context = null, bool isMu = false, bool deterministic = false, int? version = null) =>
        Assert.Single(await Service.SignAsync(Admin, [new(message, isMu, context ?? [], deterministic)], version));

    public async Task<KeyValidityResult> VerifyAsync(byte[] message, byte[] signature, byte[]? context = null, bool isMu = false, int? version = null) =>
        Assert.Single(await Service.VerifyAsync(Admin, [new(message, isMu, context ?? [], signature, version)]));

    public async Task<KeyBytesResult> EncryptAsync(byte[] plaintext, byte[]? data = null, byte[]? context = null, int? version = null) =>
        Assert.Single(await Service.EncryptAsync(Admin, [new(plaintext, data ?? [], context ?? [])], version));

    public async Task<KeyBytesResult> DecryptAsync(byte[] message, byte[]? data = null, byte[]? context = null) =>
        Assert.Single(await Service.DecryptAsync(Admin, [new(message, data ?? [], context ?? [])]));

    public async Task<KeyBytesResult> RewrapAsync(byte[] message, byte[]? data = null, byte[]? context = null) =>
        Assert.Single(await Service.RewrapAsync(Admin, [new(message, data ?? [], context ?? [])]));
}
