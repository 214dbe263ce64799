using Dunes.Server.Commands;

namespace Dunes.Server.Tests.Commands.Keys;

public sealed class KeyParsingTests
{
    [Theory]
    [InlineData("keys list --json")]
    [InlineData("keys create orders --algorithm DC2K-1 --sealing derived --rotation-period 30d --rotate-after-operations 100 --rotate-after-bytes never --tag a=b --tag c=d= --exportable --purpose shop")]
    [InlineData("keys show context-heads --system --json")]
    [InlineData("keys versions orders --version 3 --public-key")]
    [InlineData("keys update orders --rotation-period never --min-encryption-version 2 --remove-tag a")]
    [InlineData("keys grant orders --role agent --allow sign,verify")]
    [InlineData("keys grant orders --client till --allow all")]
    [InlineData("keys revoke orders --subject s --issuer https://issuer --operations encrypt")]
    [InlineData("keys rotate orders --expected-version 3")]
    [InlineData("keys rotate documents --system")]
    [InlineData("keys enable orders")]
    [InlineData("keys disable orders --version 2")]
    [InlineData("keys delete orders --days 0 --yes")]
    [InlineData("keys undelete orders --version 2")]
    [InlineData("keys trim orders --below 3 -y")]
    [InlineData("keys sign orders --in - --context c --deterministic --version 1 --out s")]
    [InlineData("keys verify orders --text hello --signature s")]
    [InlineData("keys encrypt orders --in a --out b --aad x --context c --force")]
    [InlineData("keys encrypt orders --text hello")]
    [InlineData("keys decrypt orders --in - --out - --aad-file x")]
    [InlineData("keys rewrap orders --text dunes:v1:x")]
    [InlineData("keys data-key orders --count 10 --without-plaintext")]
    [InlineData("keys encapsulate kem")]
    [InlineData("keys decapsulate kem --ciphertext c")]
    [InlineData("keys mac codes --in f --check c")]
    [InlineData("keys random --bytes 64")]
    [InlineData("keys export orders --public-key k --out f --version 1")]
    [InlineData("keys wrap --algorithm ML-DSA-65 --seed s --public-key k --out f")]
    [InlineData("keys import orders --algorithm ML-DSA-65 --wrapping-key kem --wrapped f --exportable")]
    [InlineData("keys backup orders other --out f")]
    [InlineData("keys backup --all --out -")]
    [InlineData("keys restore f --only orders")]
    [InlineData("keys reencrypt orders --rate 100 --no-wait")]
    [InlineData("keys reencrypt orders --status --follow")]
    [InlineData("bench crypto --seconds 0.1 --only ML-DSA --json")]
    public void Every_documented_form_parses(string line) => Assert.Empty(DunesCommandLine.CreateRoot().Parse(line.Split(' ')).Errors);

    [Theory]
    [InlineData("keys create orders")]
    [InlineData("keys create orders --algorithm RSA")]
    [InlineData("keys create orders --algorithm DC2K-1 --sealing secret")]
    [InlineData("keys create orders --algorithm DC2K-1 --rotation-period soon")]
    [InlineData("keys create orders --algorithm DC2K-1 --rotate-after-operations 0")]
    [InlineData("keys create orders --algorithm DC2K-1 --tag novalue")]
    [InlineData("keys versions orders --public-key")]
    [InlineData("keys grant orders --allow sign")]
    [InlineData("keys grant orders --role agent --client c --allow sign")]
    [InlineData("keys grant orders --subject s --allow sign")]
    [InlineData("keys grant orders --role agent --allow fly")]
    [InlineData("keys delete orders --days 31")]
    [InlineData("keys disable orders --version 0")]
    [InlineData("keys trim orders")]
    [InlineData("keys sign orders")]
    [InlineData("keys sign orders --in a --text b")]
    [InlineData("keys encrypt orders --in a")]
    [InlineData("keys decrypt orders --in a")]
    [InlineData("keys encrypt orders --text a --aad b --aad-file c")]
    [InlineData("keys data-key orders --count 1001")]
    [InlineData("keys random --bytes 65537")]
    [InlineData("keys backup --out f")]
    [InlineData("keys backup orders --all --out f")]
    [InlineData("keys backup orders")]
    [InlineData("bench crypto --seconds 0")]
    public async Task What_cannot_be_meant_is_refused_before_anything_is_done(string line)
    {
        var run = await CommandRun.OfAsync(line.Split(' '));
        Assert.Equal(ExitCodes.Configuration, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("dunes: DUNES-CLI-001: ", run.Error);
    }

    [Theory]
    [InlineData("keys delete orders --days 0", "orders is destroyed now")]
    [InlineData("keys delete orders --days 0 --version 2", "Version 2 of the key orders")]
    [InlineData("keys trim orders --below 3", "below 3 are destroyed now")]
    public async Task What_destroys_for_ever_needs_a_yes_and_does_nothing_without(string line, string consequence)
    {
        using var server = new ScriptedServer();
        var run = await CommandRun.AgainstAsync(server, line.Split(' '));
        Assert.Equal(ExitCodes.Configuration, run.ExitCode);
        Assert.Contains(consequence, run.Error);
        Assert.Contains("--yes", run.Error);
        Assert.Empty(server.Requests);
    }
}
