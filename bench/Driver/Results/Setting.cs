namespace Perdure.Bench.Results;

/// <summary>On what and with what a run of the benchmark was made.</summary>
/// <param name="On">The day.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Server">The database server and its settings.</param>
/// <param name="Rounds">How often everything was to be measured; how often it was, its passes tell.</param>
/// <param name="Quick">Whether it was but a look.</param>
/// <param name="Missing">Who could not take part, and why.</param>
internal sealed record Setting(DateOnly On, string Machine, string Server, int Rounds, bool Quick, IReadOnlyList<string> Missing);
