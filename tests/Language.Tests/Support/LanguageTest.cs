using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Perdure.Language.Tests.Workflows;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Language.Tests.Support;

/// <summary>A test of workflows as users write them: compiled by the generator, run on PostgreSQL, and run again by workers that are killed.</summary>
public abstract class LanguageTest(MigratedServer server) : IAsyncLifetime
{
    private const string WorkerSessions = "worker-under-test";

    private readonly CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    /// <summary>The run that was started last. Others may be there, of schedules.</summary>
    protected Guid Run { get; private set; }

    protected TestDatabase Database { get; private set; } = null!;

    protected CancellationToken Token => deadline.Token;

    /// <summary>How long a test may take.</summary>
    protected virtual TimeSpan LongestTest => TimeSpan.FromMinutes(2);

    public async ValueTask InitializeAsync()
    {
        Database = await server.CreateDatabaseAsync(Token);
        deadline.CancelAfter(LongestTest);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            (await Database.ScalarAsync<string>("select coalesce(string_agg(concat_ws(' ', rule || ':', execution_id, detail), e'\n'), '') from perdure.violations() where rule not in ('no_worker', 'unservable')")).ShouldBeEmpty();
        }
        finally
        {
            await Database.DisposeAsync();
            deadline.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Runs a workflow to its end, in this process or under kill -9.</summary>
    /// <param name="plan">The workflow.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="isKilled">Whether its workers die: each after one commit more than the one before, so that every commit of the run is the last of one of them.</param>
    /// <param name="meanwhile">What is done to the run from outside, while its workers live and die; null: nothing.</param>
    protected Task<TOut> RunAsync<TIn, TOut>(WorkflowPlan<TIn, TOut> plan, TIn input, bool isKilled, Func<WorkflowHandle<TOut>, Task>? meanwhile = null) =>
        RunAsync(plan, input, isKilled ? Fault.Kill : Fault.None, meanwhile);

    /// <summary>Runs a workflow to its end under a fault.</summary>
    /// <param name="plan">The workflow.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="fault">What happens to its workers.</param>
    /// <param name="meanwhile">What is done to the run from outside; null: nothing.</param>
    protected Task<TOut> RunAsync<TIn, TOut>(WorkflowPlan<TIn, TOut> plan, TIn input, Fault fault, Func<WorkflowHandle<TOut>, Task>? meanwhile = null) =>
        RunAsync(client => client.StartAsync(plan, input, cancellationToken: Token), fault, meanwhile);

    /// <summary>Runs a workflow that takes nothing to its end, in this process or under kill -9.</summary>
    protected Task<TOut> RunAsync<TOut>(WorkflowPlan<TOut> plan, bool isKilled) =>
        RunAsync(client => client.StartAsync(plan, cancellationToken: Token), isKilled ? Fault.Kill : Fault.None, meanwhile: null);

    /// <summary>Runs what a client starts to its end under a fault.</summary>
    protected async Task<TOut> RunAsync<TOut>(Func<WorkflowClient, ValueTask<WorkflowHandle<TOut>>> start, Fault fault, Func<WorkflowHandle<TOut>, Task>? meanwhile)
    {
        using IHost client = await StartClientAsync();
        WorkflowHandle<TOut> run = await start(client.Services.GetRequiredService<WorkflowClient>());
        Run = run.Id;
        Task<TOut> result = run.GetResultAsync(Token).AsTask();
        if (fault == Fault.Kill)
        {
            Task acted = meanwhile?.Invoke(run) ?? Task.CompletedTask;
            for (var commits = 1; !result.IsCompleted; commits++) await DieAsync(commits, result);
            await acted;
            return await result;
        }

        return await FinishAsync(result, async () =>
        {
            Task cuts = fault == Fault.Cut ? CutAsync(result) : Task.CompletedTask;
            if (meanwhile is not null) await meanwhile(run);
            await cuts;
        });
    }

    /// <summary>Runs a workflow whose first worker is killed once something can be seen, and that another finishes.</summary>
    protected async Task<TOut> RunAsync<TIn, TOut>(WorkflowPlan<TIn, TOut> plan, TIn input, Func<Task> isSeen)
    {
        using IHost client = await StartClientAsync();
        WorkflowHandle<TOut> run = await client.Services.GetRequiredService<WorkflowClient>().StartAsync(plan, input, cancellationToken: Token);
        Run = run.Id;
        await DieAsync(commits: int.MaxValue, isSeen());
        return await FinishAsync(run.GetResultAsync(Token).AsTask());
    }

    /// <summary>Lets a worker of this process finish what there is.</summary>
    private async Task<TOut> FinishAsync<TOut>(Task<TOut> result, Func<Task>? meanwhile = null)
    {
        using IHost worker = WorkflowHost.Create($"{Database.ConnectionString};Application Name={WorkerSessions}", "worker");
        await worker.StartAsync(Token);
        try
        {
            if (meanwhile is not null) await meanwhile();
            return await result;
        }
        finally
        {
            await worker.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>The rows of the steps of the last run, as <c>Step item/round STATUS attempt</c>.</summary>
    protected Task<string> RowsAsync() => Database.ScalarAsync<string>(
        "select string_agg(step_id || ' ' || item || '/' || round || ' ' || status || ' ' || attempt, ', ' order by step_id, item, round) from perdure.execution_steps where execution_id = $1", Run);

    /// <summary>The rows of the steps of the last run, as <c>Step item/round STATUS</c>: under kill -9, where a worker that dies may leave the record of an attempt that came to nothing.</summary>
    protected Task<string> StatesAsync() => Database.ScalarAsync<string>(
        "select string_agg(step_id || ' ' || item || '/' || round || ' ' || status, ', ' order by step_id, item, round) from perdure.execution_steps where execution_id = $1", Run);

    private async Task<IHost> StartClientAsync()
    {
        IHost client = WorkflowHost.Create(Database.ConnectionString, "client", runWorker: false);
        await client.StartAsync(Token);
        return client;
    }

    /// <summary>Ends a session of the worker of this process behind each event of the run. Which one follows from how many there were.</summary>
    private async Task CutAsync(Task ended)
    {
        long seen = 0;
        for (var cut = 0; !ended.IsCompleted; cut++)
        {
            await Wait.UntilAsync(async () => ended.IsCompleted || await Database.ScalarAsync<long>("select count(*) from perdure.execution_events where execution_id = $1", Run) > seen, TimeSpan.FromMinutes(1));
            seen = await Database.ScalarAsync<long>("select count(*) from perdure.execution_events where execution_id = $1", Run);
            await Database.ExecuteAsync(
                """
                with sessions as (
                  select pid, row_number() over (order by backend_start) - 1 as position, count(*) over () as count
                  from pg_stat_activity where datname = current_database() and application_name like $2 || '%')
                select pg_terminate_backend(pid) from sessions where position = $1 % count
                """,
                cut, WorkerSessions);
        }
    }

    /// <summary>A worker that is killed, unless the run ends before.</summary>
    private async Task DieAsync(int commits, Task ended)
    {
        string program = WorkerProgram.PathOf("Language.Tests.Workflows");
        using Process worker = Process.Start(new ProcessStartInfo("dotnet", [program, Database.ConnectionString, "worker", commits.ToString(CultureInfo.InvariantCulture)]))!;
        try
        {
            await Task.WhenAny(worker.WaitForExitAsync(Token), ended);
        }
        finally
        {
            if (!worker.HasExited) worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None);
        }
    }
}
