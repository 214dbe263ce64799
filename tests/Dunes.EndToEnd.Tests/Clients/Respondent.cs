using System.Collections.Concurrent;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Dunes.EndToEnd.Tests.Clients;

/// <summary>The user's side of an elicitation: keeps the forms that arrive, accepts the first and declines the rest.</summary>
internal sealed class Respondent
{
    public const string Answer = "Ada";

    public ConcurrentQueue<ElicitRequestParams> Forms { get; } = [];

    public ValueTask<ElicitResult> AnswerAsync(ElicitRequestParams? form, CancellationToken cancellationToken)
    {
        var first = Forms.IsEmpty;
        Forms.Enqueue(form ?? throw new ExpectationFailedException("Expected a form; the elicitation has no parameters."));
        return ValueTask.FromResult(first
            ? new ElicitResult
            {
                Action = "accept",
                Content = new Dictionary<string, JsonElement> { ["answer"] = JsonSerializer.SerializeToElement(Answer) },
            }
            : new ElicitResult { Action = "decline" });
    }
}
