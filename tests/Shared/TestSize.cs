using System.Globalization;

namespace Perdure.Tests;

/// <summary>How large a test of sizes is: as in every run of the suite, or as a variable of the environment says.</summary>
public static class TestSize
{
    /// <summary>The variable's number; without it the usual one.</summary>
    /// <param name="variable">The variable's name, such as <c>PERDURE_MAP_ITEMS</c>.</param>
    /// <param name="usual">The size in every run of the suite.</param>
    /// <exception cref="FormatException">The variable is no whole number.</exception>
    public static int Of(string variable, int usual) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } size ? int.Parse(size, CultureInfo.InvariantCulture) : usual;
}
