using System.Globalization;

namespace Dunes.Maml.CanonicalJson;

/// <summary>Numbers as RFC 8785 writes them (section 3.2.2.3: ECMAScript's Number::toString), refused when that would change their value.</summary>
internal static class ExactNumber
{
    private const double LargestInteger = 9007199254740992; // 2^53
    private const int LongestPlain = 21;
    private const int MostLeadingZeros = 6;
    private const int EnoughDigits = 17; // always tell a double from its neighbours
    private const int MostDigits = 766; // after the first, in the exact decimal expansion of a double

    /// <summary>The canonical form of a JSON number.</summary>
    /// <param name="token">The number as written, in the grammar of RFC 8259.</param>
    /// <exception cref="FormatException">The value is not kept exactly, or is an integer beyond 2^53.</exception>
    public static string Canonicalize(string token)
    {
        var value = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value) || (value == 0 && HasDigit(token)))
            throw new FormatException($"The number {Shorten(token)} does not fit a double.");

        var canonical = Format(value);
        if (Decimal.Parse(canonical) != Decimal.Parse(token))
            throw new FormatException($"The number {Shorten(token)} would become {canonical}; write it as a string.");
        // Both forms are asked, so that what this gives is always taken again: 1e16 is written out as an integer, 1e30 is not.
        if (Math.Abs(value) > LargestInteger && (IsInteger(token) || IsInteger(canonical)))
            throw new FormatException($"The integer {Shorten(token)} is beyond 2^53; write it as a string.");
        return canonical;
    }

    /// <summary>ECMAScript's Number::toString in radix 10.</summary>
    /// <exception cref="FormatException">The number is not finite.</exception>
    public static string Format(double value)
    {
        if (!double.IsFinite(value))
            throw new FormatException("JSON has no number for infinity and not-a-number.");
        if (value == 0)
            return "0";

        // "R" should be the shortest digits that read back as the same double, as ECMAScript asks. At some powers of two
        // (2^-25 and 2^-958) it gives the neighbour's digits instead, so it is asked to prove itself.
        var roundTrip = value.ToString("R", CultureInfo.InvariantCulture);
        var (negative, digits, point) = ReadsBack(roundTrip, value) ? Decimal.Parse(roundTrip) : Shortest(value);
        var text = (digits.Length, point) switch
        {
            var (count, _) when count <= point && point <= LongestPlain => digits.PadRight((int)point, '0'),
            (_, > 0 and <= LongestPlain) => $"{digits[..(int)point]}.{digits[(int)point..]}",
            (_, > -MostLeadingZeros and <= 0) => $"0.{new string('0', (int)-point)}{digits}",
            (1, _) => $"{digits}e{point - 1:+0;-0}",
            _ => $"{digits[0]}.{digits[1..]}e{point - 1:+0;-0}",
        };
        return negative ? "-" + text : text;
    }

    /// <summary>ECMA-262, section 6.1.6.1.20, step 5: as few digits as read back as the value; of those the nearest, of two equally near the even one.</summary>
    private static Decimal Shortest(double value)
    {
        var exact = Decimal.Parse(value.ToString("E" + MostDigits, CultureInfo.InvariantCulture));
        for (var count = 1; count < Math.Min(exact.Digits.Length, EnoughDigits + 1); count++)
        {
            var below = ulong.Parse(exact.Digits.AsSpan(0, count), CultureInfo.InvariantCulture);
            var rest = exact.Digits[count..];
            var belowIsNearer = rest == "5" ? ulong.IsEvenInteger(below) : rest[0] < '5';
            foreach (var digits in belowIsNearer ? [below, below + 1] : (ReadOnlySpan<ulong>)[below + 1, below])
            {
                var candidate = $"{(exact.Negative ? "-" : "")}{digits}e{exact.Point - count}";
                if (ReadsBack(candidate, value))
                    return Decimal.Parse(candidate);
            }
        }

        return exact;
    }

    private static bool ReadsBack(string text, double value) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) == value;

    private static bool IsInteger(string number) => number.AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    private static bool HasDigit(string token)
    {
        var exponent = token.AsSpan().IndexOfAny('e', 'E');
        return token.AsSpan(0, exponent < 0 ? token.Length : exponent).IndexOfAnyInRange('1', '9') >= 0;
    }

    private static string Shorten(string token) => token.Length <= 40 ? token : token[..40] + "…";

    /// <summary>A decimal number in one form per value: ±0.<paramref name="Digits"/> × 10^<paramref name="Point"/>, without zeros at either end.</summary>
    private readonly record struct Decimal(bool Negative, string Digits, long Point)
    {
        public static Decimal Parse(ReadOnlySpan<char> number)
        {
            var negative = number[0] == '-';
            number = negative ? number[1..] : number;
            var exponentAt = number.IndexOfAny('e', 'E');
            var mantissa = exponentAt < 0 ? number : number[..exponentAt];
            var dot = mantissa.IndexOf('.');
            var whole = dot < 0 ? mantissa : mantissa[..dot];
            var digits = dot < 0 ? whole.ToString() : string.Concat(whole, mantissa[(dot + 1)..]);
            var significant = digits.TrimStart('0');
            if (significant.Length == 0)
                return new Decimal(false, "", 0);
            var exponent = exponentAt < 0 ? 0 : long.Parse(number[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return new Decimal(negative, significant.TrimEnd('0'), exponent + whole.Length - (digits.Length - significant.Length));
        }
    }
}
