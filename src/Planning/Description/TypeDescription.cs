namespace Perdure.Planning;

/// <summary>A type as a front end describes it.</summary>
/// <param name="Key">Its identity: two types are the same if their keys are equal. In C#: the fully qualified name with <c>global::</c>, without the outer nullability; <c>int?</c> has the key of <c>int</c>.</param>
/// <param name="Display">Its short name, as messages quote it, without the outer <c>?</c>.</param>
/// <param name="IsNullable">Whether null is allowed: <c>T?</c> of a reference or a value type.</param>
/// <param name="IsValueType">Whether it is a struct or an enum.</param>
/// <param name="ElementKey">Where it is one of the collections that stand for one another (<c>T[]</c>, <c>List</c>, <c>ImmutableArray</c>, <c>IReadOnlyList</c>, <c>IReadOnlyCollection</c>, <c>IEnumerable</c>): the key of the element, with a <c>?</c> behind it where the element is nullable. Else null. Never for <c>string</c> and <c>byte[]</c>.</param>
public sealed record TypeDescription(string Key, string Display, bool IsNullable, bool IsValueType, string? ElementKey)
{
    /// <summary>Its short name with <c>?</c> where null is allowed, as messages quote it.</summary>
    public string DisplayWithNullability => IsNullable ? Display + "?" : Display;
}

/// <summary>What only a front end can know about types.</summary>
public interface ITypeConversions
{
    /// <summary>Whether a value of one type can stand where another is wanted without a cast: a base class, an interface, a wider number, a user-defined implicit conversion. Nullability aside.</summary>
    /// <param name="from">The type at hand.</param>
    /// <param name="to">The type wanted.</param>
    /// <returns>Whether there is such a conversion. Identity counts.</returns>
    bool Converts(TypeDescription from, TypeDescription to);

    /// <summary>What a switch over the type decides by.</summary>
    /// <param name="type">The type; its nullability aside.</param>
    /// <returns>Its values; null: no case can name a value of it.</returns>
    SwitchType? Switch(TypeDescription type);

    /// <summary>The type of a member that can be read.</summary>
    /// <param name="type">The type that has it.</param>
    /// <param name="member">Its name.</param>
    /// <returns>Its type; null: there is no such member.</returns>
    TypeDescription? Member(TypeDescription type, string member);

    /// <summary>The names of the members that can be read, for the one that was probably meant.</summary>
    /// <param name="type">The type that has them.</param>
    /// <returns>The names.</returns>
    IReadOnlyList<string> Members(TypeDescription type);
}
