using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Api.Keys;

/// <summary>
/// The items of a request, which is one itself or has a list of them. An item that cannot be read fails alone, as one that a grain refuses.
/// </summary>
/// <typeparam name="TInput">What an item looks like in JSON.</typeparam>
internal sealed class KeyBatch<TInput> where TInput : KeyInput
{
    private const int MostItems = 1000;
    private const int LongestReference = 256;

    private readonly IReadOnlyList<TInput> inputs;
    private readonly bool isSingle;

    /// <param name="single">The request as one item.</param>
    /// <param name="items">The request's list, or null.</param>
    public KeyBatch(TInput single, IReadOnlyList<TInput>? items)
    {
        isSingle = items is null;
        inputs = items ?? [single];
        if (!isSingle && !single.IsEmpty)
            throw Refused("DUNES-KEY-061", "Beside 'items' stand no fields of a single item.");
        if (inputs.Count is 0 or > MostItems)
            throw Refused("DUNES-KEY-062", $"'items' has {inputs.Count} elements; 1 to {MostItems} are allowed.");
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i] is null)
                throw Refused("DUNES-KEY-061", $"items[{i}] is null.");
            if (inputs[i].Reference?.Length > LongestReference)
                throw Refused("DUNES-KEY-063", $"The 'reference' of item {i} is longer than {LongestReference} characters.");
        }
    }

    /// <summary>Does all that can be read in one call.</summary>
    /// <param name="read">Makes the grain's item; throws <see cref="DunesException"/> where it cannot be one.</param>
    /// <param name="call">Gives as many results as it gets items, in their order.</param>
    /// <param name="answer">Makes the result of an item, which has the <c>reference</c> given.</param>
    public Task<IResult> BytesAsync<TItem, TAnswer>(
        Func<TInput, TItem> read, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<KeyBytesResult>>> call, Func<string?, KeyBytesResult, TAnswer> answer) =>
        RunAsync(read, call, static error => new(0, null, error), static result => result.Error, answer, static result => result.Bytes);

    /// <summary>As <see cref="BytesAsync"/>, for results that are a yes or a no.</summary>
    public Task<IResult> ValidityAsync<TItem>(Func<TInput, TItem> read, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<KeyValidityResult>>> call) =>
        RunAsync(
            read,
            call,
            static error => new(0, false, error),
            static result => result.Error,
            static (reference, result) => new Validity { Reference = reference, Version = result.Version, Valid = result.Valid, Error = ItemError.Of(result.Error) },
            static _ => null);

    private async Task<IResult> RunAsync<TItem, TResult, TAnswer>(
        Func<TInput, TItem> read, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> call, Func<KeyItemError, TResult> fail,
        Func<TResult, KeyItemError?> errorOf, Func<string?, TResult, TAnswer> answer, Func<TResult, byte[]?> secretOf)
    {
        var results = new TResult[inputs.Count];
        var items = new List<TItem>(inputs.Count);
        var places = new List<int>(inputs.Count);
        for (var i = 0; i < inputs.Count; i++)
        {
            try
            {
                items.Add(read(inputs[i]));
                places.Add(i);
            }
            catch (DunesException e)
            {
                results[i] = fail(new(e.Code, e.Message, e.Kind));
            }
        }
        if (items.Count > 0)
        {
            var done = await call(items);
            for (var i = 0; i < places.Count; i++)
                results[places[i]] = done[i];
        }
        if (!isSingle)
            return new SecretAnswer<KeyBatchAnswer<TAnswer>>(new([.. results.Select((result, i) => answer(inputs[i].Reference, result))]), results.Select(secretOf));
        return errorOf(results[0]) is { } error
            ? throw new DunesException(error.Code, error.Kind, error.Message)
            : new SecretAnswer<TAnswer>(answer(inputs[0].Reference, results[0]), results.Select(secretOf));
    }

    private static DunesException Refused(string code, string message) => new(code, ErrorKind.Invalid, message);
}
