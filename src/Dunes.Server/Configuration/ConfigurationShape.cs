using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Dunes.Server.Configuration;

/// <summary>
/// Holds a configuration section against the type it is bound to, key by key. The binder itself skips what it does not know and stops at the
/// first value it cannot read; here every unknown key and every unreadable value is told.
/// </summary>
internal static class ConfigurationShape
{
    /// <summary>Adds what is wrong below <paramref name="section"/>.</summary>
    public static void Check(IConfigurationSection section, Type type, ICollection<ConfigurationError> errors, PropertyInfo? property = null)
    {
        if (SettingFormat.IsValue(type))
            CheckValue(section, type, errors, property);
        else if (section.Value is { Length: > 0 } && !section.GetChildren().Any())
            errors.Add(new(section.Path, "is a section, not one value", ElementType(type) is null ? Names(type) : $"{section.Path}:<{(IsMap(type) ? "name" : "number")}>"));
        else if (ElementType(type) is { } element)
            CheckElements(section, element, IsMap(type), errors);
        else
            CheckSection(section, type, errors);
    }

    /// <summary>Adds what the annotations of a bound object and everything in it say.</summary>
    public static void Validate(object bound, string path, ICollection<ConfigurationError> errors)
    {
        var context = new ValidationContext(bound);
        foreach (var property in Settings(bound.GetType()))
        {
            var value = property.GetValue(bound);
            if (property.GetCustomAttributes<ValidationAttribute>().Any(rule => rule.GetValidationResult(value, context) != ValidationResult.Success))
                errors.Add(new($"{path}:{property.Name}", Problem(value), SettingFormat.Allowed(property.PropertyType, property)));
        }

        if (bound is IValidatableObject rules)
        {
            foreach (var result in rules.Validate(context))
                errors.Add(new(string.Join(':', [path, .. result.MemberNames.Take(1)]), result.ErrorMessage ?? "is not valid"));
        }

        foreach (var property in Settings(bound.GetType()).Where(p => !SettingFormat.IsValue(p.PropertyType)))
        {
            var key = $"{path}:{property.Name}";
            switch (property.GetValue(bound))
            {
                case System.Collections.IDictionary map:
                    foreach (System.Collections.DictionaryEntry entry in map)
                        if (entry.Value is { } value && !SettingFormat.IsValue(value.GetType()))
                            Validate(value, $"{key}:{entry.Key}", errors);
                    break;
                case System.Collections.IEnumerable:
                case null:
                    break;
                case var nested:
                    Validate(nested, key, errors);
                    break;
            }
        }
    }

    /// <summary>The settings of an options type, by name.</summary>
    public static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.SetMethod is { IsPublic: true });

    private static void CheckValue(IConfigurationSection section, Type type, ICollection<ConfigurationError> errors, PropertyInfo? property)
    {
        if (section.GetChildren().FirstOrDefault() is { } child)
            errors.Add(new(child.Path, $"unknown key: {section.Path} is one value, not a section"));
        else if (section.Value is { } text && !SettingFormat.CanRead(text, type))
            errors.Add(new(section.Path, type == typeof(Uri) ? "is not a URL" : $"'{Shorten(text)}' cannot be read", SettingFormat.Allowed(type, property)));
    }

    private static void CheckElements(IConfigurationSection section, Type element, bool map, ICollection<ConfigurationError> errors)
    {
        foreach (var child in section.GetChildren())
        {
            if (!map && !int.TryParse(child.Key, out _))
                errors.Add(new(child.Path, "is an item of a list", $"{section.Path}:0, {section.Path}:1, …"));
            else
                Check(child, element, errors);
        }
    }

    private static void CheckSection(IConfigurationSection section, Type type, ICollection<ConfigurationError> errors)
    {
        var settings = Settings(type).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (settings.TryGetValue(child.Key, out var property))
                Check(child, property.PropertyType, errors, property);
            else if (NearestKey.Of(child.Key, settings.Keys) is { } nearest)
                errors.Add(new(child.Path, $"unknown key; did you mean {section.Path}:{nearest}?"));
            else
                errors.Add(new(child.Path, "unknown key", Names(type)));
        }
    }

    private static string Problem(object? value) => value switch
    {
        null or "" => "is missing",
        string => "is not valid",
        _ => $"is {value}",
    };

    private static bool IsMap(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Dictionary<,>)
            || type.GetGenericTypeDefinition() == typeof(IDictionary<,>) || type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>));

    private static Type? ElementType(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        if (IsMap(type))
            return type.GetGenericArguments()[1];
        return type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[0] : null;
    }

    private static string Names(Type type) => string.Join(", ", Settings(type).Select(p => p.Name));

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
