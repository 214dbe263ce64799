using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys update NAME</c>: changes what may change. What the command line does not name stays.</summary>
internal static class UpdateCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var policy = new KeyPolicyOptions();
        var removedTags = new Option<string[]>("--remove-tag") { Description = "Name of a tag to remove; may be given several times.", HelpName = "NAME" };
        var protects = new Option<int?>("--min-encryption-version") { Description = "No version below it signs, seals or authenticates.", HelpName = "N" };
        var opens = new Option<int?>("--min-decryption-version") { Description = "No version below it opens, decapsulates or verifies; at most --min-encryption-version.", HelpName = "N" };
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("update", "Change rotation, limits, description, tags or version floors. In force on every node when this has returned.")
        {
            name, removedTags, protects, opens, output.Json,
        };
        policy.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var path = KeysCommand.Path(result.GetRequiredValue(name));
            var before = (await client.GetAsync(path, cancellationToken)).As<KeyInfo>().Spec;
            var update = new KeyUpdate
            {
                Description = policy.Description(result),
                Tags = Tags(before.Tags, policy.Tags(result), result.GetValue(removedTags) ?? []),
                Rotation = Changed(before.Rotation, policy.Rotation(result, before.Rotation)),
                Limits = Changed(before.Limits, policy.Limits(result, before.Limits)),
                MinEncryptionVersion = result.GetValue(protects),
                MinDecryptionVersion = result.GetValue(opens),
            };
            if (update == new KeyUpdate())
                throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, "Nothing is to be changed: name at least one thing (see --help) that is not so already.");
            KeyView.Print(result, await client.PatchAsync(path, update, cancellationToken), result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }

    private static T? Changed<T>(T before, T after)
        where T : class => after.Equals(before) ? null : after;

    private static Dictionary<string, string>? Tags(IReadOnlyDictionary<string, string> before, Dictionary<string, string> given, string[] removed)
    {
        if (given.Count == 0 && removed.Length == 0)
            return null;
        var tags = new Dictionary<string, string>(before, StringComparer.Ordinal);
        foreach (var (tag, value) in given)
            tags[tag] = value;
        foreach (var tag in removed)
            tags.Remove(tag);
        return tags;
    }
}
