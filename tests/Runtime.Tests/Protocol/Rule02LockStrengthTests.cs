using System.Text.RegularExpressions;
using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Run rows are locked "for no key update": a transaction of a client that refers to a run must not hide it.</summary>
public sealed partial class Rule02LockStrengthTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task AnOpenTransactionThatRefersToARunDoesNotHideItFromClaims()
    {
        TestHolder holder = await RegisterAsync();
        Guid run = await StartAsync();
        await ReferToAsync(run);

        (await SoonAsync(holder.ClaimAsync())).ShouldHaveSingleItem().Id.ShouldBe(run);
    }

    [Fact]
    public async Task AnOpenTransactionThatRefersToARunDoesNotHideItFromItsHoldersCheckpoint()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await ReferToAsync(run.Id);

        (await SoonAsync(holder.CommitAsync(run.Says()))).ShouldBe([run.Id]);
        (await SoonAsync(holder.TakeMailAsync(run))).ShouldBeEmpty();
        (await SoonAsync(Store.ReacquireAsync(holder.Id, [run.Says(after: 1)], default))).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AnOpenTransactionThatRefersToARunDoesNotHideItFromTakeovers()
    {
        TestHolder gone = await RegisterAsync("gone");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(gone);
        await ReferToAsync(run.Id);
        await Store.DeclareDeadAsync(gone.Id, default);

        (await SoonAsync(heir.TakeOverAsync())).ShouldHaveSingleItem().Id.ShouldBe(run.Id);
    }

    [Fact]
    public async Task AnOpenMessageDoesNotDelayTheHoldersCheckpoint()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection client = await BeginAsync();
        (await client.CancelAsync(run.Id)).ShouldBeTrue();

        (await SoonAsync(holder.CommitAsync(run.Says()))).ShouldBe([run.Id]);
    }

    [Fact]
    public void TheStrongLockStandsOnlyWhereRowsAreDeleted()
    {
        IEnumerable<(string File, string Lock)> locks =
            from file in SourceTree.Files("db/migrations", ".sql").Concat(SourceTree.Files("src", ".sql"))
            from Match match in RowLock.Matches(WithoutComments(SourceTree.Read(file)))
            where !match.Value.StartsWith("for no key update", StringComparison.Ordinal)
            select (Path.GetFileName(file), match.Value);

        locks.ShouldBe([("0004_create_mailbox.sql", "for update of e"), ("0004_create_mailbox.sql", "for update of w"), ("0006_create_operators.sql", "for update of r"), ("0009_create_control.sql", "for key share"), ("0010_create_step_data.sql", "for update"), ("0012_create_queues.sql", "for update"), ("append_stream.sql", "for key share"), ("claim.sql", "for update of r"), ("delete_wake_row.sql", "for update of r"), ("record_progress.sql", "for key share"), ("take_over.sql", "for update of r")],
            ignoreOrder: true,
            "retention deletes runs, workers and shared results, a grant the waiter, a heartbeat and an item of a stream hold on to the run for which they are written, a fork keeps the run that it copies from being deleted, the others delete ready rows");
    }

    [Fact]
    public void EveryLockingStatementIsAFileOfItsOwn() =>
        SourceTree.Files("src", ".cs").Where(file => RowLock.IsMatch(SourceTree.Read(file))).ShouldBeEmpty("the rule above reads files of SQL");

    [GeneratedRegex(@"\bfor\s+((no\s+key\s+)?update|(key\s+)?share)\b(\s+of\s+\w+)?", RegexOptions.IgnoreCase)]
    private static partial Regex RowLock { get; }

    private static string WithoutComments(string sql) => string.Join('\n', sql.Split('\n').Select(line => line.Split("--")[0]));

    /// <summary>Leaves a transaction open that holds KEY SHARE on a run, as an insert into a table of the user's with a foreign key does.</summary>
    private async Task ReferToAsync(Guid run)
    {
        await Database.ExecuteAsync("create table public.orders (run uuid references perdure.executions (id))");
        NpgsqlConnection client = await BeginAsync();
        await client.ExecuteAsync("insert into public.orders values ($1)", run);
    }
}
