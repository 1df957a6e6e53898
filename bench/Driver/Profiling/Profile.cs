namespace Perdure.Bench.Profiling;

/// <summary>Where the time of one pass went.</summary>
internal sealed record Profile
{
    public required double Runs { get; init; }

    public required double Seconds { get; init; }

    /// <summary>The statements that the server ran, those that took longest first; empty where it does not count them.</summary>
    public required IReadOnlyList<StatementUse> Statements { get; init; }

    /// <summary>What the sessions of the database did at each glance: worked, waited for something, or had nothing to do.</summary>
    public required IReadOnlyList<Share> Sessions { get; init; }

    /// <summary>The CPU of the server's processes in milliseconds, by what they are.</summary>
    public required IReadOnlyList<Share> ServerCpu { get; init; }

    /// <summary>The CPU of the program, in milliseconds.</summary>
    public required double ClientCpu { get; init; }

    /// <summary>What was done to the tables, for each run.</summary>
    public required IReadOnlyList<TableUse> Tables { get; init; }

    /// <summary>What <c>pg_stat_wal</c> counted meanwhile.</summary>
    public required IReadOnlyDictionary<string, double> Log { get; init; }

    /// <summary>What the .NET runtime counted each second in the program: for each counter the mean.</summary>
    public required IReadOnlyDictionary<string, double> Runtime { get; init; }
}

/// <summary>A part of a whole.</summary>
internal sealed record Share(string Name, double Amount);

/// <summary>What a statement cost.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Calls">How often it ran.</param>
/// <param name="Milliseconds">How long it ran, in all.</param>
/// <param name="Rows">How many rows it wrote or returned.</param>
/// <param name="LogBytes">What it wrote to the log.</param>
internal sealed record StatementUse(string Text, double Calls, double Milliseconds, double Rows, double LogBytes);

/// <summary>What happened to a table.</summary>
/// <param name="Name">The table.</param>
/// <param name="Inserted">Rows inserted.</param>
/// <param name="Updated">Rows updated.</param>
/// <param name="InPlace">Of those, the ones for which no index had to be touched (HOT).</param>
/// <param name="Deleted">Rows deleted.</param>
/// <param name="Bytes">Its size in the end, with its indexes.</param>
internal sealed record TableUse(string Name, double Inserted, double Updated, double InPlace, double Deleted, double Bytes);
