using Dunes.Abstractions.Identity;
using Dunes.Maml;

namespace Dunes.Gateway.Api.Maml;

/// <summary>Verifies documents: their text, their signature, their signer, and their schema.</summary>
internal sealed class DocumentVerifier(SignerCheck signers)
{
    /// <summary>Verifies; what is wrong with the document is in the answer. Throws when the caller may not verify with the key, or the cluster cannot tell now.</summary>
    public async Task<MamlVerifyAnswer> VerifyAsync(Principal caller, string text, IReadOnlyList<string>? schemas)
    {
        MamlDocument document;
        try
        {
            document = DocumentText.Parse(text);
        }
        catch (MamlException e)
        {
            return new() { Code = e.Code, Reason = e.Message, Errors = [new(e.Code, e.Line, "", e.Message)] };
        }

        var faults = schemas is null ? [] : CheckSchema(document, schemas);
        var signature = MamlSignature.Verify(document, null);
        var answer = signature.Valid
            ? await signers.CheckAsync(caller, document)
            : new() { Code = signature.Code, Reason = signature.Reason, SignedAt = MamlSigner.Of(document).SignedAt };
        if (faults.Count == 0)
            return answer;
        return answer.Valid
            ? answer with { Code = faults[0].Code, Reason = $"{answer.Reason} But the document is not as its schema says: {faults[0].Message}", Errors = faults }
            : answer with { Errors = faults };
    }

    private static IReadOnlyList<MamlFault> CheckSchema(MamlDocument document, IReadOnlyList<string> texts)
    {
        var schemas = new MamlSchemas();
        for (var i = 0; i < texts.Count; i++)
        {
            try
            {
                if (schemas.Add(DocumentText.Parse(texts[i])) is { Count: > 0 } faults)
                    return [.. faults.Select(fault => fault with { Message = $"Schema {i + 1}: {fault.Message}" })];
            }
            catch (MamlException e)
            {
                return [new(e.Code, e.Line, "", $"Schema {i + 1}: {e.Message}")];
            }
        }

        return schemas.Validate(document);
    }
}
