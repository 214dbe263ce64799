using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Dunes.Server.Configuration;

/// <summary>How the text of a setting becomes a value of a type, and how to say what is allowed.</summary>
internal static class SettingFormat
{
    /// <summary>A type that one text holds; all others are sections.</summary>
    public static bool IsValue(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsPrimitive || bare.IsEnum || bare == typeof(string) || bare == typeof(TimeSpan) || bare == typeof(Uri) || bare == typeof(decimal);
    }

    /// <summary>
    /// Whether the binder reads <paramref name="text"/> as <paramref name="type"/> in the way its writer meant it: <c>30</c> is no duration,
    /// because .NET reads it as thirty days, and a number is no member of an enumeration.
    /// </summary>
    public static bool CanRead(string text, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(string))
            return true;
        if (bare == typeof(Uri))
            return Uri.TryCreate(text, UriKind.Absolute, out _);
        if (bare == typeof(TimeSpan) && !text.Contains(':', StringComparison.Ordinal))
            return false;
        if (bare.IsEnum)
            return Enum.GetNames(bare).Contains(text, StringComparer.OrdinalIgnoreCase);
        try
        {
            return TypeDescriptor.GetConverter(bare).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>What may stand in a setting: the range, pattern or names its type and annotations give.</summary>
    public static string Allowed(Type type, PropertyInfo? property)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (property?.GetCustomAttribute<RangeAttribute>() is { } range)
            return $"{range.Minimum} to {range.Maximum}";
        if (property?.GetCustomAttribute<AllowedValuesAttribute>() is { } values)
            return string.Join(", ", values.Values);
        if (property?.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
            return $"text that matches {pattern.Pattern}";
        if (bare.IsEnum)
            return string.Join(", ", Enum.GetNames(bare));
        if (bare == typeof(bool))
            return "true, false";
        if (bare == typeof(TimeSpan))
            return "a duration as hh:mm:ss or d.hh:mm:ss";
        if (bare == typeof(Uri))
            return "an absolute URL";
        if (bare == typeof(double) || bare == typeof(float) || bare == typeof(decimal))
            return "a number";
        return bare.IsPrimitive ? "a whole number" : "text that is not empty";
    }
}
