using System.Globalization;
using Npgsql;

namespace Perdure.Storage;

/// <summary>What our sessions are set to, once for each, or, behind a pooler whose sessions are shared with strangers, for one transaction.</summary>
internal static class Settings
{
    public static void Apply(NpgsqlConnection connection)
    {
        using NpgsqlCommand command = connection.CreateCommand();
        Fill(command);
        command.ExecuteNonQuery();
    }

    public static async Task ApplyAsync(NpgsqlConnection connection)
    {
        using NpgsqlCommand command = connection.CreateCommand();
        Fill(command);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>For the transaction of a batch.</summary>
    public static NpgsqlBatchCommand ForTransaction()
    {
        var command = new NpgsqlBatchCommand(SqlText.Get("session_settings"));
        AddParameters(command.Parameters, transaction: true);
        return command;
    }

    private static void Fill(NpgsqlCommand command)
    {
        command.CommandText = SqlText.Get("session_settings");
        AddParameters(command.Parameters, transaction: false);
    }

    private static void AddParameters(NpgsqlParameterCollection parameters, bool transaction)
    {
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = transaction });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = ((long)Batch.DefaultLockTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) });
    }
}
