using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Keys.Use;
using Dunes.Storage.Sessions;
using Dunes.Transparency;

namespace Dunes.Grains.Sessions.Heads;

/// <summary>Checks that a stored head is what was signed. Each batch's signature is verified once for the life of the object.</summary>
internal sealed class HeadVerifier(IGrainFactory grains)
{
    private readonly IKeyOperationsGrain operations = grains.GetGrain<IKeyOperationsGrain>(KeyName.ContextHeads.ToString());
    private readonly Dictionary<Guid, (string Code, string Detail)?> batches = [];

    /// <summary>What is wrong with a head in itself, with its place in its batch, or with the batch's signature; null when all is well.</summary>
    public async Task<VerificationFault?> CheckAsync(SignedHead head, HeadBatch? batch)
    {
        if (!IsFrontier(head))
            return Fault(head, Faults.RootDiffers, "its frontier does not yield its root");
        if (batch is null)
            return Fault(head, Faults.BatchMissing, $"its batch {head.BatchId} does not exist");
        var leaf = HeadFormat.Leaf(head.ContextId, head.Size, head.Root);
        if (!MerkleProofs.VerifyInclusion(leaf, head.LeafIndex, batch.Size, HeadFormat.Split(head.Path), batch.Root))
            return Fault(head, Faults.HeadNotInBatch, $"it is not in batch {batch.Id}");
        if (!batches.TryGetValue(batch.Id, out var fault))
            batches[batch.Id] = fault = await CheckSignatureAsync(batch);
        return fault is { } known ? Fault(head, known.Code, known.Detail) : null;
    }

    private static bool IsFrontier(SignedHead head)
    {
        try
        {
            return CompactRange.FromBytes(head.Size, head.Frontier).Root().AsSpan().SequenceEqual(head.Root);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private async Task<(string Code, string Detail)?> CheckSignatureAsync(HeadBatch batch)
    {
        if (batch.Root.Length != MerkleHash.Size)
            return (Faults.SignatureInvalid, $"the root of batch {batch.Id} is no hash");
        try
        {
            var statement = HeadFormat.Statement(batch.Id, batch.Size, batch.Root, batch.SignedAt);
            var valid = await operations.VerifyAsync(batch.KeyVersion, statement, batch.Signature, HeadFormat.SigningLabel);
            return valid ? null : (Faults.SignatureInvalid, $"the signature of batch {batch.Id} does not verify");
        }
        catch (DunesException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.Invalid)
        {
            return (Faults.KeyMissing, $"version {batch.KeyVersion} of the signing key, which batch {batch.Id} names, does not exist");
        }
    }

    private static VerificationFault Fault(SignedHead head, string code, string detail) =>
        new(code, head.ContextId, null, $"The signed head of size {head.Size}: {detail}.");
}
