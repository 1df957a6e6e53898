namespace Perdure.Cli.Importing;

/// <summary>Namespaces, as somebody writes them.</summary>
internal static class Namespaces
{
    /// <summary>The words that C# has for itself everywhere.</summary>
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default", "delegate",
        "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in",
        "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private",
        "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this",
        "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    };

    /// <summary>Whether it is a namespace: names with points between them, none of which is a keyword.</summary>
    public static bool IsOne(string written) => written.Split('.').All(static part =>
        part.Length > 0 && (char.IsLetter(part[0]) || part[0] == '_') && part.All(static letter => char.IsLetterOrDigit(letter) || letter == '_') && !Keywords.Contains(part));
}
