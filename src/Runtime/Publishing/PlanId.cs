using System.Globalization;
using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>Name and version as one text, as <c>document-insights@1</c>.</summary>
internal static class PlanId
{
    public static string Of(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{name}@{version}");

    public static string Of(PlanChild child) => Of(child.Name, child.Version);
}
