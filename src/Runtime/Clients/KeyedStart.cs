namespace Perdure;

/// <summary>A start that happens once, however often it is asked for: the run's id follows from the workflow and the key.</summary>
internal static class KeyedStart
{
    /// <summary>The id of the run, version 8; <c>perdure.keyed_id</c> says the same. No workflow's name has a line break, so that no two pairs read alike.</summary>
    public static Guid IdOf(string workflow, string key) => DerivedId.Of($"perdure/start\n{workflow}\n{key}");
}
