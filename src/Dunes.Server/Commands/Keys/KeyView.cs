using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;
using Spectre.Console;

namespace Dunes.Server.Commands.Keys;

/// <summary>How a key and its versions are printed.</summary>
internal static class KeyView
{
    /// <summary>Prints a key; with <paramref name="json"/> the answer as it came.</summary>
    public static void Print(ParseResult result, JsonElement answer, bool json)
    {
        if (json)
        {
            CommandOutput.WriteJson(result, answer);
            return;
        }

        var key = answer.As<KeyInfo>();
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row("name", $"{key.Tenant}/{key.Name}");
        Row("id", key.KeyId.ToString());
        Row("algorithm", key.Spec.Algorithm + (key.Spec.Algorithm == KeyAlgorithms.Dc2k1 && key.Spec.Sealing != SealingMode.Plain ? $" ({Word(key.Spec.Sealing)})" : ""));
        Row("purpose", key.Spec.Purpose);
        if (key.Spec.Description.Length > 0)
            Row("description", key.Spec.Description);
        foreach (var (name, value) in key.Spec.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            Row("tag", $"{name}={value}");
        Row("state", State(key.State, key.DestroyAt));
        Row("created", CommandOutput.Time(key.CreatedAt));
        Row("rotation", Rotation(key));
        Row("limits", string.Create(CultureInfo.InvariantCulture, $"warn at {key.Spec.Limits.WarnOperations}, refuse at {key.Spec.Limits.MaxOperations} operations a version"));
        Row("versions", string.Create(
            CultureInfo.InvariantCulture,
            $"current {key.CurrentVersion}, protects from {key.MinEncryptionVersion}, opens from {key.MinDecryptionVersion}, kept from {key.MinAvailableVersion}"));
        Row("exportable", key.Spec.Exportable ? "yes" : "no");
        foreach (var grant in key.Spec.Grants)
            Row("grant", $"{Grantee(grant)}: {string.Join(", ", grant.Operations.Select(Word))}");
        var console = CommandOutput.Console(result);
        console.Write(grid);
        PrintVersions(result, key.Versions);

        void Row(string name, string value) => grid.AddRow(name, CommandOutput.Cell(value));
    }

    /// <summary>Prints versions as a table.</summary>
    public static void PrintVersions(ParseResult result, IEnumerable<KeyVersionInfo> versions)
    {
        var table = CommandOutput.Table("VERSION", "CREATED", "STATE", "OPERATIONS", "BYTES", "PUBLIC KEY (SHA-256)");
        foreach (var version in versions)
        {
            table.AddRow(
                version.Version.ToString(CultureInfo.InvariantCulture),
                CommandOutput.Time(version.CreatedAt),
                State(version.State, version.DestroyAt),
                version.Operations.ToString(CultureInfo.InvariantCulture),
                version.Bytes.ToString(CultureInfo.InvariantCulture),
                version.PublicKey is null ? "-" : Convert.ToHexStringLower(SHA256.HashData(version.PublicKey)));
        }

        CommandOutput.Console(result).Write(table);
    }

    /// <summary>An enumeration's value as the API and the command line write it.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>A state, and until when it lasts.</summary>
    public static string State(KeyState state, DateTimeOffset? destroyAt) => state switch
    {
        KeyState.PendingDeletion => $"to be destroyed {CommandOutput.Time(destroyAt)}",
        _ => Word(state),
    };

    /// <summary>Who a grant is for.</summary>
    public static string Grantee(KeyGrant grant) =>
        grant.Issuer is null ? $"{Word(grant.Kind)} {grant.Grantee}" : $"{Word(grant.Kind)} {grant.Grantee} of {grant.Issuer}";

    private static string Rotation(KeyInfo key)
    {
        var rotation = key.Spec.Rotation;
        var reasons = new List<string>();
        if (rotation.Period is { } period)
            reasons.Add($"every {Duration.Format(period)}, next {CommandOutput.Time(key.NextRotationAt)}");
        if (rotation.AfterOperations is { } operations)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"after {operations} operations"));
        if (rotation.AfterBytes is { } bytes)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"after {bytes} bytes"));
        return reasons.Count == 0 ? "never by itself" : string.Join("; ", reasons);
    }
}
