namespace Perdure.Planning;

/// <summary>How a test asks.</summary>
public enum TestKind
{
    /// <summary>All parts hold.</summary>
    All,

    /// <summary>One of its parts holds.</summary>
    Any,

    /// <summary>Its part does not hold.</summary>
    Not,

    /// <summary>The value is <c>true</c>.</summary>
    IsTrue,

    /// <summary>The value is one of some values.</summary>
    Is,

    /// <summary>The value is a number that is as great, or greater.</summary>
    AtLeast,

    /// <summary>The value is a number that is greater.</summary>
    MoreThan,

    /// <summary>The value is a number that is as great, or less.</summary>
    AtMost,

    /// <summary>The value is a number that is less.</summary>
    LessThan,

    /// <summary>There is no value.</summary>
    IsMissing,
}

/// <summary>What a predicate without code asks. A value that is null is none of any values, and neither less nor greater.</summary>
/// <param name="Kind">How it asks.</param>
/// <param name="Parameter">The position of the parameter that has the value; -1 where its parts are asked.</param>
/// <param name="Path">The way from what the parameter takes to the value; null where its parts are asked.</param>
/// <param name="Values">What the value is compared with.</param>
/// <param name="Parts">The tests that it is made of.</param>
public sealed record PredicateTest(TestKind Kind, int Parameter, MemberPath? Path, EquatableArray<LiteralDescription> Values, EquatableArray<PredicateTest> Parts);
