namespace Dunes.Cryptography.Tests.Fuzz;

/// <summary>Makes broken inputs out of good ones.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly byte[] Interesting = [0, 1, 0x0f, 0x10, 0x7f, 0x80, 0xd0, 0xff];

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    public int Next(int exclusiveMaximum) => random.Next(exclusiveMaximum);

    public byte[] Noise(int size)
    {
        var noise = new byte[size];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>One to four mutations of an input; now and then it comes back as it was.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        for (var i = random.Next(4); i >= 0; i--)
            input = Once(input, other);
        return input;
    }

    private byte[] Once(byte[] input, byte[] other)
    {
        // The beginning is where the format is; later bytes are all alike.
        var place = random.Next(3) == 0 ? random.Next(input.Length + 1) : random.Next(Math.Min(input.Length, 100) + 1);
        var size = random.Next(4) == 0 ? random.Next(20_000) : random.Next(40);
        return random.Next(8) switch
        {
            0 or 1 => At(input, place, value => (byte)(value ^ (1 << random.Next(8)))),
            2 => At(input, place, _ => Pick<byte>(Interesting)),
            3 => input[..place],
            4 => [.. input[..place], .. Noise(size), .. input[place..]],
            5 => [.. input[..place], .. input[Math.Min(input.Length, place + size)..]],
            6 => [.. input[..Math.Min(place, input.Length)], .. other[Math.Min(place, other.Length)..]],
            _ => [.. input[..place], .. Noise(Math.Min(size, input.Length - place)), .. input[Math.Min(input.Length, place + size)..]],
        };
    }

    private static byte[] At(byte[] input, int place, Func<byte, byte> change)
    {
        var copy = input.ToArray();
        if (place < copy.Length)
            copy[place] = change(copy[place]);
        return copy;
    }
}
