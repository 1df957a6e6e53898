using Npgsql;
using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A client that is killed while it starts runs: what it was told is started ends, and what it was not told of is there whole or not at all.</summary>
public sealed class ClientKillTests(MigratedServer server) : FaultTest(server)
{
    private const string Gate = "4711";

    /// <summary>Keeps a statement that starts runs in its middle, with one run written and not yet claimable, for as long as a session of the test holds the gate, and longer than it would wait by itself.</summary>
    private const string GateStarts = $"""
        create function gate_starts() returns trigger language plpgsql set lock_timeout = 0 as $$
          begin perform pg_advisory_xact_lock_shared({Gate}); return new; end $$;
        create trigger gate_starts before insert on perdure.ready for each row execute function gate_starts();
        """;

    [Fact]
    public async Task KilledAmidItsStartsNoneThatItWasToldOfIsLost()
    {
        await StartAsync(ProcessPlans.Soak);
        await using (var client = ClientProcess.Start(Database.ConnectionString, Folder))
        {
            await WaitForAcknowledgedAsync(300);
            await client.KillAsync();
        }

        await WaitUntilItsSessionsEndAsync();
        await EverythingEndsAsync();
    }

    [Fact]
    public async Task KilledInTheMiddleOfAStartItIsThereWholeWhenTheServerCommitsItAfterwards()
    {
        await Database.ExecuteAsync(GateStarts);
        await using NpgsqlConnection session = await Database.OpenAsync(Token);
        await using (var client = ClientProcess.Start(Database.ConnectionString, Folder))
        {
            await WaitForAcknowledgedAsync(50);
            await session.ExecuteAsync($"select pg_advisory_lock({Gate})");
            await Database.WaitUntilBlockedAsync();
            await client.KillAsync();
        }

        long before = await CountAsync("perdure.executions");
        Acknowledged.Read(Folder).Count.ShouldBeInRange(1, (int)before, "nobody was told of what is not committed");
        await session.ExecuteAsync($"select pg_advisory_unlock({Gate})");
        await WaitUntilItsSessionsEndAsync();

        (await CountAsync("perdure.executions")).ShouldBeGreaterThan(before, "the server has all that it needs, and does not ask whether anybody is there");
        (await CountAsync("perdure.ready")).ShouldBe(await CountAsync("perdure.executions"), "none is half there");
        await StartAsync(ProcessPlans.Soak);
        await EverythingEndsAsync();
    }

    [Fact]
    public async Task KilledInTheMiddleOfAStartNothingOfItIsThereWhenTheServerGivesUp()
    {
        await using NpgsqlConnection session = await Database.OpenAsync(Token);
        await using (var client = ClientProcess.Start(Database.ConnectionString, Folder))
        {
            await WaitForAcknowledgedAsync(50);
            await session.ExecuteAsync("begin; lock table perdure.ready in exclusive mode");
            await Database.WaitUntilBlockedAsync();
            await client.KillAsync();
        }

        long before = await CountAsync("perdure.executions");

        // Its wait for the lock ends by itself, before the lock does.
        await WaitUntilItsSessionsEndAsync();
        await session.ExecuteAsync("commit");

        (await CountAsync("perdure.executions")).ShouldBe(before);
        await StartAsync(ProcessPlans.Soak);
        await EverythingEndsAsync();
    }

    private async Task EverythingEndsAsync()
    {
        IReadOnlyDictionary<Guid, string> acknowledged = Acknowledged.Read(Folder);
        await Wait.UntilAsync(async () => await CountAsync("perdure.executions where finished_at is null") == 0);

        (await Database.ScalarAsync<long>("select count(*) from perdure.executions e join unnest($1, $2) as a (id, input) on e.id = a.id and e.input #>> '{}' = a.input", acknowledged.Keys.ToArray(), acknowledged.Values.ToArray()))
            .ShouldBe(acknowledged.Count);
        (await CountAsync("perdure.executions where status = 'SUCCESS' and output #>> '{}' = (input #>> '{}') || 'One Two '")).ShouldBe(await CountAsync("perdure.executions"));
        (await CountAsync("perdure.ready")).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(distinct input #>> '{}') from perdure.executions")).ShouldBe(await CountAsync("perdure.executions"), "nothing started one twice");
    }

    private Task WaitForAcknowledgedAsync(int starts) => Wait.UntilAsync(() => Acknowledged.Read(Folder).Count >= starts, description: $"{starts} starts are acknowledged");

    private Task WaitUntilItsSessionsEndAsync() =>
        Wait.UntilAsync(async () => await CountAsync($"pg_stat_activity where datname = current_database() and application_name = '{ClientProcess.Application}'") == 0);

    private Task<long> CountAsync(string from) => Database.ScalarAsync<long>($"select count(*) from {from}");
}
