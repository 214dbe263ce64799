using System.Text.Json.Serialization;
using Dunes.Cryptography.RootKeys;

namespace Dunes.Grains.Keys.Transfer;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KeyBackup))]
[JsonSerializable(typeof(RootKeyRecord))]
internal sealed partial class KeyBackupJson : JsonSerializerContext;
