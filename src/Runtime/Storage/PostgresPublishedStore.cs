using Npgsql;
using NpgsqlTypes;
using Perdure.Publishing;

namespace Perdure.Storage;

/// <summary>Published workflows in PostgreSQL.</summary>
internal sealed class PostgresPublishedStore(PerdureDatabase database) : IPublishedStore
{
    public async ValueTask<PublishedState> PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using (NpgsqlCommand publish = Command(pools, "publish_workflow", publication.Name, publication.Version, publication.Document, Texts(publication.Children), publication.Schemas))
        {
            await publish.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        // A statement of its own: whoever was earlier may have committed only while this one waited.
        return await FindAsync(publication.Name, publication.Version, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<PublishedState> FindAsync(string name, int version, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand find = Command(pools, "find_published", name, version);
        NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new PublishedState(reader.IsDBNull(0) ? null : reader.GetString(0), reader.IsDBNull(1) ? [] : reader.GetFieldValue<string[]>(1), reader.GetInt32(2), reader.GetBoolean(3));
        }
    }

    public async ValueTask<IReadOnlyList<Publication>> ReadAsync(IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand read = Command(pools, "read_published", Texts(known));
        NpgsqlDataReader reader = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        List<Publication> publications = [];
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                publications.Add(new Publication(reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<string[]>(3), reader.GetString(4)));
        }

        return publications;
    }

    public async ValueTask ServeAsync(Incarnation worker, IReadOnlyList<WorkflowPlan> plans, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using (NpgsqlCommand register = Command(
            pools, "register_plans", Texts(plans.Select(plan => plan.Name)), new NpgsqlParameter { Value = plans.Select(plan => plan.Version).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer }, Texts(plans.Select(PlanDefinition.Write))))
        {
            await register.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        using NpgsqlCommand serve = Command(pools, "serve_plans", worker.Id, Texts(worker.Plans.Concat(plans).Select(plan => plan.Id)));
        await serve.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlCommand Command(Pools pools, string statement, params ReadOnlySpan<object> values)
    {
        NpgsqlCommand command = pools.Client.CreateCommand(SqlText.Get(statement));
        foreach (object value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    private static NpgsqlParameter Texts(IEnumerable<string> texts) => new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
