using System.Buffers.Text;
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dunes.DemoUpstream;

/// <summary>
/// Asks the user through the client. To a 2026-07-28 client this is an <c>input_required</c> result and a retry
/// (MRTR); for a 2025-11-25 session the SDK turns the same exception into an <c>elicitation/create</c> request.
/// </summary>
internal sealed class AskTool
{
    private const string InputName = "reply";
    private const string FieldName = "answer";

    // The request state comes back through the client, who may have changed it or the question since.
    private readonly byte[] stateKey = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    [McpServerTool(Name = "ask", Title = "Ask the user", ReadOnly = true, Idempotent = false, Destructive = false, OpenWorld = true)]
    [Description("Puts a question to the user through the client (form elicitation) and returns the user's answer, or that the user declined or cancelled.")]
    public string Ask(
        McpServer server,
        RequestContext<CallToolRequestParams> context,
        [Description("The question to put to the user.")] string question)
    {
        if (context.Params.InputResponses?.TryGetValue(InputName, out var response) is true)
        {
            if (!StateIsFor(question, context.Params.RequestState))
                throw new McpException("DUNES-DEMO-005: requestState is not one this server gave out for this question.");
            return Describe(response.Deserialize(InputResponse.ElicitResultJsonTypeInfo));
        }

        // 2026-07-28 declares the client's capabilities on each request, 2025-11-25 once for the session.
        var capabilities = context.JsonRpcRequest.Context?.ClientCapabilities ?? server.ClientCapabilities;
        if (capabilities?.Elicitation is null)
            throw new McpException("DUNES-DEMO-006: this client does not declare elicitation, so its user cannot be asked.");

        throw new InputRequiredException(
            new Dictionary<string, InputRequest> { [InputName] = InputRequest.ForElicitation(Form(question)) },
            StateFor(question));
    }

    private static ElicitRequestParams Form(string question) => new()
    {
        Message = question,
        RequestedSchema = new()
        {
            Properties =
            {
                [FieldName] = new ElicitRequestParams.StringSchema { Title = "Answer", Description = "Your answer to the question." },
            },
            Required = [FieldName],
        },
    };

    private static string Describe(ElicitResult? result)
    {
        if (result is not { IsAccepted: true })
            return $"The user did not answer ({result?.Action}).";
        return result.Content?.TryGetValue(FieldName, out var answer) is true
            ? $"The user answered: {answer}"
            : throw new McpException($"DUNES-DEMO-007: the accepted form has no field '{FieldName}'.");
    }

    private string StateFor(string question) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(stateKey, Encoding.UTF8.GetBytes(question)));

    private bool StateIsFor(string question, string? state) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(state ?? ""), Encoding.UTF8.GetBytes(StateFor(question)));
}
