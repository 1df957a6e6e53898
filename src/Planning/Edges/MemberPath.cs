namespace Perdure.Planning;

/// <summary>A member of a value.</summary>
/// <param name="Name">Its name, as it is declared.</param>
/// <param name="Type">Its type.</param>
public sealed record MemberDescription(string Name, TypeDescription Type);

/// <summary>The way from a value to what is taken of it: <c>Extract.Total.Amount</c>.</summary>
/// <param name="Whole">The type of the value as it is stored.</param>
/// <param name="Members">The members on the way; none: the value itself is taken.</param>
public sealed record MemberPath(TypeDescription Whole, EquatableArray<MemberDescription> Members)
{
    /// <summary>The type at the end of the way: null where anything on the way may be.</summary>
    public TypeDescription Type => Members.Count == 0
        ? Whole
        : Members[Members.Count - 1].Type with { IsNullable = Whole.IsNullable || Members.Any(member => member.Type.IsNullable) };

    /// <summary>Finds the way. A name may differ from the declared one in case, as names in JSON do.</summary>
    /// <param name="whole">The type of the value.</param>
    /// <param name="names">The names of the members on the way.</param>
    /// <param name="conversions">Knows the members.</param>
    /// <param name="missing">Where there is no such way: the position of the first name that nothing bears.</param>
    /// <param name="owner">Where there is no such way: the type that has no such member.</param>
    /// <returns>The way; null: there is none.</returns>
    public static MemberPath? Find(TypeDescription whole, IReadOnlyList<string> names, ITypeConversions conversions, out int missing, out TypeDescription owner)
    {
        if (names is null) throw new ArgumentNullException(nameof(names));
        if (conversions is null) throw new ArgumentNullException(nameof(conversions));
        List<MemberDescription> members = [];
        owner = whole;
        for (missing = 0; missing < names.Count; missing++)
        {
            if (Declared(owner, names[missing], conversions) is not { } name || conversions.Member(owner, name) is not { } type) return null;
            members.Add(new MemberDescription(name, type));
            owner = type;
        }

        return new MemberPath(whole, new(members));
    }

    private static string? Declared(TypeDescription owner, string written, ITypeConversions conversions)
    {
        IReadOnlyList<string> members = conversions.Members(owner);
        if (members.Contains(written)) return written;
        string[] near = [.. members.Where(member => string.Equals(member, written, StringComparison.OrdinalIgnoreCase))];
        return near.Length == 1 ? near[0] : null;
    }
}
