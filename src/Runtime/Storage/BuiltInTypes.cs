using Npgsql;

namespace Perdure.Storage;

/// <summary>Connections for statements of ours, which take and return built-in types.</summary>
internal static class BuiltInTypes
{
    /// <summary>Connections that are closed, not kept, when they are given back, and in no transaction of the caller's.</summary>
    public static NpgsqlDataSource Unpooled(string connectionString) =>
        new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Enlist = false }.ConnectionString).WithBuiltInTypes().Build();

    /// <summary>
    /// Lets no connection read the types of the database first. The first one of each pool would: 12 ms of the server's time, and some hundred rows to make types of, four times for a worker that starts.
    /// </summary>
    public static NpgsqlDataSourceBuilder WithBuiltInTypes(this NpgsqlDataSourceBuilder builder) =>
        builder.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
}
