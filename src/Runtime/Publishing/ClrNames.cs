using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Publishing;

/// <summary>Types and members as C# writes them, of which documents speak. Looks nothing up by its name.</summary>
internal static class ClrNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(object)] = "object",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    private static readonly HashSet<Type> Collections =
        [typeof(IEnumerable<>), typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(List<>), typeof(ImmutableArray<>)];

    /// <summary>The name that no other type has.</summary>
    public static string Full(Type type) => Write(type, withNamespace: true);

    /// <summary>The name as messages quote it.</summary>
    public static string Short(Type type) => Write(type, withNamespace: false);

    /// <summary>The type of the items of one of the collections that stand for one another; null: it is none of them.</summary>
    public static Type? ElementOf(Type type)
    {
        if (type.IsSZArray) return type.GetElementType() == typeof(byte) ? null : type.GetElementType();
        return type.IsGenericType && Collections.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0] : null;
    }

    /// <summary>The name of a member in C#, where its serializer context knows it; else that in JSON.</summary>
    public static string Of(JsonPropertyInfo property) => property.AttributeProvider is MemberInfo member ? member.Name : property.AssociatedParameter?.Name ?? property.Name;

    private static string Write(Type type, bool withNamespace)
    {
        if (Keywords.TryGetValue(type, out string? keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Write(underlying, withNamespace) + "?";
        if (type.IsSZArray) return Write(type.GetElementType()!, withNamespace) + "[]";
        string name = type.IsGenericType ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(argument => Write(argument, withNamespace)))}>" : type.Name;
        if (!withNamespace) return name;
        return type is { IsNested: true, DeclaringType: { } outer } ? $"{Write(outer, withNamespace: true)}.{name}" : type.Namespace is { } space ? $"{space}.{name}" : name;
    }

    private static string Bare(Type type) => type.Name.Split('`')[0];
}
