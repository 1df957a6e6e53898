namespace Perdure.State;

/// <summary>The collections that a mapped step takes its items of: one, or several side by side.</summary>
internal static class MapSources
{
    /// <summary>Who produces them, by the index that the plan names.</summary>
    public static IReadOnlyList<int> Producers(this MapPlan map) => map.Zipped.Count == 0 ? [map.Producer] : [map.Producer, .. map.Zipped];

    /// <summary>Of which of them an item is that is read under a producer index; -1: of none.</summary>
    public static int CollectionOf(this MapPlan map, int producer)
    {
        for (var collection = 0; collection <= map.Zipped.Count; collection++)
        {
            if (WorkflowPlan.ItemOf(collection) == producer) return collection;
        }

        return -1;
    }
}
