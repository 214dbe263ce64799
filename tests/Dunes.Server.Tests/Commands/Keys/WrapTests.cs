using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Sealing;
using Dunes.Testing;

namespace Dunes.Server.Tests.Commands.Keys;

public sealed class WrapTests : IDisposable
{
    private const string MlKem1024 = "2.16.840.1.101.3.4.4.3";

    private readonly TemporaryFolder folder = new();
    private readonly IDecapsulationKey recipient = MlKem.Provider.Import(MlKemParameterSet.MlKem1024, RandomNumberGenerator.GetBytes(MlKemParameterSets.SeedSize));

    public void Dispose()
    {
        recipient.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("ML-DSA-44", 32)]
    [InlineData("ML-DSA-65", 32)]
    [InlineData("MLDSA65-Ed25519-SHA512", 64)]
    [InlineData("ML-KEM-1024", 64)]
    [InlineData("DC2K-1", 256)]
    [InlineData("HMAC-SHA-512", 64)]
    public async Task A_secret_is_wrapped_in_the_format_of_an_export(string algorithm, int size)
    {
        var secret = RandomNumberGenerator.GetBytes(size);
        await File.WriteAllBytesAsync(At("seed"), secret, TestContext.Current.CancellationToken);
        (await WrapAsync(algorithm, Convert.ToBase64String(recipient.EncapsulationKey))).Succeeded();

        var message = await File.ReadAllBytesAsync(At("wrapped"), TestContext.Current.CancellationToken);
        var plaintext = KemMessage.Open(recipient, message, "dunes-cluster/key-export/v1"u8);
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)algorithm.Length);
        Assert.Equal([.. "dunes-cluster/key/v1\n"u8, .. length, .. Encoding.ASCII.GetBytes(algorithm), .. secret], plaintext);
        Assert.True(SealedHeader.TryRead(message, out var header));
        Assert.Equal(KemMessage.IdOf(recipient.EncapsulationKey), header.KeyId);
        Assert.Equal(1, header.Version);
    }

    [Fact]
    public async Task The_public_key_may_come_as_bytes_base64_or_PEM_and_the_seed_as_base64()
    {
        await File.WriteAllTextAsync(At("seed"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(At("raw"), recipient.EncapsulationKey.ToArray(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("base64"), Convert.ToBase64String(recipient.EncapsulationKey) + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("pem"), Pem(MlKem1024), TestContext.Current.CancellationToken);
        foreach (var form in new[] { "raw", "base64", "pem" })
        {
            (await WrapAsync("ML-DSA-65", At(form))).Succeeded();
            Assert.NotEmpty(KemMessage.Open(recipient, await File.ReadAllBytesAsync(At("wrapped"), TestContext.Current.CancellationToken), "dunes-cluster/key-export/v1"u8));
            File.Delete(At("wrapped"));
        }
    }

    [Fact]
    public async Task A_seed_of_another_size_and_a_key_of_another_kind_are_refused()
    {
        await File.WriteAllBytesAsync(At("seed"), RandomNumberGenerator.GetBytes(31), TestContext.Current.CancellationToken);
        var wrongSeed = await WrapAsync("ML-DSA-65", Convert.ToBase64String(recipient.EncapsulationKey));
        Assert.Equal(ExitCodes.Configuration, wrongSeed.ExitCode);
        Assert.Contains("32 bytes", wrongSeed.Error);

        await File.WriteAllBytesAsync(At("seed"), RandomNumberGenerator.GetBytes(32), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("pem"), Pem("2.16.840.1.101.3.4.4.2"), TestContext.Current.CancellationToken);
        var notReduced = new byte[1568];
        notReduced.AsSpan().Fill(0xff);
        foreach (var key in new[] { At("pem"), Convert.ToBase64String(new byte[32]), Convert.ToBase64String(notReduced) })
            Assert.Equal(ExitCodes.Configuration, (await WrapAsync("ML-DSA-65", key)).ExitCode);
        Assert.False(File.Exists(At("wrapped")));
    }

    [Fact]
    public async Task Import_and_export_carry_the_wrapped_secret_as_it_is()
    {
        using var server = new ScriptedServer();
        await File.WriteAllBytesAsync(At("seed"), RandomNumberGenerator.GetBytes(32), TestContext.Current.CancellationToken);
        (await WrapAsync("ML-DSA-65", Convert.ToBase64String(recipient.EncapsulationKey))).Succeeded();
        var wrapped = SealedText.Encode(await File.ReadAllBytesAsync(At("wrapped"), TestContext.Current.CancellationToken));
        server.On("POST /v1/keys/orders/import", SampleKey.Orders).On("POST /v1/keys/orders/export", new { Wrapped = wrapped });

        (await CommandRun.AgainstAsync(server, "keys", "import", "orders", "--algorithm", "ML-DSA-65", "--wrapping-key", "kem", "--wrapped", At("wrapped"))).Succeeded();
        var body = server.Body("POST /v1/keys/orders/import");
        Assert.Equal(wrapped, body.GetProperty("wrapped").GetString());
        Assert.Equal("kem", body.GetProperty("wrappingKey").GetString());

        await File.WriteAllTextAsync(At("pem"), Pem(MlKem1024), TestContext.Current.CancellationToken);
        (await CommandRun.AgainstAsync(server, "keys", "export", "orders", "--public-key", At("pem"), "--out", At("exported"))).Succeeded();
        Assert.Equal(recipient.EncapsulationKey, server.Body("POST /v1/keys/orders/export").GetProperty("recipientPublicKey").GetBytesFromBase64());
        Assert.Equal(wrapped, SealedText.Encode(await File.ReadAllBytesAsync(At("exported"), TestContext.Current.CancellationToken)));
    }

    private Task<CommandRun> WrapAsync(string algorithm, string publicKey) =>
        CommandRun.OfAsync("keys", "wrap", "--algorithm", algorithm, "--seed", At("seed"), "--public-key", publicKey, "--out", At("wrapped"));

    private string Pem(string algorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(algorithm);
            writer.WriteBitString(recipient.EncapsulationKey);
        }

        return PemEncoding.WriteString("PUBLIC KEY", writer.Encode());
    }

    private string At(string name) => Path.Combine(folder.Path, name);
}
