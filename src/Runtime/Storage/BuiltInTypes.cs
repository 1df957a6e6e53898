using Npgsql;

namespace Perdure.Storage;

/// <summary>Connections for statements of ours, which take and return built-in types.</summary>
internal static class BuiltInTypes
{
    /// <summary>
    /// Lets no connection read the types of the database first. Each pool's first one would: 12 ms of the server's time, and not less of a worker that starts, which has five pools.
    /// </summary>
    public static NpgsqlDataSourceBuilder WithBuiltInTypes(this NpgsqlDataSourceBuilder builder) =>
        builder.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
}
