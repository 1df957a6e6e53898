using System.Globalization;

namespace Perdure;

/// <summary>A result has a value that no <see cref="CaseAttribute"/> names, and no step is its <see cref="OtherwiseAttribute"/>: another build wrote it, or a number outside of its enum. The run fails.</summary>
/// <param name="subject">The step, and the member of its result where that decides, as <c>Classify.Kind</c>.</param>
/// <param name="value">The value.</param>
public sealed class UnknownCaseException(string subject, object? value)
    : Exception($"'{subject}' is '{Text(value)}', which no [Case] names: add one, or an [Otherwise] step, in a new version of the workflow")
{
    private static string Text(object? value) => value is null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
