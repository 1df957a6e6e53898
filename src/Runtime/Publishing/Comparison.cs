using System.Globalization;
using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>What a condition says of a value, as the C# does that is written for it: what is null is none of any values, and neither less nor greater.</summary>
internal static class Comparison
{
    public static bool Holds(PredicateTest test, object? value)
    {
        if (test.Kind == TestKind.IsMissing) return value is null;
        if (value is null) return false;
        return test.Kind switch
        {
            TestKind.IsTrue => value is true,
            TestKind.Is => test.Values.Any(literal => IsSame(value, literal)),
            TestKind.AtLeast => Compare(value, test.Values[0]) is >= 0,
            TestKind.MoreThan => Compare(value, test.Values[0]) is > 0,
            TestKind.AtMost => Compare(value, test.Values[0]) is <= 0,
            TestKind.LessThan => Compare(value, test.Values[0]) is < 0,
            _ => throw new ArgumentOutOfRangeException(nameof(test)),
        };
    }

    private static bool IsSame(object value, LiteralDescription literal) =>
        literal.Kind == LiteralKind.Number ? Compare(value, literal) == 0 : value.Equals(Scalars.Of(literal, value.GetType()));

    /// <summary>Numbers are compared as those of the greater type. What is no number, as <c>double.NaN</c>, is neither less nor greater nor the same: null.</summary>
    private static int? Compare(object value, LiteralDescription literal)
    {
        if (value is not (double or float)) return System.Convert.ToDecimal(value, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture));
        double number = System.Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return double.IsNaN(number) ? null : number.CompareTo(double.Parse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }
}
