using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Dunes.Cryptography.Signatures;

namespace Dunes.Maml.Tests;

public sealed class MamlSignatureTests
{
    private static readonly DateTimeOffset SignedAt = new(2026, 3, 4, 5, 6, 7, 80, TimeSpan.FromHours(2));
    private static readonly byte[] Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void The_signed_bytes_are_laid_out_as_designed()
    {
        var document = Documents.Parse("---\nb: 1.0\nsignature: xyz\na: \"€\"\n---\n# T\r\n");
        byte[] json = Encoding.UTF8.GetBytes("""{"a":"€","b":1}""");
        byte[] expected = [.. "dunes-maml/v1\n"u8, .. U64(json.Length), .. json, .. U64(4), .. "# T\n"u8];
        Assert.Equal(expected, MamlSignature.SignedBytes(document));
        Assert.Equal("dunes-cluster/maml/v1", Encoding.ASCII.GetString(MamlSignature.Context));
    }

    [Theory]
    [InlineData(MlDsaParameterSet.MlDsa44)]
    [InlineData(MlDsaParameterSet.MlDsa65)]
    [InlineData(MlDsaParameterSet.MlDsa87)]
    public void A_signed_document_verifies_after_it_was_written_and_read(MlDsaParameterSet set)
    {
        var (signed, publicKey) = Sign(set, Documents.Parse("---\nkey_id: old\nsignature: old\nx: [1, null]\n---\nbody\n---\nmore"));
        var read = MamlDocument.Parse(signed.ToBytes());
        Documents.AssertEqual(signed, read);
        Assert.Equal(new MamlVerification(true, "", "Signed by the trusted key."), MamlSignature.Verify(read, publicKey));
        Assert.True(MamlSignature.Verify(read, null).Valid);
        Assert.Equal("key-1", read.FrontMatter["key_id"]!.GetValue<string>());
        Assert.Equal("2026-03-04T03:06:07.08Z", read.FrontMatter["signed_at"]!.GetValue<string>());
        Assert.Equal(set.Name(), read.FrontMatter["signature_algorithm"]!.GetValue<string>());
        Assert.Equal("[1,null]", read.FrontMatter["x"]!.ToJsonString());
    }

    [Fact]
    public void A_composite_signature_verifies_only_with_both_halves()
    {
        var scheme = SignatureScheme.Find("MLDSA65-Ed25519-SHA512")!;
        byte[] secret = [.. Seed, .. Seed.Reverse()];
        using var key = scheme.Import(secret);
        var publicKey = key.PublicKey.ToArray();
        var prepared = MamlSignature.PrepareForSigning(Documents.Parse("---\nx: 1\n---\nbody"), scheme.Algorithm, publicKey, "key-1", SignedAt);
        var signature = key.Sign(MamlSignature.SignedBytes(prepared), SigningContext.For(MamlSignature.KeyPurpose, MamlSignature.CallerContext));
        MamlVerification Verify() => MamlSignature.Verify(
            MamlDocument.Parse(MamlSignature.Attach(prepared, scheme.Algorithm, publicKey, "key-1", SignedAt, signature).ToBytes()), publicKey);

        Assert.True(Verify().Valid);
        signature[0] ^= 1;
        Assert.Equal("DUNES-MAML-104", Verify().Code);
        signature[0] ^= 1;
        signature[^1] ^= 1;
        Assert.Equal("DUNES-MAML-104", Verify().Code);
    }

    [Fact]
    public void Preparing_and_attaching_leave_the_document_alone()
    {
        var document = Documents.Parse("---\nsignature: old\n---\nbody");
        Sign(MlDsaParameterSet.MlDsa44, document);
        Assert.Equal("""{"signature":"old"}""", document.FrontMatter.ToJsonString());
    }

    [Fact]
    public void Each_way_to_be_invalid_has_its_code()
    {
        var (signed, publicKey) = Sign(MlDsaParameterSet.MlDsa44, Documents.Parse("---\nx: 1\n---\nbody"));
        string Verify(Action<JsonObject> change, string? body = null)
        {
            var fields = signed.FrontMatter.DeepClone().AsObject();
            change(fields);
            var result = MamlSignature.Verify(new MamlDocument(fields, body ?? signed.Body), publicKey);
            Assert.NotEqual("", result.Reason);
            return result.Valid ? "valid" : result.Code;
        }

        string Base64(string field) => signed.FrontMatter[field]!.GetValue<string>();
        Assert.Equal("valid", Verify(_ => { }));
        Assert.Equal("DUNES-MAML-021", Verify(fields => fields.Remove("signature")));
        Assert.Equal("DUNES-MAML-022", Verify(fields => fields.Remove("signature_algorithm")));
        Assert.Equal("DUNES-MAML-022", Verify(fields => fields["signature_algorithm"] = "Dilithium2"));
        Assert.Equal("DUNES-MAML-022", Verify(fields => fields["signature_algorithm"] = 44));
        Assert.Equal("DUNES-MAML-023", Verify(fields => fields["signature_algorithm"] = "ML-DSA-65"));
        Assert.Equal("DUNES-MAML-023", Verify(fields => fields.Remove("public_key")));
        Assert.Equal("DUNES-MAML-023", Verify(fields => fields["public_key"] = "*" + Base64("public_key")[1..]));
        Assert.Equal("DUNES-MAML-023", Verify(fields => fields["signature"] = null));
        Assert.Equal("DUNES-MAML-023", Verify(fields => fields["signature"] = new JsonArray(Base64("signature"))));
        Assert.Equal("DUNES-MAML-023", Verify(fields => fields["signature"] = Base64("signature")[4..]));
        Assert.Equal("DUNES-MAML-023", Verify(fields => fields["signature"] = Base64("signature") + "\n"));
        Assert.Equal("DUNES-MAML-023", Verify(fields => fields["signature"] = Base64("signature").Insert(8, " ")));
        Assert.Equal("DUNES-MAML-102", Verify(fields => fields["public_key"] = Convert.ToBase64String(new byte[1312])));
        Assert.Equal("DUNES-MAML-102", Verify(fields => fields["x"] = 2));
        Assert.Equal("DUNES-MAML-102", Verify(fields => fields["new"] = 2));
        Assert.Equal("DUNES-MAML-102", Verify(fields => fields.Remove("x")));
        Assert.Equal("DUNES-MAML-102", Verify(fields => fields["key_id"] = "key-2"));
        Assert.Equal("DUNES-MAML-102", Verify(fields => fields["signed_at"] = "2026-03-04T03:06:07.09Z"));
        Assert.Equal("DUNES-MAML-102", Verify(fields => fields["front_matter_sha256"] = new string('0', 64)));
        Assert.Equal("DUNES-MAML-101", Verify(_ => { }, "Body"));
        Assert.Equal("DUNES-MAML-103", Verify(fields => fields["x"] = 2, "Body"));
        Assert.Equal("DUNES-MAML-103", Verify(fields => fields["body_sha256"] = new string('0', 64)));
        Assert.Equal("DUNES-MAML-104", Verify(fields => fields["signature"] = Convert.ToBase64String(new byte[2420])));
        Assert.Equal("DUNES-MAML-025", Verify(fields => fields.Remove("body_sha256")));
        Assert.Equal("DUNES-MAML-024", MamlSignature.Verify(signed, [1, 2, 3]).Code);
    }

    [Fact]
    public void A_signature_for_another_use_of_the_key_is_not_one_for_documents()
    {
        var set = MlDsaParameterSet.MlDsa44;
        var publicKey = MlDsa.Provider.PublicKeyFromSeed(set, Seed);
        var prepared = MamlSignature.PrepareForSigning(Documents.Parse("---\n---\nbody"), set.Name(), publicKey, "key-1", SignedAt);
        var signature = MlDsa.Provider.Sign(set, Seed, MamlSignature.SignedBytes(prepared), []);
        Assert.Equal("DUNES-MAML-104", MamlSignature.Verify(MamlSignature.Attach(prepared, set.Name(), publicKey, "key-1", SignedAt, signature), publicKey).Code);
    }

    [Fact]
    public void A_key_of_the_key_service_signs_under_its_purpose()
    {
        var set = MlDsaParameterSet.MlDsa44;
        var publicKey = MlDsa.Provider.PublicKeyFromSeed(set, Seed);
        var prepared = MamlSignature.PrepareForSigning(Documents.Parse("---\n---\nbody"), set.Name(), publicKey, "t/k", SignedAt, keyVersion: 7);
        MamlVerification VerifyAfter(byte[] context) => MamlSignature.Verify(
            MamlSignature.Attach(prepared, set.Name(), publicKey, "t/k", SignedAt, MlDsa.Provider.Sign(set, Seed, MamlSignature.SignedBytes(prepared), context), 7), publicKey);

        Assert.True(VerifyAfter(SigningContext.For("maml", "dunes-maml/v1"u8)).Valid);
        Assert.Equal("DUNES-MAML-104", VerifyAfter(SigningContext.For("maml", [])).Code);
        Assert.Equal("DUNES-MAML-104", VerifyAfter(SigningContext.For("heads", "dunes-maml/v1"u8)).Code);
        var signer = MamlSigner.Of(prepared);
        Assert.Equal(("ML-DSA-44", "t/k", 7, SignedAt.ToUniversalTime()), (signer.Algorithm, signer.KeyId, signer.KeyVersion, signer.SignedAt));
        Assert.Equal(publicKey, signer.PublicKey);
    }

    [Fact]
    public void A_document_that_was_signed_without_digests_verifies_and_when_altered_does_not_say_which_part()
    {
        var set = MlDsaParameterSet.MlDsa44;
        var publicKey = MlDsa.Provider.PublicKeyFromSeed(set, Seed);
        var old = MamlSignature.PrepareForSigning(Documents.Parse("---\nx: 1\n---\nbody"), set.Name(), publicKey, "key-1", SignedAt);
        old.FrontMatter.Remove("body_sha256");
        old.FrontMatter.Remove("front_matter_sha256");
        old.FrontMatter["signature"] = Convert.ToBase64String(MlDsa.Provider.Sign(set, Seed, MamlSignature.SignedBytes(old), MamlSignature.Context));

        Assert.True(MamlSignature.Verify(old, publicKey).Valid);
        Assert.Equal("DUNES-MAML-025", MamlSignature.Verify(new MamlDocument(old.FrontMatter, "Body"), publicKey).Code);
        old.FrontMatter["x"] = 2;
        Assert.Equal("DUNES-MAML-025", MamlSignature.Verify(old, publicKey).Code);
    }

    [Fact]
    public void The_digests_are_those_that_the_documentation_says()
    {
        var prepared = MamlSignature.PrepareForSigning(Documents.Parse("---\nb: 1.0\n---\nhello\n"), "ML-DSA-44", new byte[1312], "k", SignedAt);
        // printf 'hello\n' | sha256sum
        Assert.Equal("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03", (string?)prepared.FrontMatter["body_sha256"]);
        var json = $$"""{"b":1,"body_sha256":"{{prepared.FrontMatter["body_sha256"]}}","key_id":"k","public_key":"{{prepared.FrontMatter["public_key"]}}","signature_algorithm":"ML-DSA-44","signed_at":"2026-03-04T03:06:07.08Z"}""";
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(json))), (string?)prepared.FrontMatter["front_matter_sha256"]);
    }

    [Fact]
    public void Arguments_of_the_wrong_size_are_refused()
    {
        var document = Documents.Parse("---\n---\n");
        Assert.Throws<ArgumentException>(() => MamlSignature.PrepareForSigning(document, "Dilithium2", new byte[1312], "k", SignedAt));
        Assert.Throws<ArgumentException>(() => MamlSignature.PrepareForSigning(document, "ML-DSA-44", new byte[1311], "k", SignedAt));
        Assert.Throws<ArgumentException>(() => MamlSignature.PrepareForSigning(document, "ML-DSA-44", new byte[1312], "", SignedAt));
        Assert.Throws<ArgumentException>(() => MamlSignature.Attach(document, "ML-DSA-44", new byte[1312], "k", SignedAt, new byte[2419]));
    }

    [Fact]
    public void Whatever_byte_is_changed_the_document_never_verifies_with_another_meaning()
    {
        var (signed, publicKey) = Sign(
            MlDsaParameterSet.MlDsa44,
            Documents.Parse("---\ntitle: \"it's \\u2028 a: b\"\nn: [1.0, -2.5e3, 10, null, true]\nwords: some plain words\nnested:\n  a: {}\n  b: []\n---\n# Title\n\n---\ntext\n"));
        var bytes = signed.ToBytes();
        var random = new Random(1);
        for (var i = 0; i < bytes.Length; i++)
        {
            // All eight single bits where words are; in the long base64 values one random change a byte is enough.
            var inBase64 = i > 300 && i < bytes.Length - 200;
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = bytes.ToArray();
                changed[i] ^= inBase64 ? (byte)random.Next(1, 256) : (byte)(1 << bit);
                AssertInvalidOrSame(signed, changed, publicKey);
                if (inBase64)
                    break;
            }
        }
    }

    [Fact]
    public void No_changed_byte_of_any_document_verifies_with_another_meaning() =>
        Gen.Select(Documents.Any, Gen.Int[0, 1 << 20], Gen.Byte[1, 255]).Sample(
            (document, place, change) =>
            {
                var (signed, publicKey) = Sign(MlDsaParameterSet.MlDsa44, document);
                var changed = signed.ToBytes();
                changed[place % changed.Length] ^= change;
                AssertInvalidOrSame(signed, changed, publicKey);
            },
            iter: 500);

    private static void AssertInvalidOrSame(MamlDocument signed, byte[] changed, byte[] publicKey)
    {
        MamlDocument read;
        try
        {
            read = MamlDocument.Parse(changed);
        }
        catch (MamlException)
        {
            return;
        }

        Assert.Equal(Documents.SameMeaning(signed, read), MamlSignature.Verify(read, publicKey).Valid);
    }

    private static (MamlDocument Signed, byte[] PublicKey) Sign(MlDsaParameterSet set, MamlDocument document)
    {
        var publicKey = MlDsa.Provider.PublicKeyFromSeed(set, Seed);
        var prepared = MamlSignature.PrepareForSigning(document, set.Name(), publicKey, "key-1", SignedAt);
        var signature = MlDsa.Provider.Sign(set, Seed, MamlSignature.SignedBytes(prepared), MamlSignature.Context);
        return (MamlSignature.Attach(prepared, set.Name(), publicKey, "key-1", SignedAt, signature), publicKey);
    }

    private static byte[] U64(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
