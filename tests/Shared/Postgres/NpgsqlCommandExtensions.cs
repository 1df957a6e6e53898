using Npgsql;

namespace Perdure.Tests.Postgres;

/// <summary>Shorthands for the commands of tests.</summary>
public static class NpgsqlCommandExtensions
{
    /// <summary>Adds the values of <c>$1</c>, <c>$2</c>, ….</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, params object[] parameters)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
