using System.Security.Cryptography;
using Amazon.Runtime;
using Dunes.Cryptography.RootKeys;
using Dunes.Cryptography.RootKeys.AwsKms;
using Dunes.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Dunes.Cryptography.Tests.RootKeys.AwsKms;

public sealed class AwsKmsKekProviderTests : IAsyncDisposable
{
    private const string Purpose = "dunes-cluster/crk/v1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly KmsEndpoint kms = new();
    private readonly List<AwsKmsKekProvider> providers = [];
    private readonly string keyId;

    public AwsKmsKekProviderTests() => keyId = kms.CreateKey();

    public async ValueTask DisposeAsync()
    {
        providers.ForEach(provider => provider.Dispose());
        await kms.DisposeAsync();
    }

    [Fact]
    public async Task Unwraps_what_it_wrapped_and_states_key_and_purpose_each_time()
    {
        var key = RandomNumberGenerator.GetBytes(256);
        var wrapped = await Provider().WrapAsync(key, Purpose, default);
        Assert.Equal("aws-kms", wrapped.ProviderId);
        Assert.Equal(keyId, wrapped.KekId);
        Assert.Equal(key, await Provider().UnwrapAsync(wrapped, Purpose, default));

        Assert.Equal(["TrentService.Encrypt", "TrentService.Decrypt"], kms.Requests.Select(request => request.Target));
        Assert.All(kms.Requests, request =>
        {
            Assert.Equal("application/x-amz-json-1.1", request.ContentType);
            Assert.Equal("eu-central-1", request.Region);
            Assert.Equal(keyId, request.KeyId);
            Assert.Equal([new("dunes-purpose", Purpose)], request.Context);
        });
    }

    [Fact]
    public async Task Makes_a_root_of_256_bytes_with_the_randomness_of_KMS()
    {
        var (key, wrapped) = await Provider().GenerateAsync(256, Purpose, default);
        Assert.Equal(256, key.Length);
        Assert.Equal(key, await Provider().UnwrapAsync(wrapped, Purpose, default));

        var request = kms.Requests.First();
        Assert.Equal("TrentService.GenerateDataKey", request.Target);
        Assert.Equal(256, request.Body.GetProperty("NumberOfBytes").GetInt32());
        Assert.False(request.Body.TryGetProperty("KeySpec", out _));
        Assert.Equal([new("dunes-purpose", Purpose)], request.Context);
        Assert.NotEqual(key, (await Provider().GenerateAsync(256, Purpose, default)).Key);
    }

    [Fact]
    public async Task Another_purpose_another_key_and_alterations_are_refused()
    {
        var wrapped = await Provider().WrapAsync(new byte[256], Purpose, default);
        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Provider().UnwrapAsync(wrapped, "dunes-cluster/crk/v2", default)));
        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Provider(keyId: kms.CreateKey()).UnwrapAsync(wrapped, Purpose, default)));
        foreach (var position in new[] { 0, 31, 32, 100, wrapped.Bytes.Length - 1 })
        {
            var bytes = wrapped.Bytes.ToArray();
            bytes[position] ^= 1;
            Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Provider().UnwrapAsync(wrapped with { Bytes = bytes }, Purpose, default)));
        }

        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Provider().UnwrapAsync(wrapped with { Bytes = [] }, Purpose, default)));
        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Provider().UnwrapAsync(wrapped with { Bytes = new byte[10_000] }, Purpose, default)));
    }

    [Fact]
    public async Task A_stored_wrap_cannot_choose_the_key()
    {
        var foreign = kms.CreateKey();
        var wrapped = await Provider(keyId: foreign).WrapAsync(new byte[256], Purpose, default);
        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Provider().UnwrapAsync(wrapped, Purpose, default)));
        Assert.Equal(keyId, kms.Requests.Last().KeyId);
    }

    [Theory]
    [InlineData(400, "ThrottlingException")]
    [InlineData(500, "KMSInternalException")]
    [InlineData(500, "KeyUnavailableException")]
    [InlineData(503, "DependencyTimeoutException")]
    public async Task What_passes_is_tried_again(int status, string type)
    {
        var key = RandomNumberGenerator.GetBytes(256);
        var wrapped = await Provider().WrapAsync(key, Purpose, default);
        kms.Fail(status, type, times: 2);
        Assert.Equal(key, await Provider().UnwrapAsync(wrapped, Purpose, default));
        Assert.Equal(1 + 3, kms.Requests.Count);
    }

    [Fact]
    public async Task What_does_not_pass_ends_after_four_attempts()
    {
        kms.Fail(400, "ThrottlingException", times: 100);
        var error = await KekErrors.Of(Provider().WrapAsync(new byte[32], Purpose, default));
        Assert.Equal("DUNES-ROOT-043", error.Code);
        Assert.Contains("ThrottlingException", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, kms.Requests.Count);
    }

    [Theory]
    [InlineData("AccessDeniedException", "DUNES-ROOT-040")]
    [InlineData("ExpiredTokenException", "DUNES-ROOT-040")]
    [InlineData("NotFoundException", "DUNES-ROOT-041")]
    [InlineData("DisabledException", "DUNES-ROOT-042")]
    [InlineData("KMSInvalidStateException", "DUNES-ROOT-042")]
    [InlineData("InvalidKeyUsageException", "DUNES-ROOT-044")]
    [InlineData("ValidationException", "DUNES-ROOT-044")]
    public async Task What_an_operator_has_to_put_right_is_told_at_once(string type, string code)
    {
        var wrapped = await Provider().WrapAsync(new byte[32], Purpose, default);
        kms.Fail(400, type);
        var error = await KekErrors.Of(Provider().UnwrapAsync(wrapped, Purpose, default));
        Assert.Equal(code, error.Code);
        Assert.Contains("stays sealed", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{type}, request request-of-the-test", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, kms.Requests.Count);
    }

    [Fact]
    public async Task Credentials_that_KMS_does_not_know_are_refused()
    {
        var error = await KekErrors.Of(Provider(secretKey: "canary-secret").WrapAsync(new byte[32], Purpose, default));
        Assert.Equal("DUNES-ROOT-040", error.Code);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(kms.Requests);
    }

    [Fact]
    public async Task Credentials_come_from_the_environment()
    {
        (string Name, string Value)[] variables = [("AWS_ACCESS_KEY_ID", KmsEndpoint.AccessKey), ("AWS_SECRET_ACCESS_KEY", KmsEndpoint.SecretKey)];
        var before = variables.Select(variable => Environment.GetEnvironmentVariable(variable.Name)).ToList();
        try
        {
            foreach (var (name, value) in variables)
                Environment.SetEnvironmentVariable(name, value);
            using var provider = new AwsKmsKekProvider(Options(keyId, kms.Url), TimeProvider.System);
            var key = RandomNumberGenerator.GetBytes(256);
            Assert.Equal(key, await provider.UnwrapAsync(await provider.WrapAsync(key, Purpose, default), Purpose, default));
        }
        finally
        {
            foreach (var (variable, value) in variables.Zip(before))
                Environment.SetEnvironmentVariable(variable.Name, value);
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_is_told_as_such()
    {
        var provider = Provider(url: new Uri($"http://127.0.0.1:{FreePort.Next()}"));
        Assert.Equal("DUNES-ROOT-043", await KekErrors.CodeOf(provider.WrapAsync(new byte[32], Purpose, default)));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_given_up_on()
    {
        var time = new FakeTimeProvider();
        kms.Silence = new TaskCompletionSource();
        var call = Provider(time: time).WrapAsync(new byte[32], Purpose, default).AsTask();
        while (kms.Requests.IsEmpty)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.False(call.IsCompleted);
        time.Advance(Patience);
        var error = await Assert.ThrowsAsync<RootKeyException>(() => call);
        Assert.Equal("DUNES-ROOT-043", error.Code);
        Assert.Contains("in time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_may_stop_waiting()
    {
        using var stop = new CancellationTokenSource();
        kms.Silence = new TaskCompletionSource();
        var call = Provider().WrapAsync(new byte[32], Purpose, stop.Token).AsTask();
        while (kms.Requests.IsEmpty)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_097)]
    public async Task A_key_that_KMS_cannot_wrap_is_not_sent(int size)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Provider().WrapAsync(new byte[size], Purpose, default));
        Assert.Empty(kms.Requests);
    }

    [Fact]
    public async Task The_largest_key_is_wrapped()
    {
        var key = RandomNumberGenerator.GetBytes(4_096);
        Assert.Equal(key, await Provider().UnwrapAsync(await Provider().WrapAsync(key, Purpose, default), Purpose, default));
    }

    private static AwsKmsKekOptions Options(string keyId, Uri url) => new() { KeyId = keyId, Region = "eu-central-1", ServiceUrl = url, Timeout = Patience };

    private AwsKmsKekProvider Provider(string? keyId = null, string secretKey = KmsEndpoint.SecretKey, Uri? url = null, TimeProvider? time = null)
    {
        var provider = new AwsKmsKekProvider(Options(keyId ?? this.keyId, url ?? kms.Url), time ?? TimeProvider.System, new BasicAWSCredentials(KmsEndpoint.AccessKey, secretKey));
        providers.Add(provider);
        return provider;
    }
}
