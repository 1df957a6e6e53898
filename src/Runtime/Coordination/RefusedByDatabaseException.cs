namespace Perdure.Coordination;

/// <summary>The database refused to record a step's result.</summary>
internal sealed class RefusedByDatabaseException(Exception refusal)
    : NonRetryableException($"The database refuses to record the result: {(refusal as Npgsql.PostgresException)?.MessageText ?? refusal.Message}", refusal);
