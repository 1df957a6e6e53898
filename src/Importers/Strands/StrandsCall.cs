using Perdure.Importers.Source;

namespace Perdure.Importers.Strands;

/// <summary>What the calls of both tools have: an <c>action</c>.</summary>
internal static class StrandsCall
{
    public static void CheckAction(SourceObject root)
    {
        if (root.Text("action") is { } action and not "create") root.Refuse("action", $"'{action}' is something that is done with a workflow", "give the call that creates it");
    }
}
